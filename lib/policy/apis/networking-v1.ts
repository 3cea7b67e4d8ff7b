// Reads a manifest as networking.k8s.io/v1 NetworkPolicy: typed, or unreadable with the reasons, or no such object.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { Direction } from '../model.ts';
import type { Selector } from '../selector.ts';
import { readLabelSelector } from './label-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  type Problem,
  propertyOf,
  reportInvalid,
} from './manifest-reader.ts';
import { type NetworkPolicyRule, readRule } from './networking-v1-rule.ts';
import { checkMetadata, readNamespaceName, readObjectName, trustedNamespace } from './object-meta.ts';

/** Absent and empty lists are still apart: `compilePolicies` settles them. */
export interface NetworkPolicy {
  /** Undefined where the manifest has none. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly podSelector: Selector;
  readonly policyTypes: readonly Direction[] | undefined;
  readonly ingress: readonly NetworkPolicyRule[] | undefined;
  readonly egress: readonly NetworkPolicyRule[] | undefined;
}

/** What is known of a policy that could not be read: the widest reach it can have. */
export interface PolicyRemains {
  /** Undefined: no metadata that can be trusted, so any namespace. */
  readonly namespace: { readonly name: string | undefined } | undefined;
  readonly name: string | undefined;
  /** Undefined: any pod. */
  readonly podSelector: Selector | undefined;
  readonly directions: readonly Direction[];
}

export type NetworkPolicyReading =
  | { readonly kind: 'policy'; readonly policy: NetworkPolicy }
  | { readonly kind: 'unreadable'; readonly remains: PolicyRemains; readonly problems: readonly Problem[] }
  | { readonly kind: 'other'; readonly level: Diagnostic['level']; readonly message: string };

const API_VERSION = 'networking.k8s.io/v1';
const BOTH_DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
const TYPES: Readonly<Record<string, Direction>> = { Ingress: 'ingress', Egress: 'egress' };
const SPEC_FIELDS = ['podSelector', 'policyTypes', 'ingress', 'egress'];

export function readNetworkPolicy(document: PolicyDocument): NetworkPolicyReading {
  const root: Cursor = { value: document.manifest, path: '', problems: [] };
  if (isAbsent(root)) return { kind: 'other', level: 'info', message: 'the document is empty' };
  const other = otherObject(root);
  if (other !== undefined) return other;
  const policy = readPolicy(root);
  if (policy !== undefined && root.problems.length === 0) return { kind: 'policy', policy };
  return { kind: 'unreadable', remains: readRemains(document.manifest), problems: root.problems };
}

/** Of this API now and before, and where none is written. */
const OWN_GROUPS = ['', 'networking.k8s.io', 'extensions'];

/**
 * An object of another API is none of ours; one that claims to be a NetworkPolicy of this group, or hides what it is, is.
 * So is one that no API server knows, by its kind (`Networkpolicy`) or for want of a group: it means some policy.
 */
function otherObject(root: Cursor): NetworkPolicyReading | undefined {
  const kind = propertyOf(root, 'kind').value;
  const apiVersion = propertyOf(root, 'apiVersion').value;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || kind.endsWith('List')) return undefined;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  if (/networkpolicy$/i.test(kind) && OWN_GROUPS.includes(group)) return undefined;
  const isPolicy = /polic/i.test(kind);
  const message = `${kind} of ${apiVersion} is not evaluated`;
  return { kind: 'other', level: isPolicy ? 'warning' : 'info', message };
}

function readPolicy(root: Cursor): NetworkPolicy | undefined {
  // `status` was in the API from 1.24 to 1.27 and decides nothing.
  if (!checkFields(root, ['apiVersion', 'kind', 'metadata', 'spec', 'status'])) return undefined;
  if (propertyOf(root, 'apiVersion').value !== API_VERSION) reportInvalid(propertyOf(root, 'apiVersion'), API_VERSION);
  if (propertyOf(root, 'kind').value !== 'NetworkPolicy') reportInvalid(propertyOf(root, 'kind'), 'NetworkPolicy');
  const { namespace, name } = readMetadata(propertyOf(root, 'metadata'));
  const written = propertyOf(root, 'spec');
  // An optional field: without it "the specification of the desired behavior" is an empty one.
  const spec = isAbsent(written) ? { ...written, value: {} } : written;
  if (checkFields(spec, SPEC_FIELDS) && name !== undefined) {
    const podSelector = propertyOf(spec, 'podSelector');
    return {
      namespace,
      name,
      // "This field is optional. If it is not specified, it defaults to an empty selector."
      podSelector: isAbsent(podSelector) ? [] : readLabelSelector(podSelector),
      policyTypes: readPolicyTypes(propertyOf(spec, 'policyTypes')),
      ingress: itemsOf(propertyOf(spec, 'ingress'))?.map((item) => readRule(item, 'from')),
      egress: itemsOf(propertyOf(spec, 'egress'))?.map((item) => readRule(item, 'to')),
    };
  }
  return undefined;
}

function readMetadata(cursor: Cursor): { readonly namespace: string | undefined; readonly name: string | undefined } {
  checkMetadata(cursor);
  const name = readObjectName(propertyOf(cursor, 'name'));
  return { namespace: readNamespaceName(propertyOf(cursor, 'namespace')), name };
}

function readPolicyTypes(cursor: Cursor): readonly Direction[] | undefined {
  const items = itemsOf(cursor);
  // "may not specify more than two policyTypes" (validation.go)
  if (items !== undefined && items.length > BOTH_DIRECTIONS.length) reportInvalid(cursor, 'a list of at most two');
  return items?.flatMap((item) => {
    const direction =
      typeof item.value === 'string' && Object.hasOwn(TYPES, item.value) ? TYPES[item.value] : undefined;
    if (direction === undefined) reportInvalid(item, 'Ingress or Egress');
    return direction ?? [];
  });
}

/** Reads again, each part on its own: a part counts only where nothing in it is wrong. */
function readRemains(manifest: unknown): PolicyRemains {
  const root: Cursor = { value: manifest, path: '', problems: [] };
  const metadata = propertyOf(root, 'metadata');
  const isList = String(propertyOf(root, 'kind').value).endsWith('List');
  const spec = propertyOf(root, 'spec');
  const isOurs =
    checkFields(spec, SPEC_FIELDS) && checkFields(root, ['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  const podSelector = isOurs ? cleanly(propertyOf(spec, 'podSelector'), readLabelSelector) : undefined;
  const types = isOurs ? cleanly(propertyOf(spec, 'policyTypes'), readPolicyTypes) : undefined;
  return {
    namespace: isList ? undefined : trustedNamespace(metadata),
    name: nonEmptyText(propertyOf(metadata, 'name').value),
    podSelector,
    directions: types === undefined || types.length === 0 ? BOTH_DIRECTIONS : types,
  };
}

function cleanly<T>(cursor: Cursor, read: (cursor: Cursor) => T): T | undefined {
  const problems: Problem[] = [];
  const result = isAbsent(cursor) ? undefined : read({ ...cursor, problems });
  return problems.length === 0 ? result : undefined;
}

function nonEmptyText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
