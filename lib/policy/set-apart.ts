// Traffic of a pod with its own node or, through a Service, with itself: NetworkPolicy sets it apart, other APIs may not.
import { uniqueSorted } from '../base/order.ts';
import type { Applied, AppliedTier, Standing } from './applicable.ts';
import { anyOf, both, type Certainty } from './certainty.ts';
import type { PolicyApi } from './compiled.ts';
import { notIsolated } from './judge-walk.ts';
import type { RuleQuestion } from './match.ts';
import type { DirectionVerdict } from './model.ts';
import { isItself } from './same-node.ts';
import { walkTiers } from './walk.ts';

/**
 * Whether what sets traffic apart for NetworkPolicy holds for the API too. The network policy API has no such sentence,
 * and for a pod that reaches itself by a Service has the contrary; what is not evaluated is not known.
 */
const SHARES_EXEMPTIONS: Readonly<Record<PolicyApi, boolean>> = {
  'networking-v1': true,
  cilium: true,
  calico: true,
  'admin-v1alpha1': false,
  'cluster-v1alpha2': false,
  antrea: false,
  'ack-global': false,
  'eks-cluster': false,
};

/** Exempt for NetworkPolicy: allowed, unless a policy of an API that does not say so could deny it. */
export function judgeExempt(standing: Standing, question: RuleQuestion, exemption: string): DirectionVerdict {
  const unreadable = standing.unreadable.filter(({ api }) => !SHARES_EXEMPTIONS[api]);
  const tiers = withCertainty(standing.tiers, (api) => (SHARES_EXEMPTIONS[api] ? 'no' : 'unknown'));
  const { canDeny, doubtful } = walkTiers(tiers, question);
  if (!canDeny && unreadable.length === 0) return notIsolated(exemption);
  const by = uniqueSorted([...unreadable.map(({ name }) => name), ...(canDeny ? doubtful : [])]);
  const reason = `${exemption}, and nobody says whether ${by.join(', ')} can block that`;
  return { kind: 'unknown', isolated: false, by, rules: [], reason };
}

/**
 * The policies as they count for a pod that reaches itself by a Service, where the dataplane does not say: "A Pod
 * connecting to a Service IP that the service proxy load-balances back to the same Pod is subject to
 * ClusterNetworkPolicy" (API overview, v1alpha2); for other APIs that is left open (issue 343).
 */
export function tiersForHairpin(tiers: readonly AppliedTier[], question: RuleQuestion): readonly AppliedTier[] {
  if (!isUndocumentedHairpin(question)) return tiers;
  return withCertainty(tiers, (api) => (api === 'cluster-v1alpha2' ? 'yes' : 'unknown'));
}

export function isUndocumentedHairpin({ subject, peer, query, profile }: RuleQuestion): boolean {
  return query.via !== undefined && isItself(subject, peer) && profile.semantics.hairpin === 'unknown';
}

/** The same tiers where the policies of each API count for sure, not at all, or perhaps. */
function withCertainty(tiers: readonly AppliedTier[], counts: (api: PolicyApi) => Certainty): readonly AppliedTier[] {
  const recount = (one: Applied): readonly Applied[] => {
    const count = counts(one.policy.api);
    if (count === 'no') return [];
    const doubt = count === 'unknown' ? 'nobody documents whether it counts for this traffic' : one.doubt;
    return [{ ...one, isolates: both(one.isolates, count), doubt }];
  };
  return tiers.map(({ tier, levels }) => {
    const kept = levels.map(({ level, applied }) => ({ level, applied: applied.flatMap(recount) }));
    const left = kept.filter(({ applied }) => applied.length > 0);
    const isolation = anyOf(left, ({ applied }) => anyOf(applied, ({ isolates }) => isolates));
    return { tier, levels: left, isolation };
  });
}
