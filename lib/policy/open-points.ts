// What would have to be known for a rule to be settled, in words: what it asks above layer 4, who its peers may be.
import { uniqueSorted } from '../base/order.ts';
import type { CompiledPeer, CompiledPods, CompiledRule } from './compiled.ts';
import { matchPeer } from './match.ts';
import type { RuleQuestion } from './rule-question.ts';

/** Of a rule that may match or may not; sorted, none where only facts of the snapshot are missing. */
export function openPointsOf(rule: CompiledRule, question: RuleQuestion): readonly string[] {
  const peers = rule.peers.kind === 'all' ? [] : rule.peers.peers;
  const open = peers.filter((peer) => matchPeer(peer, question) === 'unknown');
  const points = open.flatMap((peer) => pointsOf(peer, question));
  return uniqueSorted([...(rule.beyond === undefined ? [] : [rule.beyond]), ...points]);
}

function pointsOf(peer: CompiledPeer, question: RuleQuestion): readonly string[] {
  switch (peer.kind) {
    case 'undecided':
      return [peer.reason];
    case 'pods':
      if (mayNameWithoutLabels(peer, question)) return ['a selector of namespaces that only excludes'];
      return peer.beyond === undefined ? [] : [peer.beyond];
    case 'nodes':
      return peer.beyond === undefined ? [] : [peer.beyond];
    case 'all-of':
    case 'any-of':
      return peer.peers.flatMap((part) => pointsOf(part, question));
    case 'not':
      return pointsOf(peer.peer, question);
    case 'ip-block':
    case 'outside':
    case 'everything':
      return [];
  }
}

/** Of a pod with an address of its own the labels are asked. */
function mayNameWithoutLabels({ onlyExcludes }: CompiledPods, { peer, profile }: RuleQuestion): boolean {
  const isLabelled = peer.kind === 'unidentified' || (peer.kind === 'pod' && !peer.hostNetwork);
  return onlyExcludes === true && !isLabelled && profile.semantics.excludingSelector === 'unknown';
}
