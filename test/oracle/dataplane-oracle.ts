// What raw NetworkPolicies do on a dataplane, by brute force: every reading of what is not documented is played out.
import {
  type Asked,
  addressOf,
  familyCounts,
  holds,
  peersOf,
  permits,
  podsHold,
  type Rule,
  type ServiceConnection,
  service,
} from './dataplane-peers.ts';
import { makeReading, type Reading, type Switches } from './dataplane-switches.ts';
import { everyEnd } from './every-end.ts';
import { dict, given, list, type OraclePod, type OracleWorld, selects } from './policy-oracle.ts';

type Dict = ReturnType<typeof dict>;

export interface DataplaneWorld extends OracleWorld {
  readonly switches: Switches;
  /** Blocks to which egress cannot be blocked. */
  readonly alwaysAllowed: readonly string[];
  /** All of the cluster. */
  readonly pods: readonly OraclePod[];
}

export interface DataplaneSide {
  readonly kind: 'allowed' | 'denied' | 'unknown';
  /** Whether policies isolate the pod in every reading. */
  readonly isolated: boolean;
  /** Where there is but one reading: `namespace/name rule` of every rule that allows, and names of those who decide. */
  readonly decided: { readonly rules: readonly string[]; readonly by: readonly string[] } | undefined;
}

interface End {
  readonly allowed: boolean;
  readonly isolated: boolean;
  readonly rules: readonly string[];
  readonly by: readonly string[];
}

export function dataplaneSide(
  world: DataplaneWorld,
  connection: ServiceConnection,
  direction: 'ingress' | 'egress',
): DataplaneSide {
  const [subject, peer] =
    direction === 'ingress' ? [connection.server, connection.client] : [connection.client, connection.server];
  if (subject.kind !== 'pod' || subject.hostNetwork || world.switches[`${direction}Rules`] === 'not-enforced') {
    return { kind: 'allowed', isolated: false, decided: { rules: [], by: [] } };
  }
  const { namespaces, pods, switches } = world;
  const ends = everyEnd((choose) => {
    const reading = makeReading(switches, choose);
    return play(world, { direction, subject, peer, connection, namespaces, pods, reading });
  });
  const [first] = ends;
  const kinds = new Set(ends.map(({ allowed }) => (allowed ? 'allowed' : 'denied')));
  const [only = 'unknown'] = kinds;
  return {
    kind: kinds.size === 1 ? only : 'unknown',
    isolated: isIsolated(world, { direction, subject, peer, connection, namespaces, pods }),
    decided: ends.length === 1 && first !== undefined ? { rules: first.rules, by: first.by } : undefined,
  };
}

/** In every reading; asked apart, as the game above ends once two readings differ. */
function isIsolated({ policies, switches }: DataplaneWorld, asked: Omit<Asked, 'reading'>): boolean {
  const ends = everyEnd((choose) => {
    const reading = makeReading(switches, choose);
    const applied = policies.map(dict).flatMap((policy) => apply(policy, { ...asked, reading }));
    return { allowed: true, isolated: applied.some(({ isolates }) => isolates) };
  });
  return ends.every(({ isolated }) => isolated);
}

/** One reading, from the top. */
function play(world: DataplaneWorld, asked: Asked): End {
  const { direction, reading } = asked;
  const applied = world.policies.map(dict).flatMap((policy) => apply(policy, asked));
  const isolating = applied.filter(({ isolates }) => isolates);
  const isolated = isolating.length > 0;
  const open: End = { allowed: true, isolated, rules: [], by: [] };
  if (reading.of(`${direction}Rules`) === 'not-enforced') return open;
  if (isExempt(world, asked) || !isolated) return open;
  const fate = fateOf(world, asked);
  if (fate !== 'by-rules') return { ...open, allowed: fate === 'passed' };
  const rules = applied.flatMap((one) => one.rules);
  const closed = isClosed(rules, asked);
  const allowing = rules.filter((rule) => permits(rule, closed, asked));
  const name = (rule: Rule) => `${rule.namespace}/${rule.name}`;
  if (allowing.length > 0) {
    const by = [...new Set(allowing.map(name))].sort();
    return { allowed: true, isolated, rules: allowing.map((rule) => `${name(rule)} ${rule.index}`).sort(), by };
  }
  return { allowed: letThroughAsService(asked), isolated, rules: [], by: isolating.map(({ policy }) => policy).sort() };
}

interface AppliedPolicy {
  /** `namespace/name`. */
  readonly policy: string;
  readonly isolates: boolean;
  readonly rules: readonly Rule[];
}

function apply(policy: Dict, asked: Asked): readonly AppliedPolicy[] {
  const { direction, subject, reading } = asked;
  const [metadata, spec] = [dict(policy.metadata), dict(policy.spec)];
  const namespace = given(metadata.namespace) ? String(metadata.namespace) : 'default';
  if (namespace !== subject.namespace || !selects(dict(spec.podSelector), subject.labels)) return [];
  if (reading.of('api') === 'not-enforced' || isRefused(spec, reading)) return [];
  const name = String(metadata.name);
  const rules = list(spec[direction]).map((rule, index) => ({ namespace, name, index, rule: dict(rule) }));
  const one = (isolates: boolean) => [{ policy: `${namespace}/${name}`, isolates, rules }];
  const types = list(spec.policyTypes);
  const byDefault = direction === 'ingress' || rules.length > 0;
  if (types.length === 0 ? byDefault : types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')) return one(true);
  if (rules.length === 0) return [];
  const how = reading.of('policyTypes');
  return how === 'strict' ? [] : one(how === 'presence');
}

function isRefused(spec: Dict, reading: Reading): boolean {
  const rules = [...list(spec.ingress), ...list(spec.egress)].map(dict);
  const hasName = rules.some((rule) => list(rule.ports).some((port) => typeof dict(port).port === 'string'));
  const peers = rules.flatMap((rule) => [...list(rule.from), ...list(rule.to)]).map(dict);
  const hasV6 = peers.some((peer) => given(peer.ipBlock) && String(dict(peer.ipBlock).cidr).includes(':'));
  const refuses = (name: string) => reading.of(name) === 'policy-refused';
  return (hasName && refuses('namedPorts')) || (hasV6 && refuses('ipv6'));
}

/** What no policy can block. */
function isExempt({ alwaysAllowed }: DataplaneWorld, asked: Asked): boolean {
  const { direction, subject, peer, connection, reading } = asked;
  const isItself = peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name;
  if (isItself && (connection.via === undefined || reading.of('hairpin') === 'allowed')) return true;
  if (connection.protocol === 'ICMP' && reading.of('icmp') === 'always-allowed') return true;
  if (direction === 'egress' && alwaysAllowed.some((block) => holds(block, addressOf(asked)))) return true;
  const node = peer.kind === 'node' ? peer.name : peer.kind === 'pod' && peer.hostNetwork ? peer.node : undefined;
  if (node !== subject.node || service(asked) !== undefined) return false;
  const how = reading.of(direction === 'ingress' ? 'ownNodeToPod' : 'podToOwnNode');
  return how === 'allowed' || (how === 'allowed-but-dns' && !(connection.protocol === 'UDP' && connection.port === 53));
}

/** Traffic that a dataplane may pass or drop whatever the rules say. */
function fateOf({ switches }: DataplaneWorld, { subject, peer, connection, reading }: Asked): string {
  const { protocol } = connection;
  const isV6 = subject.address.includes(':') && peer.address.includes(':');
  const open = isV6 && switches.ipv6 !== 'supported' && switches.ipv6 !== 'own-family';
  if (open && reading.either('IPv6 is not by the rules')) return reading.either('IPv6 passes') ? 'passed' : 'dropped';
  const how = protocol === 'ICMP' ? reading.of('icmp') : protocol === 'SCTP' ? reading.of('sctp') : '';
  if (how === 'always-allowed') return 'passed';
  return how === 'never-allowed' ? 'dropped' : 'by-rules';
}

/** The longest prefix around the address, of blocks and exceptions alike; a selected pod has one of its own. */
function isClosed(rules: readonly Rule[], asked: Asked): boolean {
  const { reading } = asked;
  if (reading.of('except') !== 'deny-prefix') return false;
  const address = addressOf(asked);
  const around = { open: -1, closed: -1 };
  for (const rule of rules) {
    const ports = list(rule.rule.ports).map(dict);
    const onlyNames = ports.length > 0 && ports.every(({ port }) => typeof port === 'string');
    for (const entry of peersOf(rule, asked)) {
      if (!given(entry.ipBlock)) {
        const isThere = !onlyNames || reading.either(`entry of ${rule.name} ${rule.index}`);
        if (podsHold(rule, entry, asked) && isThere) return false;
        continue;
      }
      const block = dict(entry.ipBlock);
      if (!familyCounts(String(block.cidr), asked) || (onlyNames && losesNames(rule, ports, asked))) continue;
      around.open = longest(around.open, [String(block.cidr)], address);
      around.closed = longest(around.closed, list(block.except).map(String), address);
    }
  }
  if (around.closed < 0) return false;
  return around.closed === around.open ? reading.either('two of one length') : around.closed > around.open;
}

/** In ingress the names of any pod that the policy selects keep a block in the map. */
function losesNames(rule: Rule, ports: readonly Dict[], { direction, subject, reading }: Asked): boolean {
  if (reading.of('namedPorts') !== 'beside-selectors') return false;
  if (direction === 'egress' || subject.kind !== 'pod') return true;
  const isOwn = ports.some(({ port, protocol = 'TCP' }) =>
    subject.ports.some((own) => own.name === port && own.protocol === protocol),
  );
  return !isOwn && reading.either(`names of ${rule.name} ${rule.index}`);
}

function longest(before: number, blocks: readonly string[], address: string): number {
  const prefixes = blocks.filter((block) => holds(block, address)).map((block) => Number(block.split('/')[1]));
  return Math.max(before, ...prefixes);
}

/** A client that comes through a Service may not be held back. */
function letThroughAsService({ direction, peer, connection, reading }: Asked): boolean {
  if (direction === 'egress' || connection.via === undefined) return false;
  const how = reading.of('serviceTraffic');
  const isPod = peer.kind === 'pod' && !peer.hostNetwork;
  const isOpen = how === 'backend-unless-denied' || (how === 'backend-for-pods' && !isPod);
  return isOpen && reading.either('through a service');
}
