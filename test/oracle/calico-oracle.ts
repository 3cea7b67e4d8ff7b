// A second, slow reading of Calico's policies beside NetworkPolicy: plays out every way in which it can go.
import { selectorHolds } from './calico-selector.ts';
import { type Choose, everyEnd } from './every-end.ts';
import {
  dict,
  given,
  type Json,
  list,
  type OracleConnection,
  type OracleParty,
  type OraclePod,
  oracleSide,
} from './policy-oracle.ts';

type Dict = Readonly<Record<string, Json>>;
type Direction = 'ingress' | 'egress';
type Fits = boolean | 'perhaps';
type Labels = Readonly<Record<string, string>>;

export interface CalicoWorld {
  readonly namespaces: Readonly<Record<string, Labels>>;
  /** Manifests of every kind. */
  readonly policies: readonly Json[];
  /** Service account of each pod, `namespace/name`. */
  readonly accounts: Readonly<Record<string, string>>;
}

export interface CalicoSide {
  readonly kind: 'allowed' | 'denied' | 'unknown';
  /** `name rule`, where one rule of a Calico policy decides and there was nothing to choose. */
  readonly decidedBy: string | undefined;
}

interface End {
  readonly allowed: boolean;
  readonly by: string | undefined;
}

export function calicoSide(world: CalicoWorld, connection: OracleConnection, direction: Direction): CalicoSide {
  const ends = everyEnd((choose) => play({ world, connection, direction, choose }));
  const first = ends[0];
  if (first === undefined || ends.some(({ allowed }) => allowed !== first.allowed)) {
    return { kind: 'unknown', decidedBy: undefined };
  }
  return { kind: first.allowed ? 'allowed' : 'denied', decidedBy: ends.length === 1 ? first.by : undefined };
}

interface Table {
  readonly world: CalicoWorld;
  readonly connection: OracleConnection;
  readonly direction: Direction;
  readonly choose: Choose;
}

/** What stands in a tier: all NetworkPolicies together, or one policy of Calico's. */
interface Entry {
  readonly order: number;
  readonly ask: () => { readonly action: string; readonly by: string | undefined } | undefined;
}

function play(table: Table): End {
  const { world, connection, direction } = table;
  const [subject, peer] =
    direction === 'ingress' ? [connection.server, connection.client] : [connection.client, connection.server];
  const open = { allowed: true, by: undefined };
  if (subject.kind !== 'pod' || subject.hostNetwork || isPod(peer, subject)) return open;
  if (direction === 'ingress' && nodeOf(peer) === subject.node) return open;
  for (const tier of tiersOf(world)) {
    const entries = entriesOf(table, tier.name, subject);
    if (entries.length === 0) continue;
    const said = firstWord(entries, table.choose);
    if (said?.action === 'Allow' || said?.action === 'Deny') return { allowed: said.action === 'Allow', by: said.by };
    if (said === undefined && !tier.passes) return { allowed: false, by: undefined };
  }
  return open;
}

function tiersOf({ policies }: CalicoWorld): readonly { name: string; passes: boolean }[] {
  const written = policies.map(dict).filter(({ kind }) => kind === 'Tier');
  const tiers = written.map(({ metadata, spec }) => {
    const { order, defaultAction } = dict(spec);
    return {
      name: String(dict(metadata).name),
      order: given(order) ? Number(order) : 1e99,
      passes: defaultAction === 'Pass',
    };
  });
  const builtIn = [
    { name: 'kube-admin', order: 1000, passes: true },
    { name: 'default', order: 1000000, passes: false },
    { name: 'kube-baseline', order: 10000000, passes: true },
  ];
  return [...tiers, ...builtIn].sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
}

function entriesOf(table: Table, tier: string, subject: OraclePod): readonly Entry[] {
  const { world, connection, direction } = table;
  const networkPolicies = world.policies.filter((one) => dict(one).apiVersion === 'networking.k8s.io/v1');
  const side = oracleSide({ ...world, policies: networkPolicies }, connection, direction);
  const plain: Entry = {
    order: 1000,
    ask: () => (side.rules.length > 0 ? { action: 'Allow', by: undefined } : undefined),
  };
  const calico = world.policies.map(dict).filter((policy) => {
    if (policy.apiVersion === 'networking.k8s.io/v1') return false;
    if (policy.kind !== 'NetworkPolicy' && policy.kind !== 'GlobalNetworkPolicy') return false;
    const spec = dict(policy.spec);
    return (
      (given(spec.tier) ? spec.tier : 'default') === tier &&
      concerns(spec, direction) &&
      selects(table, policy, subject)
    );
  });
  return [
    ...(tier === 'default' && side.isolated ? [plain] : []),
    ...calico.map((policy): Entry => {
      const { order } = dict(policy.spec);
      return { order: given(order) ? Number(order) : 1e99, ask: () => wordOf(table, policy) };
    }),
  ];
}

/** Lowest order first; equal ones in any order. */
function firstWord(entries: readonly Entry[], choose: Choose): ReturnType<Entry['ask']> {
  const left = [...entries];
  while (left.length > 0) {
    const lowest = Math.min(...left.map(({ order }) => order));
    const equal = left.filter(({ order }) => order === lowest);
    const next = equal[equal.length === 1 ? 0 : choose(equal.length)];
    if (next === undefined) return undefined;
    const word = next.ask();
    if (word !== undefined) return word;
    left.splice(left.indexOf(next), 1);
  }
  return undefined;
}

function concerns(spec: Dict, direction: Direction): boolean {
  const types = list(spec.types);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  const [ingress, egress] = [list(spec.ingress).length > 0, list(spec.egress).length > 0];
  return direction === 'egress' ? egress : ingress || !egress;
}

function selects(table: Table, policy: Dict, pod: OraclePod): boolean {
  const { selector, namespaceSelector, serviceAccountSelector } = dict(policy.spec);
  const ofNamespace =
    policy.kind === 'GlobalNetworkPolicy'
      ? selectorHolds(text(namespaceSelector), namespaceLabels(table, pod.namespace))
      : pod.namespace === namespaceOf(policy);
  const account = { 'projectcalico.org/name': accountOf(table, pod) };
  return (
    ofNamespace &&
    selectorHolds(text(selector), podLabels(table, pod)) &&
    selectorHolds(text(serviceAccountSelector), account)
  );
}

function wordOf(table: Table, policy: Dict): ReturnType<Entry['ask']> {
  const namespace = policy.kind === 'NetworkPolicy' ? namespaceOf(policy) : undefined;
  const name = `Calico ${String(policy.kind)} ${namespace === undefined ? '' : `${namespace}/`}${String(dict(policy.metadata).name)}`;
  const rules = list(dict(policy.spec)[table.direction]).map(dict);
  const acting = rules.filter(({ action }) => action !== 'Log');
  for (const [index, rule] of acting.entries()) {
    const fits = ruleFits(table, rule, namespace);
    if (fits === true || (fits === 'perhaps' && table.choose(2) === 0)) {
      return { action: String(rule.action), by: `${name} ${index}` };
    }
  }
  return undefined;
}

function ruleFits(table: Table, rule: Dict, namespace: string | undefined): Fits {
  const { client, server } = table.connection;
  return allOf([
    protocolFits(table, rule),
    rule.ipVersion !== 6,
    entityFits(table, dict(rule.source), { party: client, namespace }),
    entityFits(table, dict(rule.destination), { party: server, namespace }),
    given(rule.http) ? 'perhaps' : true,
  ]);
}

const NUMBERS: Readonly<Record<string, number>> = { ICMP: 1, TCP: 6, UDP: 17, ICMPv6: 58, SCTP: 132, UDPLite: 136 };

function protocolFits({ connection }: Table, rule: Dict): Fits {
  const own = NUMBERS[connection.protocol];
  const number = (written: Json) => (typeof written === 'number' ? written : NUMBERS[String(written)]);
  if (given(rule.protocol) && number(rule.protocol) !== own) return false;
  if (given(rule.notProtocol) && number(rule.notProtocol) === own) return false;
  const source = dict(rule.source);
  const { ports, notPorts } = dict(rule.destination);
  const hits = (wanted: Json) => list(wanted).some((port) => portFits(port, connection));
  if (list(ports).length > 0 && !hits(ports)) return false;
  if (hits(notPorts)) return false;
  const typed = [rule.icmp, rule.notICMP].some((field) => given(dict(field).type));
  return typed || list(source.ports).length > 0 ? 'perhaps' : true;
}

function portFits(wanted: Json, { server, protocol, port }: OracleConnection): boolean {
  if (typeof wanted === 'number') return wanted === port;
  const [first = '', last] = String(wanted).split(':');
  if (last !== undefined) return Number(first) <= port && port <= Number(last);
  if (server.kind !== 'pod' || server.hostNetwork) return false;
  return server.ports.some((own) => own.name === wanted && own.protocol === protocol && own.port === port);
}

interface Asked {
  readonly party: OracleParty;
  /** Of the policy. */
  readonly namespace: string | undefined;
}

function entityFits(table: Table, entity: Dict, { party, namespace }: Asked): Fits {
  const { selector, notSelector, namespaceSelector, serviceAccounts } = entity;
  const nets = list(entity.nets);
  const isPositive = [selector, namespaceSelector, serviceAccounts].some(given);
  const everywhere = { namespace: undefined, namespaceSelector: undefined };
  const parts: Fits[] = [
    nets.length === 0 || nets.some((net) => inside(String(net), party.address)),
    !list(entity.notNets).some((net) => inside(String(net), party.address)),
    given(entity.services) ? 'perhaps' : true,
  ];
  if (isPositive) parts.push(isNamed(table, entity, { party, namespace }));
  if (given(notSelector)) {
    const named = isNamed(table, { ...everywhere, selector: notSelector }, { party, namespace: undefined });
    const home = isNamed(table, {}, { party, namespace });
    // Alone in a policy of a namespace, it is told in two ways what it says of everybody outside.
    if (isPositive || namespace === undefined || home === true) parts.push(named === 'perhaps' ? named : !named);
    else parts.push('perhaps');
  }
  return allOf(parts);
}

/** By a selector: as a pod, or by the address in a network set. */
function isNamed(table: Table, entity: Dict, { party, namespace }: Asked): Fits {
  const answers: Fits[] = [];
  if (party.kind === 'pod' && !party.hostNetwork) {
    answers.push(
      allOf([
        given(entity.namespaceSelector)
          ? selectorHolds(text(entity.namespaceSelector), namespaceLabels(table, party.namespace))
          : namespace === undefined || party.namespace === namespace,
        selectorHolds(text(entity.selector), podLabels(table, party)),
        accountFits(dict(entity.serviceAccounts), accountOf(table, party)),
      ]),
    );
  }
  const sets = table.world.policies
    .map(dict)
    .filter(({ kind }) => kind === 'NetworkSet' || kind === 'GlobalNetworkSet');
  for (const set of sets) {
    if (!list(dict(set.spec).nets).some((net) => inside(String(net), party.address))) continue;
    answers.push(
      allOf([
        setInScope(table, set, { selector: entity.namespaceSelector, namespace }),
        selectorHolds(text(entity.selector), setLabels(set)),
        setAccountFits(entity.serviceAccounts),
      ]),
    );
  }
  return answers.includes(true) ? true : answers.includes('perhaps') ? 'perhaps' : false;
}

/** A network set runs under no service account: whether a negation holds for it nobody says. */
function setAccountFits(serviceAccounts: Json): Fits {
  if (!given(serviceAccounts)) return true;
  const { names, selector } = dict(serviceAccounts);
  return list(names).length === 0 && selectorHolds(text(selector), {}) ? 'perhaps' : false;
}

function setInScope(
  table: Table,
  set: Dict,
  { selector, namespace }: { readonly selector: Json; readonly namespace: string | undefined },
): Fits {
  const isGlobal = set.kind === 'GlobalNetworkSet';
  if (!given(selector)) return namespace === undefined || (!isGlobal && namespaceOf(set) === namespace);
  if (!isGlobal) return selectorHolds(text(selector), namespaceLabels(table, namespaceOf(set)));
  const holds = selectorHolds(text(selector), {}, { all: false, global: true });
  return holds && !text(selector).includes('global(') ? 'perhaps' : holds;
}

function setLabels(set: Dict): Labels {
  const own = dict(dict(set.metadata).labels) as Labels;
  return set.kind === 'GlobalNetworkSet' ? own : { ...own, 'projectcalico.org/namespace': namespaceOf(set) };
}

/** The labels of service accounts are in no snapshot. */
function accountFits(wanted: Dict, account: string): Fits {
  const names = list(wanted.names);
  return allOf([names.length === 0 || names.includes(account), given(wanted.selector) ? 'perhaps' : true]);
}

function allOf(parts: readonly Fits[]): Fits {
  if (parts.includes(false)) return false;
  return parts.includes('perhaps') ? 'perhaps' : true;
}

function namespaceLabels({ world }: Table, namespace: string): Labels {
  const name = { 'kubernetes.io/metadata.name': namespace, 'projectcalico.org/name': namespace };
  return { ...world.namespaces[namespace], ...name };
}

function podLabels(_table: Table, { labels, namespace }: OraclePod): Labels {
  return { ...labels, 'projectcalico.org/namespace': namespace, 'projectcalico.org/orchestrator': 'k8s' };
}

function accountOf({ world }: Table, { namespace, name }: OraclePod): string {
  return world.accounts[`${namespace}/${name}`] ?? 'default';
}

function isPod(party: OracleParty, pod: OraclePod): boolean {
  return party.kind === 'pod' && party.namespace === pod.namespace && party.name === pod.name;
}

function nodeOf(party: OracleParty): string | undefined {
  if (party.kind === 'node') return party.name;
  return party.kind === 'pod' && party.hostNetwork ? party.node : undefined;
}

function namespaceOf({ metadata }: Dict): string {
  return String(dict(metadata).namespace ?? 'default');
}

function text(value: Json): string {
  return given(value) ? String(value) : '';
}

/** IPv4, by arithmetic; an address alone is a block of one. */
function inside(cidr: string, address: string): boolean {
  const [base = '', prefix = '32'] = cidr.split('/');
  const number = (dotted: string) => dotted.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}
