// How many policies the recommendation may have: what was asked for, or what the dataplane bears beside those that stay.
import { compilePolicies } from '../policy/compile.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import { type Cluster, isRecommended } from './cluster.ts';

/** `of`: where the number comes from; undefined where it was asked for. */
export interface PolicyBudget {
  readonly maxPolicies: number;
  readonly of: { readonly limit: number; readonly staying: number; readonly source: string } | undefined;
}

/** "Fewer than": the least limit of the dataplane's profiles, less what stays in the cluster. */
export function budgetFor(
  asked: number | undefined,
  dataplane: Dataplane,
  scope: { readonly cluster: Cluster; readonly currentPolicies: readonly PolicyDocument[] },
): PolicyBudget | undefined {
  if (asked !== undefined) return { maxPolicies: asked, of: undefined };
  const limits = dataplane.profiles.flatMap(({ data }) => data.limits.policies ?? []);
  const [first, ...others] = limits;
  if (first === undefined) return undefined;
  const least = others.reduce((left, right) => (right.is < left.is ? right : left), first);
  const staying = policiesThatStay(scope.cluster, scope.currentPolicies, dataplane);
  return {
    maxPolicies: Math.max(0, least.is - 1 - staying),
    of: { limit: least.is, staying, source: least.source },
  };
}

/** Those of other APIs that the dataplane enforces, and NetworkPolicies of namespaces that get no recommended ones. */
function policiesThatStay(cluster: Cluster, documents: readonly PolicyDocument[], { profiles }: Dataplane): number {
  const replaced = new Set(
    cluster.subjects.map(({ namespace }) => namespace).filter((name) => isRecommended(cluster, name)),
  );
  const { policies, unreadable } = compilePolicies({ documents, namespaces: cluster.namespaces });
  const counted = [
    ...policies.map(({ api, namespace }) => ({ api, namespace })),
    ...unreadable.map(({ api, subjects }) => ({
      api,
      namespace: subjects.namespaces.kind === 'own' ? subjects.namespaces.namespace : undefined,
    })),
  ];
  return counted.filter(({ api, namespace }) => {
    if (profiles.every(({ apis }) => apis[api] === 'not-enforced')) return false;
    return api !== 'networking-v1' || namespace === undefined || !replaced.has(namespace);
  }).length;
}
