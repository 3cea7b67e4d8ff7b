// Whether a rule covers a connection: its peers against the other side, its ports against the server's.
import { anyOf, both, type Certainty, certaintyOf, not } from './certainty.ts';
import type { CompiledPeer, CompiledPods, CompiledPort, CompiledRule } from './compiled.ts';
import { capByExceptions } from './exceptions.ts';
import { matchHostNetwork } from './host-network-peer.ts';
import { matchIpBlock } from './match-block.ts';
import { type Beside, matchPort, usesFamily } from './match-port.ts';
import type { PolicyEndpoint } from './model.ts';
import { matchPods } from './pod-match.ts';
import type { RuleQuestion } from './rule-question.ts';
import { isNodeLocal, isOnNode, isOwnNode, nodeNameOf } from './same-node.ts';
import { selectsService, serviceSeen } from './service-traffic.ts';

/** Peers and ports of one rule are ANDed, the entries of each list ORed. */
export function matchRule(rule: CompiledRule, question: RuleQuestion): Certainty {
  const subject = rule.subject === undefined ? 'yes' : matchPeer(rule.subject, aboutSubject(question));
  if (subject === 'no') return 'no';
  const family = rule.family === undefined ? 'yes' : usesFamily(rule.family, question);
  const match = both(both(subject, family), matchParts(rule, question));
  return match === 'yes' && rule.beyond !== undefined ? 'unknown' : match;
}

/** A condition on the judged pod itself reads like one on a peer, whatever Service it talks to. */
function aboutSubject({ query, ...question }: RuleQuestion): RuleQuestion {
  const { via: _via, ...direct } = query;
  return { ...question, peer: question.subject, query: direct };
}

function matchParts(rule: CompiledRule, question: RuleQuestion): Certainty {
  if (!readsPortsAlike(question)) {
    return anyOf(peersOf(rule), (peer) => {
      const ports = matchPortsBeside(rule, question, besideOf(peer));
      return ports === 'no' ? 'no' : both(ports, matchPeerOf(rule, peer, question));
    });
  }
  const ports = matchPortsBeside(rule, question, 'selectors');
  return ports === 'no' ? 'no' : both(ports, matchPeers(rule, question));
}

/** Beside selectors and beside addresses: so that they need be asked only once. */
function readsPortsAlike(question: RuleQuestion): boolean {
  return question.profile.semantics.namedPorts !== 'beside-selectors' && serviceSeen(question) === undefined;
}

const EVERYTHING: readonly CompiledPeer[] = [{ kind: 'everything' }];

/** "If this field is empty or missing, this rule matches all sources." */
function peersOf({ peers }: CompiledRule): readonly CompiledPeer[] {
  return peers.kind === 'all' ? EVERYTHING : peers.peers;
}

function besideOf({ kind }: CompiledPeer): Beside {
  return kind === 'ip-block' || kind === 'everything' ? 'addresses' : 'selectors';
}

function kindsBeside(rule: CompiledRule): readonly Beside[] {
  return [...new Set(peersOf(rule).map(besideOf))];
}

function matchPortsBeside({ ports }: CompiledRule, question: RuleQuestion, beside: Beside): Certainty {
  return ports.kind === 'all' ? 'yes' : anyOf(ports.ports, (port) => matchPort(port, question, beside));
}

/** A peer as it stands beside the others of its rule, and beside the rules of other policies. */
export function matchPeerOf(rule: CompiledRule, peer: CompiledPeer, question: RuleQuestion): Certainty {
  return capByExceptions(matchPeer(peer, question), { rule, peer }, question);
}

export function matchPeers(rule: CompiledRule, question: RuleQuestion): Certainty {
  return anyOf(peersOf(rule), (peer) => matchPeerOf(rule, peer, question));
}

export function matchPorts(rule: CompiledRule, question: RuleQuestion): Certainty {
  return anyOf(kindsBeside(rule), (beside) => matchPortsBeside(rule, question, beside));
}

/** Beside any peer of the rule. */
export function matchPortOf(rule: CompiledRule, port: CompiledPort, question: RuleQuestion): Certainty {
  return anyOf(kindsBeside(rule), (beside) => matchPort(port, question, beside));
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
      if (endpoint.kind === 'unidentified' || isNodeLocal(endpoint)) return 'unknown';
      return certaintyOf(endpoint.kind === 'address');
    case 'nodes':
      return endpoint.kind === 'unidentified' ? 'unknown' : matchNodes(peer, question);
    case 'undecided':
      return peer.among === 'outside' && (endpoint.kind === 'pod' || endpoint.kind === 'node') ? 'no' : 'unknown';
  }
}

function matchPodsPeer(peer: CompiledPods, endpoint: PolicyEndpoint, question: RuleQuestion): Certainty {
  const service = serviceSeen(question);
  if (service !== undefined) return selectsService(peer, service, question);
  const node = nodeNameOf(endpoint);
  if (node === undefined && endpoint.kind === 'pod') return matchPods(peer, endpoint, question.namespaces);
  const onNode = node === undefined ? 'no' : matchHostNetwork(peer, { endpoint, nodeName: node.name }, question);
  return peer.onlyExcludes === true ? anyOf([onNode, matchWithoutLabels(question)], (match) => match) : onNode;
}

/** "The NotIn selector does not require the existence of the label" (cilium/cilium#46996). */
function matchWithoutLabels({ profile }: RuleQuestion): Certainty {
  switch (profile.semantics.excludingSelector) {
    case 'pods':
      return 'no';
    case 'everything-else':
      return 'yes';
    case 'unknown':
      return 'unknown';
  }
}

function matchNodes(
  peer: Extract<CompiledPeer, { kind: 'nodes' }>,
  { peer: endpoint, subject }: RuleQuestion,
): Certainty {
  if (!isOnNode(endpoint)) return 'no';
  if (isNodeLocal(endpoint)) return 'unknown';
  const own = isOwnNode(subject, endpoint);
  const which = peer.which === 'any' ? 'yes' : peer.which === 'own' ? own : not(own);
  return peer.beyond === undefined ? which : both(which, 'unknown');
}
