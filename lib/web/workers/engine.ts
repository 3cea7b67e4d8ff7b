// The evaluator of the page: answers questions about the report's policies and about drafts of them.
import { assertNever } from '../../base/assert.ts';
import { formatDiagnostic } from '../../base/diagnostic.ts';
import { matchPods } from '../../policy/pod-match.ts';
import type { ReportDocument } from '../../report/document.ts';
import { podsOf } from './changed-subjects.ts';
import { type Cluster, clusterOf } from './cluster.ts';
import { explainConnection } from './explain-connection.ts';
import { mendConnection } from './mend-connection.ts';
import type { Ask, PolicySource, Reply, Subjects } from './messages.ts';
import { permissionChanges } from './permission-changes.ts';
import { makePolicySets, type PolicySet, type PolicySets } from './policy-set.ts';
import { simulate } from './simulate.ts';
import { unusedPermissions } from './unused-permissions.ts';

export type Engine = (ask: Ask) => Reply;

/** Never throws: what cannot be answered says why. */
export function makeEngine(document: ReportDocument): Engine {
  const known = clusterOf(document);
  if (known.kind === 'unusable') return () => ({ kind: 'failed', reason: known.reason });
  const sets = makePolicySets(known.cluster);
  return (ask) => {
    try {
      const unread = ask.kind === 'simulate' ? undefined : sourcesOf(ask).flatMap((source) => sets(source).unread)[0];
      if (unread !== undefined) return { kind: 'failed', reason: formatDiagnostic(unread) };
      return answerTo(ask, known.cluster, sets);
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

function sourcesOf(ask: Ask): readonly PolicySource[] {
  return 'policies' in ask ? [ask.policies] : [ask.before, ask.after];
}

function answerTo(ask: Ask, cluster: Cluster, sets: PolicySets): Reply {
  switch (ask.kind) {
    case 'simulate': {
      const reported = ask.before.kind === 'draft' ? undefined : ask.before.kind;
      const compared = { before: sets(ask.before), after: sets(ask.after), reported };
      return { kind: 'simulation', simulation: simulate(cluster, compared) };
    }
    case 'permissions': {
      const compared = { before: sets(ask.before), after: sets(ask.after), namespace: ask.namespace };
      return { kind: 'permissions', changes: permissionChanges(cluster, compared) };
    }
    case 'explain':
      return { kind: 'explained', explained: explainConnection(cluster, sets(ask.policies), ask.connection) };
    case 'mend': {
      const recommended = sets({ kind: 'recommended' });
      const input = { policies: sets(ask.policies), recommended, connection: ask.connection };
      return { kind: 'mend', mend: mendConnection(cluster, input) };
    }
    case 'subjects':
      return { kind: 'subjects', subjects: subjectsOf(cluster, sets(ask.policies)) };
    case 'unused':
      return { kind: 'unused', found: unusedPermissions(cluster, sets(ask.policies)) };
    default:
      return assertNever(ask, 'answerTo');
  }
}

function subjectsOf({ document, workloads }: Cluster, { compiled }: PolicySet): Subjects {
  const pods = workloads.map((workload, index) => ({
    id: document.workloads[index]?.id ?? '',
    pods: podsOf(workload),
  }));
  return new Map(
    compiled.policies.map(({ name, subjects }) => [
      name,
      pods
        .filter((workload) =>
          workload.pods.some((pod) => !pod.hostNetwork && matchPods(subjects, pod, compiled.namespaces) !== 'no'),
        )
        .map(({ id }) => id),
    ]),
  );
}
