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
  isObject,
  itemsOf,
  type Problem,
  propertyOf,
  reportInvalid,
  reportMissing,
} from './manifest-reader.ts';
import { type NetworkPolicyRule, readRule } from './networking-v1-rule.ts';

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

/** An object of another API is none of ours; one that claims to be a NetworkPolicy of this group, or hides what it is, is. */
function otherObject(root: Cursor): NetworkPolicyReading | undefined {
  const kind = propertyOf(root, 'kind').value;
  const apiVersion = propertyOf(root, 'apiVersion').value;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || kind.endsWith('List')) return undefined;
  if (kind === 'NetworkPolicy' && /^(?:networking\.k8s\.io|extensions)\//.test(apiVersion)) return undefined;
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
  const spec = propertyOf(root, 'spec');
  if (isAbsent(spec)) reportMissing(root, 'spec');
  else if (checkFields(spec, SPEC_FIELDS) && name !== undefined) {
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
  const nameCursor = propertyOf(cursor, 'name');
  const namespaceCursor = propertyOf(cursor, 'namespace');
  const name = nonEmptyText(nameCursor.value);
  if (name === undefined) reportInvalid(nameCursor, 'a name');
  const namespace = isAbsent(namespaceCursor) ? undefined : nonEmptyText(namespaceCursor.value);
  if (namespace === undefined && !isAbsent(namespaceCursor)) reportInvalid(namespaceCursor, 'the name of a namespace');
  return { namespace, name };
}

function readPolicyTypes(cursor: Cursor): readonly Direction[] | undefined {
  return itemsOf(cursor)?.flatMap((item) => {
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
  const namespace = propertyOf(metadata, 'namespace');
  const isList = String(propertyOf(root, 'kind').value).endsWith('List');
  const namespaceName = nonEmptyText(namespace.value);
  const namespaceIsLeftOut = isObject(metadata.value) && isAbsent(namespace);
  const namespaceIsKnown = !isList && (namespaceName !== undefined || namespaceIsLeftOut);
  const spec = propertyOf(root, 'spec');
  const isOurs =
    checkFields(spec, SPEC_FIELDS) && checkFields(root, ['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  const podSelector = isOurs ? cleanly(propertyOf(spec, 'podSelector'), readLabelSelector) : undefined;
  const types = isOurs ? cleanly(propertyOf(spec, 'policyTypes'), readPolicyTypes) : undefined;
  return {
    namespace: namespaceIsKnown ? { name: namespaceName } : undefined,
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
