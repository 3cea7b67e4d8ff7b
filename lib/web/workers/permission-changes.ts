// What a draft opens and closes beyond the observed connections: between workloads, and between them and the outside.
import type { VerdictKind } from '../../policy/model.ts';
import { isNeed } from '../../report/check.ts';
import type { PermissionPair } from '../../report/permissions.ts';
import { verdictKind } from '../../report/verdict.ts';
import { changedSubjects, concernedBy } from './changed-subjects.ts';
import type { Cluster } from './cluster.ts';
import type { ChangedPermission, PermissionChanges } from './messages.ts';
import { askQuestions, MOST_LISTED, rememberSides } from './permission-work.ts';
import type { PolicySet } from './policy-set.ts';
import type { Work } from './work.ts';

export interface PermissionInput {
  readonly before: PolicySet;
  readonly after: PolicySet;
  readonly namespace?: string | undefined;
  /** For tests. */
  readonly mostQuestions?: number;
}

export function* permissionChanges(cluster: Cluster, input: PermissionInput): Work<PermissionChanges> {
  const { before, after, mostQuestions } = input;
  const changed: ChangedPermission[] = [];
  const counts: Record<VerdictKind, number> = { allowed: 0, denied: 0, unknown: 0 };
  const sums = yield* askQuestions({
    space: {
      workloads: cluster.workloads,
      connections: cluster.document.connections.filter(isNeed),
      policies: [before.compiled, after.compiled],
    },
    isAbout: pairFilter(cluster, input),
    ask: (question) => {
      const old = verdictKind(before.judge(question).verdict);
      const now = verdictKind(after.judge(question).verdict);
      if (old === now) return;
      counts[now] += 1;
      if (changed.length < MOST_LISTED) changed.push({ ...question, before: old, after: now });
    },
    partial: (asked) => ({ kind: 'permissions', changes: { changed, counts, ...asked } }),
    ...(mostQuestions === undefined ? {} : { mostQuestions }),
  });
  return { changed, counts, ...sums };
}

/** Only what the change can concern is asked, and only about the namespace where one is named. */
function pairFilter(
  cluster: Cluster,
  { before, after, namespace }: PermissionInput,
): (pair: PermissionPair) => boolean {
  const concerns = concernedBy(cluster, changedSubjects(before, after, cluster.workloads));
  const isClient = rememberSides(({ endpoint }) => concerns.client(endpoint));
  const isServer = rememberSides(({ endpoint }) => concerns.server(endpoint));
  const isIn = rememberSides(
    ({ endpoint }) => namespace === undefined || (endpoint.kind === 'workload' && endpoint.namespace === namespace),
  );
  return ({ client, server }) => (isClient(client) || isServer(server)) && (isIn(client) || isIn(server));
}
