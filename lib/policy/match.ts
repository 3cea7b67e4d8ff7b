// Whether a rule covers a connection: its peers against the other side, its ports against the server's.
import { anyOf, both, type Certainty, certaintyOf, not } from './certainty.ts';
import type { CompiledPeer, CompiledPods, CompiledPolicies, CompiledRule } from './compiled.ts';
import { matchIpBlock } from './match-block.ts';
import { matchPort, usesFamily } from './match-port.ts';
import type { Direction, PolicyEndpoint, PolicyQuery } from './model.ts';
import { matchPods, type PodEndpoint } from './pod-match.ts';
import type { Profile } from './profiles/profile.ts';
import { isOwnNode } from './same-node.ts';

/** One side's question to its rules: `peer` is the other side of `subject`. */
export interface RuleQuestion {
  readonly direction: Direction;
  readonly subject: PodEndpoint;
  readonly peer: PolicyEndpoint;
  readonly query: PolicyQuery;
  readonly namespaces: CompiledPolicies['namespaces'];
  readonly profile: Profile;
}

/** Peers and ports of one rule are ANDed, the entries of each list ORed. */
export function matchRule(rule: CompiledRule, question: RuleQuestion): Certainty {
  const ports = matchPorts(rule, question);
  if (ports === 'no') return 'no';
  const subject = rule.subject === undefined ? 'yes' : matchPeer(rule.subject, asked(question.subject, question));
  if (subject === 'no') return 'no';
  const family = rule.family === undefined ? 'yes' : usesFamily(rule.family, question);
  const match = both(both(both(ports, subject), family), matchPeers(rule, question));
  return match === 'yes' && rule.beyond !== undefined ? 'unknown' : match;
}

/** A condition on the judged pod itself reads like one on a peer. */
function asked(endpoint: PodEndpoint, question: RuleQuestion): RuleQuestion {
  return { ...question, peer: endpoint };
}

export function matchPeers({ peers }: CompiledRule, question: RuleQuestion): Certainty {
  return peers.kind === 'all' ? 'yes' : anyOf(peers.peers, (peer) => matchPeer(peer, question));
}

export function matchPorts({ ports }: CompiledRule, question: RuleQuestion): Certainty {
  return ports.kind === 'all' ? 'yes' : anyOf(ports.ports, (port) => matchPort(port, question));
}

export function matchPeer(peer: CompiledPeer, question: RuleQuestion): Certainty {
  const endpoint = question.peer;
  switch (peer.kind) {
    case 'everything':
      return 'yes';
    case 'all-of':
      return not(anyOf(peer.peers, (part) => not(matchPeer(part, question))));
    case 'any-of':
      return anyOf(peer.peers, (part) => matchPeer(part, question));
    case 'not':
      return not(matchPeer(peer.peer, question));
    case 'pods':
      return endpoint.kind === 'unidentified' ? 'unknown' : matchPodsPeer(peer, endpoint, question);
    case 'ip-block':
      return endpoint.kind === 'unidentified' ? 'unknown' : matchIpBlock(peer, question);
    case 'outside':
      return endpoint.kind === 'unidentified' ? 'unknown' : certaintyOf(endpoint.kind === 'address');
    case 'nodes':
      return endpoint.kind === 'unidentified' ? 'unknown' : matchNodes(peer, question);
    case 'undecided':
      return peer.among === 'outside' && (endpoint.kind === 'pod' || endpoint.kind === 'node') ? 'no' : 'unknown';
  }
}

/**
 * Selectors name pods. A hostNetwork pod is "treated the same as all other traffic to/from the node IP" by the common
 * implementation (concepts page), so there selectors do not see it.
 */
function matchPodsPeer(peer: CompiledPods, endpoint: PolicyEndpoint, question: RuleQuestion): Certainty {
  if (endpoint.kind !== 'pod') return 'no';
  const match = () => matchPods(peer, endpoint, question.namespaces);
  if (!endpoint.hostNetwork) return match();
  if (peer.hostNetwork === 'never') return 'no';
  switch (question.profile.semantics.hostNetworkPeer) {
    case 'never-selected':
      return 'no';
    case 'selected':
      return match();
    case 'selected-by-pod-selector':
      return peer.withoutPodSelector === true ? 'no' : match();
    case 'unknown':
      return both(match(), 'unknown');
  }
}

function matchNodes(
  peer: Extract<CompiledPeer, { kind: 'nodes' }>,
  { peer: endpoint, subject }: RuleQuestion,
): Certainty {
  const isNode = endpoint.kind === 'node' || (endpoint.kind === 'pod' && endpoint.hostNetwork);
  if (!isNode) return 'no';
  const own = isOwnNode(subject, endpoint);
  const which = peer.which === 'any' ? 'yes' : peer.which === 'own' ? own : not(own);
  return peer.beyond === undefined ? which : both(which, 'unknown');
}
