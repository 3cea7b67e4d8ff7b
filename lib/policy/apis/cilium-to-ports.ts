// Reads an entry of `toPorts`: its ports, and what it asks above layer 4.
import type { CompiledPort } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { type CiliumPort, readCiliumPort } from './cilium-ports.ts';
import { type Cursor, checkFields, isAbsent, itemsOf, propertyOf, reportInvalid } from './manifest-reader.ts';

export interface CiliumRuleKind {
  readonly direction: Direction;
  readonly action: 'allow' | 'deny';
}

/** `ports` undefined: the entry has none, and nobody says what it matches. */
export interface PortEntry {
  readonly path: string;
  readonly ports: readonly CompiledPort[] | undefined;
  /** What it asks above layer 4. */
  readonly beyond: string | undefined;
  /** Whether what it asks may also stop what another rule allows. */
  readonly redirects: boolean;
}

const DENY_FIELDS = ['ports'];
const ALLOW_FIELDS = [...DENY_FIELDS, 'rules', 'terminatingTLS', 'originatingTLS', 'serverNames', 'listener'];
const RULE_FIELDS = ['http', 'kafka', 'dns', 'l7proto', 'l7'];
const MAX_PORTS = 40;

/** "Deny policies do not support: policy enforcement at L7": their entries have ports only. */
export function readPortEntry(cursor: Cursor, kind: CiliumRuleKind): PortEntry | undefined {
  if (!checkFields(cursor, kind.action === 'deny' ? DENY_FIELDS : ALLOW_FIELDS)) return undefined;
  const items = itemsOf(propertyOf(cursor, 'ports')) ?? [];
  if (items.length > MAX_PORTS) reportInvalid(propertyOf(cursor, 'ports'), `a list of at most ${MAX_PORTS}`);
  const ports = items.flatMap((item) => readCiliumPort(item) ?? []);
  const demands = [...readRules(cursor, ports, kind), ...readTls(cursor), ...readListener(cursor, kind)];
  return {
    path: cursor.path,
    ports: items.length === 0 ? undefined : ports.flatMap(({ compiled }) => compiled),
    beyond: demands.length === 0 ? undefined : demands.join(' and '),
    redirects: !isAbsent(propertyOf(cursor, 'listener')),
  };
}

/** "Mixing of different port level rule types is disallowed"; an absent or empty object asks for nothing. */
function readRules(entry: Cursor, ports: readonly CiliumPort[], { direction }: CiliumRuleKind): readonly string[] {
  const rules = propertyOf(entry, 'rules');
  if (isAbsent(rules) || !checkFields(rules, RULE_FIELDS)) return [];
  const [http, kafka, dns, l7] = ['http', 'kafka', 'dns', 'l7'].map((name) => itemsOf(propertyOf(rules, name)));
  const protocol = propertyOf(rules, 'l7proto');
  if (l7 !== undefined && isAbsent(protocol)) reportInvalid(protocol, 'the protocol of l7');
  if (!isAbsent(protocol) && typeof protocol.value !== 'string') reportInvalid(protocol, 'text');
  const hasL7 = !isAbsent(protocol) || l7 !== undefined;
  const kinds = [http !== undefined, kafka !== undefined, dns !== undefined, hasL7].filter(Boolean).length;
  if (kinds > 1) reportInvalid(rules, 'rules of one protocol');
  if (kinds > 0 && dns === undefined) requireTcp(rules, ports);
  if (kinds > 0 && ports.some(({ number }) => number === 0)) reportInvalid(rules, 'absent where the port is 0');
  if (dns !== undefined) return readDns(rules, dns, { ports, direction });
  if (http !== undefined) return ['HTTP rules'];
  if (kafka !== undefined) return ['Kafka rules'];
  return hasL7 ? [`${String(protocol.value)} rules`] : [];
}

function hasRules(entry: Cursor): boolean {
  const rules = propertyOf(entry, 'rules');
  return RULE_FIELDS.some((field) => !isAbsent(propertyOf(rules, field)));
}

/** "L7 rules can only apply to TCP (not ANY) except for DNS rules." */
function requireTcp(rules: Cursor, ports: readonly CiliumPort[]): void {
  if (ports.some(({ protocol }) => protocol !== 'TCP')) reportInvalid(rules, 'beside TCP ports only');
}

/** "`*` alone matches all names", and such a rule "does not block any traffic" (docs.cilium.io, layer 3; policy modes). */
function readDns(
  rules: Cursor,
  names: readonly Cursor[],
  { ports, direction }: { readonly ports: readonly CiliumPort[]; readonly direction: Direction },
): readonly string[] {
  const dns = propertyOf(rules, 'dns');
  if (direction === 'ingress') reportInvalid(dns, 'absent in ingress');
  if (ports.length === 0) reportInvalid(dns, 'beside port 53');
  if (ports.some(({ isRange }) => isRange)) reportInvalid(dns, 'beside single ports');
  for (const name of names) readName(name);
  return names.some((name) => propertyOf(name, 'matchPattern').value === '*') ? [] : ['DNS rules'];
}

/** One of `dns`, or of `toFQDNs`. */
export function readName(cursor: Cursor): void {
  if (!checkFields(cursor, ['matchName', 'matchPattern'])) return;
  const given = ['matchName', 'matchPattern'].map((field) => propertyOf(cursor, field)).filter((one) => !isAbsent(one));
  if (given.length === 0) reportInvalid(cursor, 'an object with matchName or matchPattern');
  for (const one of given) if (typeof one.value !== 'string' || one.value === '') reportInvalid(one, 'a name');
}

function readTls(entry: Cursor): readonly string[] {
  const names = itemsOf(propertyOf(entry, 'serverNames')) ?? [];
  for (const name of names) if (typeof name.value !== 'string' || name.value === '') reportInvalid(name, 'a name');
  const terminating = propertyOf(entry, 'terminatingTLS');
  if (names.length > 0 && hasRules(entry) && isAbsent(terminating)) {
    reportInvalid(propertyOf(entry, 'serverNames'), 'without rules, or beside terminatingTLS');
  }
  const intercepts = !isAbsent(terminating) || !isAbsent(propertyOf(entry, 'originatingTLS'));
  return [...(names.length > 0 ? ['TLS server names'] : []), ...(intercepts ? ['intercepted TLS'] : [])];
}

function readListener(entry: Cursor, { direction }: CiliumRuleKind): readonly string[] {
  const listener = propertyOf(entry, 'listener');
  if (isAbsent(listener)) return [];
  if (direction === 'ingress') reportInvalid(listener, 'absent in ingress');
  if (hasRules(entry)) reportInvalid(listener, 'without rules');
  return ['an Envoy listener'];
}
