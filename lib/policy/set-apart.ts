// Traffic of a pod with its own node or, through a Service, with itself: NetworkPolicy sets it apart, other APIs may not.
import { uniqueSorted } from '../base/order.ts';
import type { Applied, AppliedTier, Standing } from './applicable.ts';
import { anyOf, both, type Certainty, not } from './certainty.ts';
import type { PolicyApi } from './compiled.ts';
import { judgeWalk, notIsolated } from './judge-walk.ts';
import type { DirectionVerdict } from './model.ts';
import type { RuleQuestion } from './rule-question.ts';
import { isItself } from './same-node.ts';
import { walkTiers } from './walk.ts';

/** What of a policy counts for traffic that is set apart for NetworkPolicy: perhaps its denials, perhaps all of it, all. */
type Reach = 'nothing' | 'denials' | 'perhaps' | 'all';

/**
 * Whether what sets traffic apart for NetworkPolicy holds for the API too. The network policy API has no such sentence,
 * and for a pod that reaches itself by a Service has the contrary; what is not evaluated is not known.
 */
const REACH: Readonly<Record<PolicyApi, Reach>> = {
  'networking-v1': 'nothing',
  cilium: 'nothing',
  calico: 'nothing',
  'admin-v1alpha1': 'perhaps',
  'cluster-v1alpha2': 'perhaps',
  antrea: 'perhaps',
  'ack-global': 'perhaps',
  'eks-cluster': 'perhaps',
};

const COUNTS = { nothing: 'no', denials: 'unknown', perhaps: 'unknown', all: 'yes' } as const;

/**
 * "Kubernetes will automatically allow all communication from the local host of all local endpoints" (docs.cilium.io,
 * layer 3), and nobody says whether a denial stops it; towards the host Cilium's policies need a rule ("Allow all endpoints
 * with the label env=dev to access the host"). Calico "allows connections the host makes to the workloads running on that
 * host"; towards the host its policies come before a setting that no snapshot shows (protect hosts page).
 */
function reachOf(api: PolicyApi, { direction, subject, peer }: RuleQuestion): Reach {
  if (api === 'calico' && direction === 'egress' && !isItself(subject, peer)) return 'perhaps';
  if (api !== 'cilium' || isItself(subject, peer)) return REACH[api];
  return direction === 'egress' ? 'all' : 'denials';
}

/** Exempt for NetworkPolicy: allowed, unless a policy of an API that does not say so could deny it. */
export function judgeExempt(standing: Standing, question: RuleQuestion, exemption: string): DirectionVerdict {
  const unreadable = standing.unreadable.filter(({ api }) => reachOf(api, question) !== 'nothing');
  const tiers = withCertainty(standing.tiers, (api) => COUNTS[reachOf(api, question)]);
  const walk = walkTiers(withoutAllows(tiers, question), question);
  const { canDeny, doubtful } = walk;
  if (!canDeny && unreadable.length === 0) return notIsolated(exemption);
  if (unreadable.length === 0 && doubtful.length === 0) return judgeWalk(walk);
  const by = uniqueSorted([...unreadable.map(({ name }) => name), ...(canDeny ? doubtful : [])]);
  const reason = `${exemption}, and nobody says whether ${by.join(', ')} can block that`;
  return { kind: 'unknown', isolated: false, by, rules: [], reason };
}

/** Where only denials count: neither isolation nor allows. */
function withoutAllows(tiers: readonly AppliedTier[], question: RuleQuestion): readonly AppliedTier[] {
  return recounted(tiers, (one) => {
    if (reachOf(one.policy.api, question) !== 'denials') return [one];
    const rules = one.rules.filter(({ action }) => action === 'deny');
    return rules.length === 0 ? [] : [{ ...one, isolates: 'no', rules }];
  });
}

/**
 * The policies as they may count, one way or another. Where the dataplane does not say what becomes of a pod that reaches
 * itself by a Service: "A Pod connecting to a Service IP that the service proxy load-balances back to the same Pod is
 * subject to ClusterNetworkPolicy" (API overview, v1alpha2); for other APIs that is left open (issue 343).
 */
export function readingsOf(
  tiers: readonly AppliedTier[],
  question: RuleQuestion,
): readonly [readonly AppliedTier[], ...(readonly AppliedTier[])[]] {
  if (!isUndocumentedHairpin(question)) return [tiers];
  // What is set apart together is so in one reading, and not in the other.
  const read = (apart: Certainty) =>
    withCertainty(tiers, (api) =>
      api === 'cluster-v1alpha2' ? 'yes' : REACH[api] === 'nothing' ? not(apart) : 'unknown',
    );
  return [read('no'), read('yes')];
}

export function isUndocumentedHairpin({ subject, peer, query, profile }: RuleQuestion): boolean {
  return query.via !== undefined && isItself(subject, peer) && profile.semantics.hairpin === 'unknown';
}

/** The same tiers where the policies of each API count for sure, not at all, or perhaps. */
function withCertainty(tiers: readonly AppliedTier[], counts: (api: PolicyApi) => Certainty): readonly AppliedTier[] {
  return recounted(tiers, (one) => {
    const count = counts(one.policy.api);
    if (count === 'no') return [];
    const doubt = count === 'unknown' ? 'nobody documents whether it counts for this traffic' : one.doubt;
    return [{ ...one, isolates: both(one.isolates, count), doubt }];
  });
}

function recounted(
  tiers: readonly AppliedTier[],
  recount: (one: Applied) => readonly Applied[],
): readonly AppliedTier[] {
  return tiers.map(({ tier, levels }) => {
    const kept = levels.map(({ level, applied }) => ({ level, applied: applied.flatMap(recount) }));
    const left = kept.filter(({ applied }) => applied.length > 0);
    const isolation = anyOf(left, ({ applied }) => anyOf(applied, ({ isolates }) => isolates));
    return { tier, levels: left, isolation };
  });
}
