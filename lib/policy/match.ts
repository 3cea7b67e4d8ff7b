// Whether a rule covers a connection: its peers against the other side, its ports against the server's.
import { type Address, parseAddress } from '../net/address.ts';
import { addressSetHas } from '../net/address-set.ts';
import { type Labels, NAMESPACE_NAME_LABEL } from '../sources/kubernetes-objects.ts';
import { anyOf, both, type Certainty, certaintyOf } from './certainty.ts';
import type {
  CompiledBlock,
  CompiledPeer,
  CompiledPolicies,
  CompiledPort,
  CompiledRule,
  PeerNamespaces,
} from './compiled.ts';
import type { PolicyEndpoint, PolicyQuery } from './model.ts';
import type { Profile } from './profiles/profile.ts';
import { matchesKnownLabels, matchesLabels } from './selector.ts';

/** One side's question to its rules: `peer` is the other side. */
export interface RuleQuestion {
  readonly peer: PolicyEndpoint;
  readonly query: PolicyQuery;
  readonly namespaces: CompiledPolicies['namespaces'];
  readonly profile: Profile;
}

/** Peers and ports of one rule are ANDed, the entries of each list ORed. */
export function matchRule(rule: CompiledRule, question: RuleQuestion): Certainty {
  const ports = matchPorts(rule, question);
  return ports === 'no' ? 'no' : both(ports, matchPeers(rule, question));
}

export function matchPeers({ peers }: CompiledRule, question: RuleQuestion): Certainty {
  return peers.kind === 'all' ? 'yes' : anyOf(peers.peers, (peer) => matchPeer(peer, question));
}

export function matchPorts({ ports }: CompiledRule, { query, profile }: RuleQuestion): Certainty {
  if (query.protocol === 'ICMP' && profile.portless === 'undocumented') return 'unknown';
  return ports.kind === 'all' ? 'yes' : anyOf(ports.ports, (port) => matchPort(port, query));
}

export function matchPeer(peer: CompiledPeer, question: RuleQuestion): Certainty {
  const endpoint = question.peer;
  if (endpoint.kind === 'unidentified') return 'unknown';
  if (peer.kind === 'ip-block') return matchIpBlock(peer, question);
  // Selectors name pods. A hostNetwork pod is "treated the same as all other traffic to/from the node IP" by the common
  // implementation (concepts page), so selectors do not see it.
  if (endpoint.kind !== 'pod' || endpoint.hostNetwork) return 'no';
  if (!matchesLabels(peer.pods, endpoint.labels)) return 'no';
  return matchNamespace(peer.namespaces, endpoint.namespace, question.namespaces);
}

/** Of a namespace that the snapshot does not list only the name is known. */
function matchNamespace(wanted: PeerNamespaces, namespace: string, listed: ReadonlyMap<string, Labels>): Certainty {
  if (wanted.kind === 'own') return certaintyOf(wanted.namespace === namespace);
  const labels = listed.get(namespace);
  if (labels !== undefined) return certaintyOf(matchesLabels(wanted.selector, labels));
  return matchesKnownLabels(wanted.selector, { [NAMESPACE_NAME_LABEL]: namespace });
}

/**
 * Compares the addresses of the block's family: all inside is yes, none inside no, some (several pods taken as one) is
 * unknown.
 */
function matchIpBlock(block: CompiledBlock, { peer, profile }: RuleQuestion): Certainty {
  if (profile.ipBlockMatches === 'outside-addresses' && peer.kind !== 'address') return 'no';
  const addresses = addressesOf(peer);
  if (addresses === undefined) return 'unknown';
  let inside = 0;
  let compared = 0;
  for (const address of addresses) {
    if (address.family !== block.cidr.family) continue;
    compared += 1;
    if (addressSetHas(block.addresses, address)) inside += 1;
  }
  if (inside === 0) return 'no';
  return inside === compared ? 'yes' : 'unknown';
}

export function matchPort(port: CompiledPort, { server, protocol, port: number }: PolicyQuery): Certainty {
  if (port.protocol !== protocol) return 'no';
  if (port.kind === 'numbers') return certaintyOf(port.first <= number && number <= port.last);
  if (server.kind === 'unidentified') return 'unknown';
  // A name means the container port of that name and protocol on the server's own pod; what has no such name, a node or
  // an outside address, is not matched.
  if (server.kind !== 'pod' || server.hostNetwork) return 'no';
  const named = server.ports.some((own) => own.name === port.name && own.protocol === protocol && own.port === number);
  return certaintyOf(named);
}

/** Endpoints are values that many questions share, so their addresses are read once. */
const ADDRESSES = new WeakMap<PolicyEndpoint, readonly Address[]>();

/** Undefined where they are not known. */
function addressesOf(endpoint: PolicyEndpoint): readonly Address[] | undefined {
  if (endpoint.kind === 'unidentified') return undefined;
  const texts = endpoint.kind === 'address' ? [endpoint.address] : endpoint.addresses;
  const addresses = ADDRESSES.get(endpoint) ?? texts.flatMap((text) => parseAddress(text) ?? []);
  ADDRESSES.set(endpoint, addresses);
  return addresses.length === 0 || addresses.length < texts.length ? undefined : addresses;
}
