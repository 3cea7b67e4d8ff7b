// What the exceptions of address blocks close beyond their own block, on dataplanes that do not take them as holes in it.
import { cidrContains } from '../net/cidr.ts';
import { both, type Certainty } from './certainty.ts';
import type { CompiledBlock, CompiledPeer, CompiledRule } from './compiled.ts';
import { comparedAddresses } from './match-block.ts';
import type { RuleQuestion } from './rule-question.ts';

export interface PeerInRule {
  readonly rule: CompiledRule;
  readonly peer: CompiledPeer;
}

/** What is left of a match where exceptions of other blocks may close the address. */
export function capByExceptions(match: Certainty, { rule, peer }: PeerInRule, question: RuleQuestion): Certainty {
  // No other API has exceptions that reach beyond their block, nor dataplanes where its rules stand in that map.
  if (match === 'no' || rule.action !== 'allow' || !isByAddress(peer)) return match;
  if (question.closed === 'yes') return 'no';
  const unsure = question.closed === 'unknown' || isInHoleBeside(rule, peer, question);
  return both(match, unsure ? 'unknown' : 'yes');
}

/**
 * "nomatch" entries stand in the one ipset of a rule: whether they also take the address out of the other blocks of the
 * rule, nobody promises (kube-router, pkg/controllers/netpol/policy.go).
 */
function isInHoleBeside({ peers }: CompiledRule, peer: CompiledPeer, question: RuleQuestion): boolean {
  const { except } = question.profile.semantics;
  if ((except !== 'subtracts-from-rule' && except !== 'unknown') || peers.kind === 'all') return false;
  const beside = peers.peers.flatMap((other) => (other !== peer && isDataplaneBlock(other) ? other.except : []));
  if (beside.length === 0) return false;
  const addresses = comparedAddresses(question);
  return addresses === undefined || addresses.some((address) => beside.some((hole) => cidrContains(hole, address)));
}

/** In a map of prefixes everything is the widest one. */
function isByAddress(peer: CompiledPeer): boolean {
  return peer.kind === 'everything' || isDataplaneBlock(peer);
}

/** Only blocks of the networking API are read that way. */
export function isDataplaneBlock(peer: CompiledPeer): peer is CompiledBlock {
  return peer.kind === 'ip-block' && peer.scope === 'dataplane';
}
