// Whether a rule of a raw manifest permits a connection on a dataplane: its peers, blocks and ports, one by one.
import type { Reading } from './dataplane-switches.ts';
import {
  dict,
  given,
  type Json,
  list,
  type OracleConnection,
  type OracleParty,
  type OraclePod,
  selects,
} from './policy-oracle.ts';

type Dict = ReturnType<typeof dict>;

export interface ServiceConnection extends OracleConnection {
  /** The Service that the client addressed; the selector is left out where it is not known. */
  readonly via?: {
    readonly address: string;
    readonly port: number;
    readonly selector?: Readonly<Record<string, string>>;
  };
}

export interface Asked {
  readonly direction: 'ingress' | 'egress';
  readonly subject: OraclePod;
  readonly peer: OracleParty;
  readonly connection: ServiceConnection;
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** All of the cluster. */
  readonly pods: readonly OraclePod[];
  readonly reading: Reading;
}

/** A rule with all that its policy gives it. */
export interface Rule {
  readonly namespace: string;
  readonly name: string;
  readonly index: number;
  readonly rule: Dict;
}

/** `closed`: an exception lies over every block around the address. */
export function permits(rule: Rule, closed: boolean, asked: Asked): boolean {
  const peers = peersOf(rule, asked);
  if (peers.length === 0) return !closed && portsPermit(rule.rule, 'addresses', asked);
  return peers.some((entry) => {
    if (!given(entry.ipBlock)) return podsHold(rule, entry, asked) && portsPermit(rule.rule, 'selectors', asked);
    if (closed || besideHole(peers, entry, asked)) return false;
    return blockHolds(dict(entry.ipBlock), asked) && portsPermit(rule.rule, 'addresses', asked);
  });
}

export function peersOf({ rule }: Rule, { direction }: Asked): readonly Dict[] {
  return list(rule[direction === 'ingress' ? 'from' : 'to']).map(dict);
}

/** The Service in place of the pod, where the dataplane looks before the address is translated. */
export function service({ direction, connection, reading }: Asked): ServiceConnection['via'] {
  if (direction === 'ingress' || connection.via === undefined) return undefined;
  return reading.of('serviceTraffic') === 'service-address' ? connection.via : undefined;
}

export function addressOf(asked: Asked): string {
  return service(asked)?.address ?? asked.peer.address;
}

/** Whether a selector peer names the other side. */
export function podsHold(rule: Rule, entry: Dict, asked: Asked): boolean {
  const { peer, pods, reading } = asked;
  const seen = service(asked);
  const fits = (namespace: string, labels: Readonly<Record<string, string>>) =>
    namespaceFits(rule, entry, { namespace, namespaces: asked.namespaces }) &&
    (!given(entry.podSelector) || selects(dict(entry.podSelector), labels));
  if (seen !== undefined) return serviceFits(rule, entry, asked);
  if (peer.kind === 'pod' && !peer.hostNetwork) return fits(peer.namespace, peer.labels);
  if (fitsNoLabels(entry) && reading.of('excludingSelector') === 'everything-else') return true;
  if (peer.kind === 'address') return false;
  const how = reading.of('hostNetworkPeer');
  if (how === 'never-selected' || (how === 'selected-by-pod-selector' && !given(entry.podSelector))) return false;
  const node = peer.kind === 'pod' ? peer.node : peer.name;
  const there = [...pods, ...(peer.kind === 'pod' ? [peer] : [])].filter((pod) => pod.hostNetwork && pod.node === node);
  return there.some((pod) => fits(pod.namespace, pod.labels));
}

/** Nodes and addresses are taken for something without a single label; a peer without a namespaceSelector asks for one. */
function fitsNoLabels({ namespaceSelector, podSelector }: Dict): boolean {
  if (!given(namespaceSelector) || isEmpty(namespaceSelector)) return false;
  return selects(dict(namespaceSelector), {}) && (!given(podSelector) || selects(dict(podSelector), {}));
}

/** By the labels with which the Service selects, in the namespace of its pods. */
function serviceFits(rule: Rule, entry: Dict, asked: Asked): boolean {
  const { peer, connection, namespaces, reading } = asked;
  const { via } = connection;
  const what = `${rule.name} ${rule.index} ${JSON.stringify(entry)}`;
  const labels =
    isEmpty(entry.podSelector) ||
    (via?.selector === undefined ? reading.either(`labels ${what}`) : selects(dict(entry.podSelector), via.selector));
  if (!labels) return false;
  if (peer.kind !== 'pod') return reading.either(`namespace ${what}`);
  return namespaceFits(rule, entry, { namespace: peer.namespace, namespaces });
}

function isEmpty(selector: Json): boolean {
  const { matchLabels, matchExpressions } = dict(selector);
  return Object.keys(dict(matchLabels)).length === 0 && list(matchExpressions).length === 0;
}

interface NamespaceAsked {
  readonly namespace: string;
  readonly namespaces: Asked['namespaces'];
}

function namespaceFits(rule: Rule, entry: Dict, { namespace, namespaces }: NamespaceAsked): boolean {
  if (!given(entry.namespaceSelector)) return namespace === rule.namespace;
  return selects(dict(entry.namespaceSelector), { ...namespaces[namespace], 'kubernetes.io/metadata.name': namespace });
}

/** Whether a block counts for this subject at all, by its family. */
export function familyCounts(cidr: string, { subject, reading }: Asked): boolean {
  const isV6 = cidr.includes(':');
  const how = reading.of('ipv6');
  if (how === 'ignored') return !isV6;
  return how !== 'own-family' || isV6 === subject.address.includes(':');
}

function blockHolds(block: Dict, asked: Asked): boolean {
  const { direction, peer, reading } = asked;
  const supported = reading.of(`${direction}IpBlock`);
  if (supported !== 'supported') return supported === 'matches-everything';
  if (service(asked) === undefined && peer.kind !== 'address') {
    const isPod = peer.kind === 'pod' && !peer.hostNetwork;
    if (reading.of(isPod ? 'ipBlockMatchesPods' : 'ipBlockMatchesNodes') === 'no') return false;
  }
  const address = addressOf(asked);
  if (!familyCounts(String(block.cidr), asked) || !holds(String(block.cidr), address)) return false;
  if (!list(block.except).some((hole) => holds(String(hole), address))) return true;
  return reading.of('except') === 'not-honoured';
}

/** Inside the hole of another block of the rule, nobody is sure. */
function besideHole(peers: readonly Dict[], own: Dict, asked: Asked): boolean {
  if (asked.reading.of('except') !== 'subtracts-from-rule') return false;
  const address = addressOf(asked);
  const holes = peers.filter((entry) => entry !== own).flatMap((entry) => list(dict(entry.ipBlock).except));
  return holes.some((hole) => holds(String(hole), address)) && asked.reading.either('one set for a rule');
}

type Beside = 'selectors' | 'addresses';

function portsPermit(rule: Dict, beside: Beside, asked: Asked): boolean {
  const ports = list(rule.ports).map(dict);
  const { protocol } = asked.connection;
  return (
    ports.length === 0 ||
    ports.some(
      (entry) => (given(entry.protocol) ? entry.protocol : 'TCP') === protocol && portPermits(entry, beside, asked),
    )
  );
}

function portPermits({ port: wanted, endPort }: Dict, beside: Beside, asked: Asked): boolean {
  if (!given(wanted)) return true;
  if (typeof wanted === 'string') return namePermits(wanted, beside, asked);
  const { connection, reading } = asked;
  const seen = service(asked);
  const number = seen !== undefined && beside === 'addresses' ? seen.port : connection.port;
  const first = Number(wanted);
  if (!given(endPort) || number === first) return number === first;
  if (reading.of('endPort') === 'first-port' || number < first || number > Number(endPort)) return false;
  return seen === undefined || beside === 'addresses' || reading.either('a range of a service');
}

function namePermits(name: string, beside: Beside, asked: Asked): boolean {
  const { connection, direction, pods, reading } = asked;
  const { server, port, protocol } = connection;
  const gives = (pod: OraclePod) => pod.ports.filter((own) => own.name === name && own.protocol === protocol);
  const onServer = () => {
    if (server.kind !== 'pod' || !gives(server).some((own) => own.port === port)) return false;
    if (server.hostNetwork && reading.of('hostNetworkPeer') === 'never-selected') return false;
    return beside === 'selectors' || service(asked) === undefined || reading.either('names of a service');
  };
  const how = reading.of('namedPorts');
  if (how === 'any-port') return true;
  if (how === 'matches-nothing') return false;
  if (how === 'beside-selectors' && beside === 'addresses' && direction === 'egress') return false;
  if (how !== 'exact-where-one-number' || direction === 'ingress') return onServer();
  const numbers = new Set(pods.filter((pod) => !pod.hostNetwork).flatMap((pod) => gives(pod).map((own) => own.port)));
  if (!numbers.has(port)) return false;
  const isPlain = server.kind === 'pod' && !server.hostNetwork && gives(server).some((own) => own.port === port);
  return (numbers.size === 1 && isPlain) || reading.either(`name ${name}`);
}

/** By comparing bits as text, the way a person would; families never meet. */
export function holds(cidr: string, address: string): boolean {
  const [base = '', prefix = ''] = cidr.split('/');
  if (base.includes(':') !== address.includes(':')) return false;
  return bits(base).slice(0, Number(prefix)) === bits(address).slice(0, Number(prefix));
}

function bits(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((octet) => binary(Number(octet), 8))
      .join('');
  const [left = '', right = ''] = address.split('::');
  const groups = (text: string) =>
    (text === '' ? [] : text.split(':')).map((group) => binary(Number.parseInt(group, 16), 16));
  const [head, tail] = [groups(left), groups(right)];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => binary(0, 16));
  return [...head, ...zeros, ...tail].join('');
}

function binary(number: number, length: number): string {
  return number.toString(2).padStart(length, '0');
}
