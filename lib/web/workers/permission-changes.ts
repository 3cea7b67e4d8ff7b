// What a draft opens and closes beyond the observed connections: between workloads, and between them and the outside.
import { endpointKey } from '../../connections/connection.ts';
import { isNeed } from '../../report/check.ts';
import { type PermissionQuestion, permissionQuestions, questionKey } from '../../report/permissions.ts';
import { verdictKind } from '../../report/verdict.ts';
import { type ChangedSubjects, changedSubjects } from './changed-subjects.ts';
import type { Cluster } from './cluster.ts';
import type { ChangedPermission, PermissionChanges } from './messages.ts';
import type { PolicySet } from './policy-set.ts';

/** Some seconds of work. What is left is counted and said, never guessed. */
const MOST_QUESTIONS = 200_000;

export interface PermissionInput {
  readonly before: PolicySet;
  readonly after: PolicySet;
  readonly namespace?: string | undefined;
  /** For tests. */
  readonly mostQuestions?: number;
}

export function permissionChanges(cluster: Cluster, input: PermissionInput): PermissionChanges {
  const { before, after, namespace, mostQuestions = MOST_QUESTIONS } = input;
  const { workloads, document } = cluster;
  const needs = document.connections.filter(isNeed);
  const observed = new Set(needs.map(questionKey));
  const concerns = concernedBy(changedSubjects(before, after, workloads));
  const changed: ChangedPermission[] = [];
  let asked = 0;
  let notAsked = 0;
  const space = { workloads, connections: needs, policies: [before.compiled, after.compiled] };
  for (const question of permissionQuestions(space)) {
    if (!concerns(question) || !isAbout(question, namespace) || observed.has(questionKey(question))) continue;
    if (asked >= mostQuestions) {
      notAsked += 1;
      continue;
    }
    asked += 1;
    const old = verdictKind(before.judge(question).verdict);
    const now = verdictKind(after.judge(question).verdict);
    if (old !== now) changed.push({ ...question, before: old, after: now });
  }
  return { changed, asked, notAsked };
}

/** Where the policies of neither side change, no verdict can. */
function concernedBy(subjects: ChangedSubjects): (question: PermissionQuestion) => boolean {
  if (subjects.kind === 'all') return () => true;
  const keysOf = (direction: 'egress' | 'ingress') =>
    new Set(
      [...subjects[direction]].map(({ namespace, kind, name }) =>
        endpointKey({ kind: 'workload', namespace, workloadKind: kind, name }),
      ),
    );
  const clients = keysOf('egress');
  const servers = keysOf('ingress');
  return ({ client, server }) => clients.has(endpointKey(client)) || servers.has(endpointKey(server));
}

function isAbout({ client, server }: PermissionQuestion, namespace: string | undefined): boolean {
  if (namespace === undefined) return true;
  return [client, server].some((endpoint) => endpoint.kind === 'workload' && endpoint.namespace === namespace);
}
