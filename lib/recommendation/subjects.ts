// What policies can be written for: each workload with its exact selector, or several that none can tell apart.
import { compareBy, compareText } from '../base/order.ts';
import type { Workload } from '../identity/workload.ts';
import type { Labels } from '../sources/kubernetes-objects.ts';
import type { Requirement } from './requirements.ts';
import { selectPods, stableLabelSets } from './selectors.ts';

/** One workload, or a group that shares one selector and so one policy. */
export interface Subject {
  /** Of the first member. */
  readonly id: string;
  readonly namespace: string;
  /** By id. */
  readonly members: readonly Workload[];
  readonly selector: readonly Requirement[];
}

/** Every workload with pods of its own address, by namespace and id. hostNetwork pods cannot be selected. */
export function findSubjects(workloads: readonly Workload[]): readonly Subject[] {
  const byNamespace = new Map<string, Workload[]>();
  for (const workload of workloads) {
    if (workload.hostNetwork) continue;
    byNamespace.set(workload.namespace, [...(byNamespace.get(workload.namespace) ?? []), workload]);
  }
  return [...byNamespace.entries()]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([, members]) => subjectsOfNamespace([...members].sort(compareBy((member) => member.id))));
}

interface Group {
  readonly members: readonly Workload[];
  readonly labels: readonly Labels[];
}

function groupOf(members: readonly Workload[]): Group {
  return { members, labels: stableLabelSets(members) };
}

/** Joins workloads that cannot be told apart, until every group has an exact selector: one group of all always has. */
function subjectsOfNamespace(workloads: readonly Workload[]): readonly Subject[] {
  let groups = workloads.map((workload) => groupOf([workload]));
  for (;;) {
    const subjects: Subject[] = [];
    let joined: readonly Group[] | undefined;
    for (const group of groups) {
      const others = groups.filter((other) => other !== group);
      const labels = others.flatMap((other) => other.labels);
      const selection = selectPods(group.labels, labels);
      if (selection.kind === 'exact') {
        subjects.push(subjectOf(group, selection.requirements));
        continue;
      }
      const confused = new Set(selection.confused.map((index) => labels[index]));
      joined = others.filter((other) => other.labels.some((set) => confused.has(set)));
      groups = join(groups, [group, ...joined]);
      break;
    }
    if (joined === undefined) return subjects;
  }
}

/** The group of `parts` in the place of its first part. */
function join(groups: readonly Group[], parts: readonly Group[]): Group[] {
  const members = parts.flatMap((part) => part.members).sort(compareBy((member) => member.id));
  const rest = groups.filter((group) => !parts.includes(group));
  return [...rest, groupOf(members)].sort(compareBy((group) => group.members[0]?.id ?? ''));
}

function subjectOf(group: Group, selector: readonly Requirement[]): Subject {
  const [first] = group.members;
  return { id: first?.id ?? '', namespace: first?.namespace ?? '', members: group.members, selector };
}
