// A second, slow reading of Cilium's policies on raw manifests: every party as a set of labels, every open point both ways.
//
// It imports nothing of lib. NetworkPolicies are judged by the oracle for them. What Cilium's documents leave open, or an
// endpoint's labels and addresses do not show, is an *open point*: `answers` says how each is to be taken, and whoever asks
// tries all answers.
import {
  type OracleConnection,
  type OracleParty,
  type OraclePod,
  type OracleWorld,
  oracleSide,
} from './policy-oracle.ts';

type Json = unknown;
type Dict = Readonly<Record<string, Json>>;
type Direction = 'ingress' | 'egress';
type LabelSet = ReadonlyMap<string, string>;

export interface CiliumWorld extends OracleWorld {
  /** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy. */
  readonly cilium: readonly Json[];
}

/** How an open point is to be taken, by its name. */
export type Answers = (point: string) => boolean;

export interface CiliumSide {
  readonly allowed: boolean;
  /** Whether some policy puts the subject in default deny. */
  readonly isolated: boolean;
}

export function ciliumSide(
  world: CiliumWorld,
  connection: OracleConnection,
  { direction, answers }: { readonly direction: Direction; readonly answers: Answers },
): CiliumSide {
  const { client, server } = connection;
  const [subject, peer] = direction === 'ingress' ? [server, client] : [client, server];
  if (subject.kind !== 'pod' || subject.hostNetwork) return { allowed: true, isolated: false };
  const plain = oracleSide(world, connection, direction);
  const asked: Asked = { world, connection, direction, answers, subject, peer };
  const sections = world.cilium
    .map(dict)
    .filter((policy) => selectsSubject(policy, asked))
    .flatMap((policy) => sectionOf(policy, asked));
  const isolates = sections.some((section) => section.isolates);
  const isolated = plain.isolated || isolates;
  if (peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name) {
    return { allowed: true, isolated };
  }
  const denied = sections.some((section) => section.denies);
  const allowed = sections.some((section) => section.allows);
  const dropped = sections.some((section) => section.drops);
  if (ownNode(asked)) {
    // The host reaches its pods whatever the policies say, unless a denial counts; the way to the host needs a rule.
    if (direction === 'ingress') return { allowed: !(denied && answers('own node')), isolated };
    return { allowed: !denied && (allowed || !(isolates || dropped)), isolated };
  }
  if (denied) return { allowed: false, isolated };
  if (allowed || plain.rules.length > 0) return { allowed: true, isolated };
  return { allowed: !isolated && !dropped, isolated };
}

interface Asked {
  readonly world: CiliumWorld;
  readonly connection: OracleConnection;
  readonly direction: Direction;
  readonly answers: Answers;
  readonly subject: OraclePod;
  readonly peer: OracleParty;
}

interface Section {
  readonly isolates: boolean;
  readonly denies: boolean;
  readonly allows: boolean;
  /** A rule above layer 4 matches and would not let the connection through. */
  readonly drops: boolean;
}

function sectionOf(policy: Dict, asked: Asked): readonly Section[] {
  const spec = dict(policy.spec);
  const { direction } = asked;
  const denials = list(spec[`${direction}Deny`]).map(dict);
  const allows = list(spec[direction]).map(dict);
  if (denials.length + allows.length === 0) return [];
  const named = (rule: Dict, index: number, action: string) => ({
    rule,
    id: `${nameOf(policy)} ${direction} ${action} ${index}`,
  });
  const matching = allows
    .map((rule, index) => named(rule, index, 'allow'))
    .filter(({ rule }) => covers(rule, policy, asked));
  const passing = matching.filter(({ rule, id }) => !isAboveLayer4(rule) || asked.answers(id));
  return [
    {
      isolates: dict(spec.enableDefaultDeny)[direction] !== false,
      denies: denials.some((rule, index) => {
        return isEmpty(rule) ? asked.answers(named(rule, index, 'deny').id) : covers(rule, policy, asked);
      }),
      allows: passing.length > 0,
      drops: passing.length < matching.length,
    },
  ];
}

function isAboveLayer4(rule: Dict): boolean {
  return given(rule.authentication) || list(rule.toPorts).some((entry) => given(dict(entry).rules));
}

function isEmpty(rule: Dict): boolean {
  return Object.keys(rule).length === 0;
}

/** Peers and ports; a rule with neither covers nothing. */
function covers(rule: Dict, policy: Dict, asked: Asked): boolean {
  if (isEmpty(rule)) return false;
  return coversPeer(rule, policy, asked) && coversPort(rule, asked);
}

function coversPeer(rule: Dict, policy: Dict, asked: Asked): boolean {
  const prefix = asked.direction === 'ingress' ? 'from' : 'to';
  const lists = ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'FQDNs', 'Services'].map(
    (kind) => rule[`${prefix}${kind}`],
  );
  if (lists.every((one) => !given(one))) return true;
  const labels = labelsOf(asked.peer, asked);
  const [endpoints, entities, cidrs, cidrSets, names, services] = lists.map(list);
  return (
    (endpoints ?? []).some((one) => matchesEndpoints(dict(one), labels, { policy, asked })) ||
    (entities ?? []).some((one) => isEntity(String(one), labels, asked)) ||
    (cidrs ?? []).some((one) => labels.has('reserved:world') && holds(String(one), asked.peer.address)) ||
    (cidrSets ?? []).some((one) => labels.has('reserved:world') && holdsSet(dict(one), asked.peer.address)) ||
    ((names ?? []).length > 0 && labels.has('reserved:world') && asked.answers('name')) ||
    (services ?? []).some((one) => isBehind(dict(one), labels, asked))
  );
}

/** What an identity consists of: labels with their sources. */
function labelsOf(party: OracleParty, { world, subject }: Asked): LabelSet {
  if (party.kind === 'address') return new Map([['reserved:world', '']]);
  if (party.kind === 'node' || party.hostNetwork) {
    const node = party.kind === 'node' ? party.name : party.node;
    return new Map([[node === subject.node ? 'reserved:host' : 'reserved:remote-node', '']]);
  }
  return podLabels(party, world);
}

function podLabels(pod: OraclePod, world: OracleWorld): LabelSet {
  const namespace = { ...world.namespaces[pod.namespace], 'kubernetes.io/metadata.name': pod.namespace };
  return new Map([
    ...Object.entries(pod.labels).map(([key, value]): [string, string] => [`k8s:${key}`, value]),
    ...Object.entries(namespace).map(([key, value]): [string, string] => [
      `k8s:io.cilium.k8s.namespace.labels.${key}`,
      value,
    ]),
    ['k8s:io.kubernetes.pod.namespace', pod.namespace],
  ]);
}

function selectsSubject(policy: Dict, { subject, world }: Asked): boolean {
  const namespace = namespaceOf(policy);
  if (namespace !== undefined && namespace !== subject.namespace) return false;
  return matches(dict(dict(policy.spec).endpointSelector), podLabels(subject, world));
}

/** With the namespace that Cilium adds to a selector that names none. */
function matchesEndpoints(
  selector: Dict,
  labels: LabelSet,
  { policy, asked }: { readonly policy: Dict; readonly asked: Asked },
): boolean {
  const keys = [
    ...Object.keys(dict(selector.matchLabels)),
    ...list(selector.matchExpressions).map((one) => String(dict(one).key)),
  ];
  const bare = keys.map((key) => key.slice(key.indexOf(':') + 1));
  if (keys.some((key) => key.startsWith('reserved:'))) return matches(selector, labels);
  const isPod = labels.has('k8s:io.kubernetes.pod.namespace');
  const own = namespaceOf(policy);
  if (bare.includes('io.kubernetes.pod.namespace') || own === undefined) return isPod && matches(selector, labels);
  const isOwn = labels.get('k8s:io.kubernetes.pod.namespace') === own;
  const ofNamespace = (key: string) => key.slice(key.indexOf(':') + 1).startsWith('io.cilium.k8s.namespace.labels.');
  if (!keys.some(ofNamespace)) return isOwn && matches(selector, labels);
  if (asked.answers('namespace labels')) return isPod && matches(selector, labels);
  return isOwn && matches(without(selector, ofNamespace), labels);
}

function without(selector: Dict, drops: (key: string) => boolean): Dict {
  return {
    matchLabels: Object.fromEntries(Object.entries(dict(selector.matchLabels)).filter(([key]) => !drops(key))),
    matchExpressions: list(selector.matchExpressions).filter((one) => !drops(String(dict(one).key))),
  };
}

function matches(selector: Dict, labels: LabelSet): boolean {
  const labelValue = (key: string): string | undefined => {
    const colon = key.indexOf(':');
    const source = colon < 0 ? 'any' : key.slice(0, colon);
    const name = key.slice(colon + 1);
    const found = [...labels].find(([label]) => {
      return source === 'any' ? label.slice(label.indexOf(':') + 1) === name : label === `${source}:${name}`;
    });
    return found?.[1];
  };
  const equal = Object.entries(dict(selector.matchLabels)).every(([key, value]) => labelValue(key) === value);
  return (
    equal &&
    list(selector.matchExpressions).every((one) => {
      const { key, operator, values } = dict(one);
      const value = labelValue(String(key));
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isListed = value !== undefined && list(values).includes(value);
      return operator === 'In' ? isListed : !isListed;
    })
  );
}

function isEntity(entity: string, labels: LabelSet, { answers }: Asked): boolean {
  const isPod = labels.has('k8s:io.kubernetes.pod.namespace');
  const isNode = labels.has('reserved:host') || labels.has('reserved:remote-node');
  switch (entity) {
    case 'all':
      return true;
    case 'cluster':
      return isPod || isNode || answers('api server');
    case 'kube-apiserver':
      return !isPod && answers('api server');
    case 'health':
      return !isPod && !isNode && answers('health');
    default:
      return labels.has(`reserved:${entity}`);
  }
}

function isBehind(service: Dict, labels: LabelSet, { answers }: Asked): boolean {
  const namespace = dict(service.k8sService).namespace;
  const canBe = labels.has('reserved:world') || labels.get('k8s:io.kubernetes.pod.namespace') === namespace;
  return canBe && answers('service');
}

function coversPort(rule: Dict, { connection: { server, protocol, port } }: Asked): boolean {
  const entries = list(rule.toPorts).map(dict);
  if (entries.length === 0) return true;
  return entries
    .flatMap((entry) => list(entry.ports).map(dict))
    .some((entry) => {
      const wanted = given(entry.protocol) ? entry.protocol : 'ANY';
      const protocols = wanted === 'ANY' ? ['TCP', 'UDP', 'SCTP'] : [wanted];
      if (!protocols.includes(protocol)) return false;
      const text = String(entry.port);
      if (text === '0') return true;
      if (/^[0-9]+$/.test(text))
        return port >= Number(text) && port <= Math.max(Number(text), Number(entry.endPort ?? 0));
      if (server.kind !== 'pod' || server.hostNetwork) return false;
      return server.ports.some((own) => own.name === text && own.protocol === protocol && own.port === port);
    });
}

function ownNode({ subject, peer }: Asked): boolean {
  if (peer.kind === 'node') return peer.name === subject.node;
  return peer.kind === 'pod' && peer.hostNetwork && peer.node === subject.node;
}

function holdsSet(set: Dict, address: string): boolean {
  return holds(String(set.cidr), address) && !list(set.except).some((hole) => holds(String(hole), address));
}

function holds(cidr: string, address: string): boolean {
  const [base = '', prefix = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(toNumber(base) / size) === Math.floor(toNumber(address) / size);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function nameOf(policy: Dict): string {
  return `${namespaceOf(policy) ?? ''}/${String(dict(policy.metadata).name)}`;
}

/** Undefined for a clusterwide policy. */
function namespaceOf(policy: Dict): string | undefined {
  return policy.kind === 'CiliumNetworkPolicy' ? String(dict(policy.metadata).namespace) : undefined;
}

function given(value: Json): boolean {
  return value !== undefined && value !== null;
}

function dict(value: Json): Dict {
  return given(value) ? (value as Dict) : {};
}

function list(value: Json): readonly Json[] {
  return given(value) ? (value as readonly Json[]) : [];
}
