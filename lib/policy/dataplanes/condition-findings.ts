// Which nodes and pods do not meet the conditions of their dataplane, as findings.
import type { DataplaneArgument, DataplanePart } from '../profiles/dataplane-argument.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { Condition } from './condition.ts';
import { type DataplaneFinding, namesEvidence, namesText } from './finding.ts';
import { type Found, podExceptions, switchedOff, waysOf } from './unmet-conditions.ts';

interface Group {
  readonly part: DataplanePart;
  readonly found: Found;
  readonly names: string[];
}

/** `unseen`: conditions of which the export does not show whether they are met, in the order in which they are asked. */
export interface ConditionFindings {
  readonly findings: readonly DataplaneFinding[];
  readonly unseen: readonly Condition[];
}

/** One finding for each condition and dataplane; a node or pod on which it is violated is named. */
export function conditionFindings(argument: DataplaneArgument, facts: ClusterFacts): ConditionFindings {
  const groups = new Map<string, Group>();
  const nodes = facts.nodes.length === 0 ? [undefined] : facts.nodes;
  for (const node of nodes) {
    for (const { part, found } of waysOf(argument, node)) addAll(groups, part, found, node?.name);
  }
  const byName = new Map(facts.nodes.map((node) => [node.name, node]));
  for (const pod of facts.pods) {
    const node = pod.nodeName === undefined ? undefined : byName.get(pod.nodeName);
    for (const { part } of waysOf(argument, node)) addAll(groups, part, podExceptions(part, pod), pod.id);
  }
  const asked = [...groups.values()].filter(({ part }) => switchedOff(part) === undefined);
  return {
    findings: asked.filter(({ found }) => found.exception.state === 'violated').map(findingOf),
    unseen: asked.filter(({ found }) => found.exception.state === 'unseen').map(({ found }) => found.condition),
  };
}

function addAll(
  groups: Map<string, Group>,
  part: DataplanePart,
  found: readonly Found[],
  name: string | undefined,
): void {
  for (const one of found) {
    const key = `${part.name} ${one.condition.asks} ${one.exception.state}`;
    const group = groups.get(key) ?? { part, found: one, names: [] };
    groups.set(key, group);
    if (name !== undefined) group.names.push(name);
  }
}

function findingOf({ part, found, names }: Group): DataplaneFinding {
  const { code, severity, asks, mend, source, of } = found.condition;
  const whose = names.length === 0 ? '' : ` (${of === 'node' ? 'nodes' : 'pods'} ${namesText(names)})`;
  return {
    ...{ code, severity, mend },
    subject: part.name,
    message: `${asks}: not so here, ${found.exception.because}${whose}`,
    evidence: { ...namesEvidence(names), source },
  };
}
