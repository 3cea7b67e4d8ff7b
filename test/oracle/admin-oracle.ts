// A second, slow reading of the network policy API beside NetworkPolicy: plays out every way in which it can go.
import { type Choose, everyEnd } from './every-end.ts';
import {
  dict,
  given,
  type Json,
  list,
  type OracleConnection,
  type OracleParty,
  type OraclePod,
  type OracleWorld,
  oracleSide,
  selects,
} from './policy-oracle.ts';

type Dict = Readonly<Record<string, Json>>;
type Direction = 'ingress' | 'egress';

export interface AdminConnection extends OracleConnection {
  /** The client addressed a Service. */
  readonly throughService: boolean;
}

export interface AdminSide {
  readonly kind: 'allowed' | 'denied' | 'unknown';
  /** `name rule`, where one rule of a cluster-wide policy decides and there was nothing to choose. */
  readonly decidedBy: string | undefined;
}

interface End {
  readonly allowed: boolean;
  readonly by: string | undefined;
}

/** `world.policies` may be of every kind. */
export function adminSide(world: OracleWorld, connection: AdminConnection, direction: Direction): AdminSide {
  const ends = everyEnd((choose) => play(world, connection, { direction, choose }));
  const first = ends[0];
  if (first === undefined || ends.some(({ allowed }) => allowed !== first.allowed)) {
    return { kind: 'unknown', decidedBy: undefined };
  }
  return { kind: first.allowed ? 'allowed' : 'denied', decidedBy: ends.length === 1 ? first.by : undefined };
}

interface Game {
  readonly direction: Direction;
  readonly choose: Choose;
}

function play(world: OracleWorld, connection: AdminConnection, { direction, choose }: Game): End {
  const { client, server, throughService } = connection;
  const [subject, peer] = direction === 'ingress' ? [server, client] : [client, server];
  const open = { allowed: true, by: undefined };
  if (subject.kind !== 'pod' || subject.hostNetwork) return open;
  const itself = peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name;
  if (itself && !throughService) return open;
  const ownNode = hostOf(peer) === subject.node;
  const table: Table = { world, connection, peer, direction, choose };
  // One dataplane sets a pod's traffic with itself apart from all NetworkPolicies, or from none.
  let setsApart: boolean | undefined;
  const policies = world.policies.map(dict).filter((policy) => {
    if (policy.kind === 'NetworkPolicy') {
      if (ownNode || networkPolicies(table, [policy], itself) === undefined) return false;
      if (itself) setsApart ??= choose(2) === 1;
      return setsApart !== true;
    }
    if (!selectsPod(world, dict(dict(policy.spec).subject), subject)) return false;
    const isSettled = policy.kind === 'ClusterNetworkPolicy' ? !ownNode : !ownNode && !itself;
    return isSettled || choose(2) === 0;
  });
  const admin = firstWord(table, policies.filter(isAdmin));
  if (admin !== undefined && admin.action !== 'Pass') return { allowed: admin.action !== 'Deny', by: admin.by };
  const middle = networkPolicies(table, policies, itself);
  if (middle !== undefined) return { allowed: middle, by: undefined };
  const baseline = firstWord(table, policies.filter(isBaseline));
  if (baseline === undefined || baseline.action === 'Pass') return open;
  return { allowed: baseline.action !== 'Deny', by: baseline.by };
}

interface Table extends Game {
  readonly world: OracleWorld;
  readonly connection: OracleConnection;
  readonly peer: OracleParty;
}

/** Undefined where no NetworkPolicy isolates the pod. Renamed, the peer is no longer the pod itself. */
function networkPolicies(
  { world, connection, direction }: Table,
  policies: readonly Dict[],
  itself: boolean,
): boolean | undefined {
  const only = { ...world, policies: policies.filter(({ kind }) => kind === 'NetworkPolicy') };
  const { client, server } = connection;
  const renamed = (party: OracleParty): OracleParty => (party.kind === 'pod' ? { ...party, name: 'another' } : party);
  const asked =
    direction === 'ingress'
      ? { ...connection, client: itself ? renamed(client) : client }
      : { ...connection, server: itself ? renamed(server) : server };
  const side = oracleSide(only, asked, direction);
  return side.isolated ? side.allowed : undefined;
}

function isAdmin({ kind, spec }: Dict): boolean {
  return kind === 'AdminNetworkPolicy' || (kind === 'ClusterNetworkPolicy' && dict(spec).tier === 'Admin');
}

function isBaseline({ kind, spec }: Dict): boolean {
  return kind === 'BaselineAdminNetworkPolicy' || (kind === 'ClusterNetworkPolicy' && dict(spec).tier === 'Baseline');
}

interface Word {
  readonly action: string;
  readonly by: string;
}

/** Lower numbers first, equal ones in any order; nobody says how the two versions of the API stand to each other. */
function firstWord(table: Table, policies: readonly Dict[]): Word | undefined {
  const isNew = ({ kind }: Dict) => kind === 'ClusterNetworkPolicy';
  const groups = [policies.filter((one) => !isNew(one)), policies.filter(isNew)].filter((some) => some.length > 0);
  const isTurned = groups.length > 1 && table.choose(2) === 1;
  const order = (isTurned ? groups.reverse() : groups).flatMap((some) => shuffled(table, some));
  for (const policy of order) {
    const word = wordOf(table, policy);
    if (word !== undefined) return word;
  }
  return undefined;
}

function shuffled({ choose }: Table, policies: readonly Dict[]): readonly Dict[] {
  const priority = (policy: Dict) => Number(dict(policy.spec).priority ?? 0);
  const left = [...policies];
  const order: Dict[] = [];
  while (left.length > 0) {
    const lowest = Math.min(...left.map(priority));
    const candidates = left.filter((policy) => priority(policy) === lowest);
    const next = candidates[candidates.length === 1 ? 0 : choose(candidates.length)];
    if (next === undefined) break;
    order.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return order;
}

function wordOf(table: Table, policy: Dict): Word | undefined {
  const name = `${String(policy.kind)} ${String(dict(policy.metadata).name)}`;
  for (const [index, rule] of list(dict(policy.spec)[table.direction]).map(dict).entries()) {
    const ports = list(rule.ports ?? rule.protocols).map(dict);
    if (ports.length > 0 && !ports.some((port) => portFits(port, table.connection))) continue;
    const answers = list(rule.from ?? rule.to).map((peer) => peerFits(table, dict(peer)));
    const fits = answers.includes(true) || (answers.includes('perhaps') && table.choose(2) === 0);
    if (fits) return { action: String(rule.action), by: `${name} ${index}` };
  }
  return undefined;
}

function portFits(entry: Dict, { server, protocol, port }: OracleConnection): boolean {
  const named = entry.namedPort ?? entry.destinationNamedPort;
  if (given(named)) {
    if (server.kind !== 'pod' || server.hostNetwork) return false;
    return server.ports.some((own) => own.name === named && own.port === port && own.protocol === protocol);
  }
  for (const word of ['tcp', 'udp', 'sctp']) {
    if (!given(entry[word])) continue;
    return word.toUpperCase() === protocol && numberFits(dict(dict(entry[word]).destinationPort), port);
  }
  const written = dict(entry.portNumber ?? entry.portRange);
  return (given(written.protocol) ? written.protocol : 'TCP') === protocol && numberFits(written, port);
}

function numberFits(written: Dict, port: number): boolean {
  const range = given(written.range) ? dict(written.range) : written;
  const one = written.number ?? written.port;
  return given(one) ? one === port : Number(range.start) <= port && port <= Number(range.end);
}

function peerFits({ world, peer }: Table, entry: Dict): boolean | 'perhaps' {
  if (given(entry.networks)) return list(entry.networks).some((cidr) => inside(String(cidr), peer.address));
  if (given(entry.domainNames)) return peer.kind === 'address' ? 'perhaps' : false;
  if (given(entry.nodes)) {
    if (hostOf(peer) === undefined) return false;
    const parts = dict(entry.nodes);
    return Object.keys(dict(parts.matchLabels)).length + list(parts.matchExpressions).length === 0 ? true : 'perhaps';
  }
  return peer.kind === 'pod' && !peer.hostNetwork && selectsPod(world, entry, peer);
}

/** `entry` has `namespaces` or `pods`, as subjects and peers alike. */
function selectsPod(world: OracleWorld, entry: Dict, pod: OraclePod): boolean {
  const labels = { ...world.namespaces[pod.namespace], 'kubernetes.io/metadata.name': pod.namespace };
  if (given(entry.namespaces)) return selects(dict(entry.namespaces), labels);
  const { namespaceSelector, podSelector } = dict(entry.pods);
  return selects(dict(namespaceSelector), labels) && selects(dict(podSelector), pod.labels);
}

function hostOf(party: OracleParty): string | undefined {
  if (party.kind === 'node') return party.name;
  return party.kind === 'pod' && party.hostNetwork ? party.node : undefined;
}

/** IPv4, by arithmetic. */
function inside(cidr: string, address: string): boolean {
  const [base = '', prefix = '32'] = cidr.split('/');
  const number = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}
