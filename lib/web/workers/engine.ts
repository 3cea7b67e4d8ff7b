// The evaluator of the page: answers questions about the report's policies and about drafts of them.
import { assertNever } from '../../base/assert.ts';
import { formatDiagnostic } from '../../base/diagnostic.ts';
import { matchPods } from '../../policy/pod-match.ts';
import type { ReportDocument } from '../../report/document.ts';
import { formatPoliciesZip } from '../../report/formats/policies-zip.ts';
import { policyFiles } from '../../report/policy-files.ts';
import { modelPolicies } from '../data/model-policies.ts';
import { podsOf } from './changed-subjects.ts';
import { type Cluster, clusterOf } from './cluster.ts';
import { explainConnection } from './explain-connection.ts';
import { mendConnection } from './mend-connection.ts';
import type { Ask, Reply } from './messages.ts';
import { permissionChanges } from './permission-changes.ts';
import { makePolicySets, manifestSet, type PolicySet, type PolicySets } from './policy-set.ts';
import { simulate } from './simulate.ts';
import { unusedPermissions } from './unused-permissions.ts';
import type { Work } from './work.ts';

export type Engine = (ask: Ask) => Work<Reply>;

/** Never throws: what cannot be answered says why. */
export function makeEngine(document: ReportDocument): Engine {
  const known = clusterOf(document);
  const sets = known.kind === 'unusable' ? undefined : makePolicySets(known.cluster);
  return function* (ask) {
    if (known.kind === 'unusable' || sets === undefined)
      return { kind: 'failed', reason: known.kind === 'unusable' ? known.reason : '' };
    try {
      return yield* answerTo(ask, known.cluster, sets);
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

function* answerTo(ask: Ask, cluster: Cluster, sets: PolicySets): Work<Reply> {
  switch (ask.kind) {
    case 'simulate':
      return { kind: 'simulation', simulation: yield* simulate(cluster, sets, ask) };
    case 'permissions': {
      const compared = { before: yield* sets.of(ask.before), after: yield* sets.of(ask.after) };
      const unread = unreadOf(compared.before) ?? unreadOf(compared.after);
      if (unread !== undefined) return unread;
      const changes = yield* permissionChanges(cluster, { ...compared, namespace: ask.namespace });
      return { kind: 'permissions', changes };
    }
    case 'subjects':
      return { kind: 'subjects', workloads: subjectsOf(cluster, ask) };
    case 'zip':
      return zipOf(cluster, ask.namespace);
    case 'yaml': {
      const policies = modelPolicies(cluster.document.policies[ask.set]).filter(({ id }) => id !== ask.without);
      return { kind: 'yaml', text: yield* sets.reader.write(policies.map(({ manifest }) => manifest)) };
    }
    case 'explain':
    case 'mend':
    case 'unused': {
      const policies = yield* sets.of(ask.policies);
      return unreadOf(policies) ?? (yield* answerAbout(ask, policies, { cluster, sets }));
    }
    default:
      return assertNever(ask, 'answerTo');
  }
}

interface Known {
  readonly cluster: Cluster;
  readonly sets: PolicySets;
}

function* answerAbout(
  ask: Extract<Ask, { readonly kind: 'explain' | 'mend' | 'unused' }>,
  policies: PolicySet,
  { cluster, sets }: Known,
): Work<Reply> {
  switch (ask.kind) {
    case 'explain':
      return { kind: 'explained', explained: explainConnection(cluster, policies, ask.connection) };
    case 'mend': {
      const recommended = yield* sets.of({ kind: 'recommended' });
      return {
        kind: 'mend',
        mend: yield* mendConnection(cluster, { policies, recommended, connection: ask.connection }),
      };
    }
    case 'unused':
      return { kind: 'unused', found: yield* unusedPermissions(cluster, policies) };
    default:
      return assertNever(ask, 'answerAbout');
  }
}

function zipOf({ document }: Cluster, namespace: string | undefined): Reply {
  const found = policyFiles(document.policies.recommended, namespace === undefined ? undefined : [namespace]);
  if (found.kind === 'unusable') return { kind: 'failed', reason: found.reason };
  return { kind: 'zip', bytes: new Uint8Array(formatPoliciesZip(found.files)) };
}

/** Nobody can say what a document would do that cannot be read. */
function unreadOf({ unread }: PolicySet): Reply | undefined {
  const [first] = unread;
  return first === undefined ? undefined : { kind: 'failed', reason: formatDiagnostic(first) };
}

/** Only the policy in question is compiled. */
function subjectsOf(cluster: Cluster, { set, policy }: Extract<Ask, { readonly kind: 'subjects' }>): readonly string[] {
  const { document, workloads } = cluster;
  const manifests = modelPolicies(document.policies[set]).filter(({ id }) => id === policy);
  const { compiled } = manifestSet(
    manifests.map(({ manifest }) => manifest),
    cluster,
  );
  const selects = (index: number) =>
    compiled.policies.some(({ namespace, subjects }) => {
      const workload = workloads[index];
      if (workload === undefined || (namespace !== undefined && namespace !== workload.namespace)) return false;
      return podsOf(workload).some((pod) => !pod.hostNetwork && matchPods(subjects, pod, compiled.namespaces) !== 'no');
    });
  return document.workloads.flatMap(({ id }, index) => (selects(index) ? [id] : []));
}
