// What would have to be known for a rule to be settled, in words: what it asks above layer 4, who its peers may be.
import { uniqueSorted } from '../base/order.ts';
import type { CompiledPeer, CompiledRule } from './compiled.ts';
import { matchPeer } from './match.ts';
import type { RuleQuestion } from './rule-question.ts';

/** Of a rule that may match or may not; sorted, none where only facts of the snapshot are missing. */
export function openPointsOf(rule: CompiledRule, question: RuleQuestion): readonly string[] {
  const peers = rule.peers.kind === 'all' ? [] : rule.peers.peers;
  const open = peers.filter((peer) => matchPeer(peer, question) === 'unknown');
  return uniqueSorted([...(rule.beyond === undefined ? [] : [rule.beyond]), ...open.flatMap(pointsOf)]);
}

function pointsOf(peer: CompiledPeer): readonly string[] {
  switch (peer.kind) {
    case 'undecided':
      return [peer.reason];
    case 'pods':
    case 'nodes':
      return peer.beyond === undefined ? [] : [peer.beyond];
    case 'all-of':
    case 'any-of':
      return peer.peers.flatMap(pointsOf);
    case 'not':
      return pointsOf(peer.peer);
    case 'ip-block':
    case 'outside':
    case 'everything':
      return [];
  }
}
