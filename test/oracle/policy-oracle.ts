// A second, slow reading of the NetworkPolicy API text on raw manifests; shares no code with lib/policy or lib/net.

/** Plain JSON, as a manifest has it. */
export type Json = unknown;
type Dict = Readonly<Record<string, Json>>;

export interface OraclePod {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** IPv4 only. */
  readonly address: string;
  readonly ports: readonly { readonly name: string | undefined; readonly protocol: string; readonly port: number }[];
  readonly hostNetwork: boolean;
  readonly node: string;
}

export type OracleParty =
  | OraclePod
  | { readonly kind: 'node'; readonly name: string; readonly address: string }
  | { readonly kind: 'address'; readonly address: string };

export interface OracleWorld {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies: readonly Json[];
}

export interface OracleConnection {
  readonly client: OracleParty;
  readonly server: OracleParty;
  readonly protocol: string;
  readonly port: number;
}

export interface OracleSide {
  readonly allowed: boolean;
  readonly isolated: boolean;
  /** `namespace/name rule`, of every rule that allows. */
  readonly rules: readonly string[];
}

export function oracleSide(
  world: OracleWorld,
  connection: OracleConnection,
  direction: 'ingress' | 'egress',
): OracleSide {
  const [subject, peer] =
    direction === 'ingress' ? [connection.server, connection.client] : [connection.client, connection.server];
  if (subject.kind !== 'pod' || subject.hostNetwork) return { allowed: true, isolated: false, rules: [] };
  const policies = world.policies.map(dict).filter((policy) => applies(policy, subject, direction));
  const isolated = policies.length > 0;
  if (samePod(subject, peer) || nodeOf(peer) === subject.node) return { allowed: true, isolated, rules: [] };
  const rules = policies.flatMap((policy) =>
    list(dict(policy.spec)[direction]).flatMap((rule, index) => {
      const permits =
        peersPermit(world, policy, { rule: dict(rule), peer, direction }) && portsPermit(dict(rule), connection);
      return permits ? [`${namespaceOf(policy)}/${String(dict(policy.metadata).name)} ${index}`] : [];
    }),
  );
  return { allowed: !isolated || rules.length > 0, isolated, rules: isolated ? rules.sort() : [] };
}

function applies(policy: Dict, subject: OraclePod, direction: 'ingress' | 'egress'): boolean {
  const spec = dict(policy.spec);
  if (namespaceOf(policy) !== subject.namespace) return false;
  if (!selects(dict(spec.podSelector), subject.labels)) return false;
  const types = list(spec.policyTypes);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || list(spec.egress).length > 0;
}

interface RuleAsked {
  readonly rule: Dict;
  readonly peer: OracleParty;
  readonly direction: 'ingress' | 'egress';
}

function peersPermit(world: OracleWorld, policy: Dict, { rule, peer, direction }: RuleAsked): boolean {
  const peers = list(rule[direction === 'ingress' ? 'from' : 'to']);
  if (peers.length === 0) return true;
  return peers.map(dict).some((entry) => {
    if (given(entry.ipBlock)) return blockHolds(dict(entry.ipBlock), peer.address);
    if (peer.kind !== 'pod' || peer.hostNetwork) return false;
    const labels = { ...world.namespaces[peer.namespace], 'kubernetes.io/metadata.name': peer.namespace };
    const namespaceFits = given(entry.namespaceSelector)
      ? selects(dict(entry.namespaceSelector), labels)
      : peer.namespace === namespaceOf(policy);
    return namespaceFits && (!given(entry.podSelector) || selects(dict(entry.podSelector), peer.labels));
  });
}

function portsPermit(rule: Dict, { server, protocol, port }: OracleConnection): boolean {
  const ports = list(rule.ports).map(dict);
  if (ports.length === 0) return true;
  return ports.some((entry) => {
    if ((given(entry.protocol) ? entry.protocol : 'TCP') !== protocol) return false;
    const wanted = entry.port;
    if (!given(wanted)) return true;
    if (typeof wanted === 'number')
      return port >= wanted && port <= (given(entry.endPort) ? Number(entry.endPort) : wanted);
    if (server.kind !== 'pod' || server.hostNetwork) return false;
    return server.ports.some((own) => own.name === wanted && own.protocol === protocol && own.port === port);
  });
}

export function selects(selector: Dict, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(dict(selector.matchLabels));
  const expressions = list(selector.matchExpressions).map(dict);
  return (
    pairs.every(([key, value]) => labels[key] === value) &&
    expressions.every((expression) => {
      const value = labels[String(expression.key)];
      const values = list(expression.values);
      if (expression.operator === 'In') return value !== undefined && values.includes(value);
      if (expression.operator === 'NotIn') return value === undefined || !values.includes(value);
      if (expression.operator === 'Exists') return value !== undefined;
      return value === undefined;
    })
  );
}

/** By comparing bits as text, the way a person would. */
function blockHolds(block: Dict, address: string): boolean {
  const inside = (cidr: string): boolean => {
    const [base = '', prefix = ''] = cidr.split('/');
    return bits(base).slice(0, Number(prefix)) === bits(address).slice(0, Number(prefix));
  };
  return inside(String(block.cidr)) && !list(block.except).some((hole) => inside(String(hole)));
}

function bits(address: string): string {
  return address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
}

function samePod(subject: OraclePod, peer: OracleParty): boolean {
  return peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name;
}

function nodeOf(party: OracleParty): string | undefined {
  if (party.kind === 'node') return party.name;
  return party.kind === 'pod' && party.hostNetwork ? party.node : undefined;
}

function namespaceOf(policy: Dict): string {
  const namespace = dict(policy.metadata).namespace;
  return given(namespace) ? String(namespace) : 'default';
}

export function given(value: Json): boolean {
  return value !== undefined && value !== null;
}

export function dict(value: Json): Dict {
  return given(value) ? (value as Dict) : {};
}

export function list(value: Json): readonly Json[] {
  return given(value) ? (value as readonly Json[]) : [];
}
