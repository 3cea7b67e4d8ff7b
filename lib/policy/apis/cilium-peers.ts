// Reads the peers of a Cilium rule, each kind of them in a field of its own.
import type { CompiledPeer } from '../compiled.ts';
import { readCidrPeer, readCidrSetPeer } from './cilium-cidr.ts';
import type { CidrGroup } from './cilium-cidr-groups.ts';
import { type CiliumScope, compileEndpoints } from './cilium-endpoints.ts';
import { ENTITY_NAMES, EVERY_POD, entityPeer, undecided } from './cilium-entities.ts';
import { readCiliumSelector } from './cilium-selector.ts';
import { type CiliumRuleKind, readName } from './cilium-to-ports.ts';
import { readLabelSelector } from './label-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  isObject,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
} from './manifest-reader.ts';

/** What peers may refer to beside the rule that they stand in. */
export interface CiliumContext {
  readonly scope: CiliumScope;
  readonly groups: readonly CidrGroup[];
}

interface PeerField {
  readonly name: string;
  readonly read: (item: Cursor, context: CiliumContext) => CompiledPeer | undefined;
  /** Of an empty list: it selects nobody, or it is as good as absent. */
  readonly empty: 'nobody' | 'absent';
  /** "Deny policies do not support … toFQDNs." */
  readonly allowOnly?: true;
}

const INGRESS_FIELDS: readonly PeerField[] = commonFields('from');
const EGRESS_FIELDS: readonly PeerField[] = [
  ...commonFields('to'),
  { name: 'toServices', read: readService, empty: 'absent' },
  { name: 'toFQDNs', read: readDomainName, empty: 'absent', allowOnly: true },
];

/** "Explicitly check for empty non-nil slices, it should not result in any identity being selected" (since Cilium 1.15). */
function commonFields(prefix: 'from' | 'to'): readonly PeerField[] {
  return [
    { name: `${prefix}Endpoints`, read: readEndpoints, empty: 'nobody' },
    { name: `${prefix}Entities`, read: readEntity, empty: 'nobody' },
    { name: `${prefix}CIDR`, read: readCidrPeer, empty: 'nobody' },
    { name: `${prefix}CIDRSet`, read: (item, { groups }) => readCidrSetPeer(item, groups), empty: 'nobody' },
    { name: `${prefix}Nodes`, read: readNodes, empty: 'nobody' },
    { name: `${prefix}Groups`, read: readGroup, empty: 'absent' },
  ];
}

export function peerFieldNames(kind: CiliumRuleKind): readonly string[] {
  return peerFields(kind).map(({ name }) => name);
}

function peerFields({ direction, action }: CiliumRuleKind): readonly PeerField[] {
  const fields = direction === 'ingress' ? INGRESS_FIELDS : EGRESS_FIELDS;
  return fields.filter(({ allowOnly }) => action === 'allow' || allowOnly !== true);
}

/** Undefined where the rule names no peers at all; an empty list: it selects nobody. */
export function readPeers(
  rule: Cursor,
  kind: CiliumRuleKind,
  context: CiliumContext,
): readonly CompiledPeer[] | undefined {
  const given = peerFields(kind).flatMap((field) => {
    const items = itemsOf(propertyOf(rule, field.name));
    return items === undefined || (items.length === 0 && field.empty === 'absent') ? [] : [{ field, items }];
  });
  const filled = given.filter(({ items }) => items.length > 0);
  // "Only one of these members may be present within an individual rule."
  for (const { field } of filled.slice(1)) {
    reportInvalid(propertyOf(rule, field.name), 'alone among the peers of its rule');
  }
  const peers = filled.flatMap(({ field, items }) => items.flatMap((item) => field.read(item, context) ?? []));
  if (given.length === 0) return undefined;
  return filled.length < given.length ? [] : peers;
}

function readEndpoints(item: Cursor, { scope }: CiliumContext): CompiledPeer {
  return compileEndpoints(readCiliumSelector(item), scope);
}

function readEntity(item: Cursor): CompiledPeer | undefined {
  const peer = typeof item.value === 'string' ? entityPeer(item.value) : undefined;
  if (peer === undefined) reportInvalid(item, `one of ${ENTITY_NAMES.join(', ')}`);
  return peer;
}

/** "An extension of remote-node entity": other nodes by their labels, which no endpoint of ours has. */
function readNodes(item: Cursor): CompiledPeer {
  readCiliumSelector(item);
  return { kind: 'nodes', which: 'remote', beyond: 'node labels' };
}

/** Groups of a cloud provider are turned into address blocks. */
function readGroup(item: Cursor): CompiledPeer | undefined {
  if (isObject(item.value)) return undecided("a cloud provider's group");
  reportInvalid(item, 'an object');
  return undefined;
}

/**
 * "The discovered services' label selector as an endpoint selector", those without one by the addresses behind them:
 * pods of the Service's namespace, or outside addresses. Which, the policies do not say.
 */
function readService(item: Cursor): CompiledPeer | undefined {
  if (!checkFields(item, ['k8sService', 'k8sServiceSelector'])) return undefined;
  const byName = propertyOf(item, 'k8sService');
  const bySelector = propertyOf(item, 'k8sServiceSelector');
  if (isAbsent(byName) === isAbsent(bySelector)) {
    reportMissing(item, 'one of k8sService, k8sServiceSelector');
    return undefined;
  }
  const service = isAbsent(byName) ? bySelector : byName;
  checkFields(service, isAbsent(byName) ? ['selector', 'namespace'] : ['serviceName', 'namespace']);
  if (isAbsent(byName)) readLabelSelector(propertyOf(service, 'selector'));
  const namespace = readText(propertyOf(service, 'namespace'));
  const name = readText(propertyOf(service, 'serviceName')) ?? 'that its labels select';
  const beyond = `behind the Service ${name}`;
  const own = namespace === undefined ? {} : ({ namespaces: { kind: 'own', namespace } } as const);
  return { kind: 'any-of', peers: [{ ...EVERY_POD, ...own, beyond }, undecided(beyond)] };
}

/** "If the resolved IPs are IPs within the kubernetes cluster, the ToFQDN rule will not apply to that IP." */
function readDomainName(item: Cursor): CompiledPeer {
  readName(item);
  return undecided('domain names');
}

function readText(cursor: Cursor): string | undefined {
  if (isAbsent(cursor)) return undefined;
  if (typeof cursor.value === 'string' && cursor.value !== '') return cursor.value;
  reportInvalid(cursor, 'a name');
  return undefined;
}
