// Reads subjects and peers of the network policy API's cluster-wide policies, to the validation of their CRDs.
import { formatCidr, type ParsedCidr, parseCidr } from '../../net/cidr.ts';
import type { CompiledPeer, CompiledPods } from '../compiled.ts';
import { formatSelector } from '../format-selector.ts';
import { compileBlock } from './compiled-parts.ts';
import { readLabelSelector } from './label-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
  textOf,
} from './manifest-reader.ts';

export type PeerField = 'namespaces' | 'pods' | 'nodes' | 'networks' | 'domainNames';

export interface PeerDialect {
  /** v1alpha1 asks for it, v1alpha2 takes a missing one as empty. */
  readonly namespaceSelector: 'required' | 'optional';
}

const LARGEST_NETWORK_LIST = 25;
const LARGEST_DOMAIN_LIST = 25;
const LONGEST_CIDR = 43;
/** Of the CRD, as published. */
const DOMAIN_PATTERN =
  /^(\*\.)?([a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/;

/** The one field that is set; reported and undefined where there is none, several or one that is not known. */
export function onlyField<N extends string>(
  cursor: Cursor,
  names: readonly N[],
): { readonly name: N; readonly cursor: Cursor } | undefined {
  if (!checkFields(cursor, names)) return undefined;
  const given = names.filter((name) => !isAbsent(propertyOf(cursor, name)));
  const [name] = given;
  if (name === undefined) reportMissing(cursor, `one of ${names.join(', ')}`);
  else if (given.length > 1) reportInvalid(cursor, `only one of ${names.join(', ')}`);
  else return { name, cursor: propertyOf(cursor, name) };
  return undefined;
}

/** A list within the bounds of the CRD; of a longer one, which the API server rejects, its beginning. Undefined where it is absent. */
export function boundedItems(
  cursor: Cursor,
  { least, most }: { readonly least: number; readonly most: number },
): readonly Cursor[] | undefined {
  const items = itemsOf(cursor);
  if (items === undefined) return undefined;
  if (items.length < least) reportInvalid(cursor, `a list of at least ${least}`);
  if (items.length > most) reportInvalid(cursor, `a list of at most ${most}`);
  return items.slice(0, most);
}

/** "Exactly one field must be set. Note that host-networked pods are not included in subject selection." */
export function readSubject(cursor: Cursor, dialect: PeerDialect): CompiledPods | undefined {
  const field = onlyField(cursor, ['namespaces', 'pods']);
  return field && readPods(field.name, field.cursor, dialect);
}

/** Several where one peer lists networks. */
export function readPeer(cursor: Cursor, fields: readonly PeerField[], dialect: PeerDialect): readonly CompiledPeer[] {
  const field = onlyField(cursor, fields);
  if (field === undefined) return [];
  switch (field.name) {
    case 'namespaces':
    case 'pods':
      return [readPods(field.name, field.cursor, dialect)];
    case 'nodes':
      return [readNodes(field.cursor)];
    case 'networks':
      return readNetworks(field.cursor);
    case 'domainNames':
      return [readDomainNames(field.cursor)];
  }
}

/** "Note that host-networked pods are not included in this type of peer." */
function readPods(name: 'namespaces' | 'pods', cursor: Cursor, dialect: PeerDialect): CompiledPods {
  const base = { kind: 'pods', view: 'own', hostNetwork: 'never' } as const;
  if (name === 'namespaces') {
    return { ...base, namespaces: { kind: 'selected', selector: readLabelSelector(cursor) }, pods: [] };
  }
  if (!checkFields(cursor, ['namespaceSelector', 'podSelector']))
    return { ...base, namespaces: { kind: 'all' }, pods: [] };
  const namespaceSelector = propertyOf(cursor, 'namespaceSelector');
  const podSelector = propertyOf(cursor, 'podSelector');
  if (isAbsent(namespaceSelector) && dialect.namespaceSelector === 'required')
    reportMissing(cursor, 'namespaceSelector');
  if (isAbsent(podSelector)) reportMissing(cursor, 'podSelector');
  // "if empty, it selects all Namespaces"; "if empty, it selects all Pods"
  const selector = isAbsent(namespaceSelector) ? [] : readLabelSelector(namespaceSelector);
  return {
    ...base,
    namespaces: { kind: 'selected', selector },
    pods: isAbsent(podSelector) ? [] : readLabelSelector(podSelector),
  };
}

/** "if present but empty, it selects all Nodes". No question names the labels of nodes. */
function readNodes(cursor: Cursor): CompiledPeer {
  const selector = readLabelSelector(cursor);
  if (selector.length === 0) return { kind: 'nodes', which: 'any' };
  return { kind: 'nodes', which: 'any', beyond: formatSelector(selector) };
}

/** "note that cluster-internal traffic will be checked against the rule as well" */
function readNetworks(cursor: Cursor): readonly CompiledPeer[] {
  const cidrs = readSet(cursor, LARGEST_NETWORK_LIST, readNetwork);
  return cidrs.map((cidr) => compileBlock(cidr, [], 'every-address'));
}

/** "CIDR must be either an IPv4 or IPv6 address. IPv4 address embedded in IPv6 addresses are not supported" */
function readNetwork(cursor: Cursor): ParsedCidr | undefined {
  const text = textOf(cursor);
  if (text === undefined) return undefined;
  const isOneFamily = text.includes(':') !== text.includes('.');
  const cidr = isOneFamily && text.length <= LONGEST_CIDR ? parseCidr(text) : undefined;
  if (cidr === undefined) reportInvalid(cursor, 'a CIDR block such as 10.0.0.0/8');
  return cidr;
}

/** Which addresses the names stand for, no snapshot says; names are for what is outside the cluster. */
function readDomainNames(cursor: Cursor): CompiledPeer {
  const names = readSet(cursor, LARGEST_DOMAIN_LIST, (item) => {
    const name = textOf(item);
    if (name === undefined || DOMAIN_PATTERN.test(name)) return name;
    reportInvalid(item, 'a domain name such as www.example.com or *.example.com');
    return undefined;
  });
  return { kind: 'undecided', reason: `the domain names ${names.join(', ')}`, among: 'outside' };
}

/** Lists that the API server takes as sets: no item twice. */
function readSet<T>(cursor: Cursor, most: number, read: (item: Cursor) => T | undefined): readonly T[] {
  const items = boundedItems(cursor, { least: 1, most }) ?? [];
  for (const [index, item] of items.entries()) {
    if (items.findIndex(({ value }) => value === item.value) < index)
      reportInvalid(item, 'another than those before it');
  }
  return items.flatMap((item) => read(item) ?? []);
}

/** Networks of a sound manifest with bits outside the prefix: the text, and what it is used as. In the order of the rules. */
export function maskedNetworks(spec: Cursor): readonly { readonly text: string; readonly used: string }[] {
  const rules = itemsOf(propertyOf(spec, 'egress')) ?? [];
  const peers = rules.flatMap((rule) => itemsOf(propertyOf(rule, 'to')) ?? []);
  const networks = peers.flatMap((peer) => itemsOf(propertyOf(peer, 'networks')) ?? []);
  return networks.flatMap(({ value }) => {
    const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
    return typeof value === 'string' && cidr?.hostBitsSet ? [{ text: value, used: formatCidr(cidr) }] : [];
  });
}
