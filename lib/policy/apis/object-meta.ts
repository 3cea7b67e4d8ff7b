// Reads the metadata of a manifest to the API server's own validation: what it refuses is in no cluster.
import { type Cursor, checkFields, isAbsent, isObject, propertyOf, reportInvalid } from './manifest-reader.ts';

// ObjectMeta (k8s.io/apimachinery, meta/v1/types.go), and what older servers wrote.
const META_FIELDS = [
  ...['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'labels', 'annotations', 'ownerReferences', 'finalizers'],
  ...['managedFields', 'clusterName', 'initializers'],
];
const DNS_LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = new RegExp(`^(?=.{1,253}$)${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const NAME = /^[^\s/]{1,253}$/;
const NAMESPACE = new RegExp(`^(?=.{1,63}$)${DNS_LABEL}$`);

/** "a lowercase RFC 1123 subdomain", the names of all policy objects. */
export function isServedName(name: string): boolean {
  return SUBDOMAIN.test(name);
}

/** A name selects nothing, so that one which the API server refuses (`Deny_All` in a draft) hides no meaning. */
function isObjectName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** "a lowercase RFC 1123 label" */
function isNamespaceName(value: unknown): value is string {
  return typeof value === 'string' && NAMESPACE.test(value);
}

/** A namespace that is empty text is left out, as the API server's decoder has it. */
function isLeftOut(cursor: Cursor): boolean {
  return isAbsent(cursor) || cursor.value === '';
}

/**
 * The namespace where metadata is sound enough to tell: its name, or that it is left out. Undefined: it may be any,
 * since a misspelt field may be the namespace.
 */
export function trustedNamespace(metadata: Cursor): { readonly name: string | undefined } | undefined {
  const { value } = propertyOf(metadata, 'namespace');
  if (isNamespaceName(value)) return { name: value };
  const isSound = isObject(metadata.value) && checkFields({ ...metadata, problems: [] }, META_FIELDS);
  return isSound && isLeftOut(propertyOf(metadata, 'namespace')) ? { name: undefined } : undefined;
}

/** Reported where it is none. */
export function readObjectName(cursor: Cursor): string | undefined {
  if (isObjectName(cursor.value)) return cursor.value;
  reportInvalid(cursor, 'a name');
  return undefined;
}

/** Undefined where it is left out, or is none and so reported. */
export function readNamespaceName(cursor: Cursor): string | undefined {
  if (isNamespaceName(cursor.value)) return cursor.value;
  if (!isLeftOut(cursor)) reportInvalid(cursor, 'the name of a namespace');
  return undefined;
}

/** Fields beside the name and the namespace. Metadata that is missing is reported with the name. */
export function checkMetadata(metadata: Cursor): void {
  if (isAbsent(metadata) || !checkFields(metadata, META_FIELDS)) return;
  for (const field of ['labels', 'annotations']) checkTexts(propertyOf(metadata, field));
}

function checkTexts(cursor: Cursor): void {
  if (isAbsent(cursor)) return;
  if (!isObject(cursor.value)) {
    reportInvalid(cursor, 'an object');
    return;
  }
  for (const key of Object.keys(cursor.value)) {
    const text = propertyOf(cursor, key);
    if (!isAbsent(text) && typeof text.value !== 'string') reportInvalid(text, 'text');
  }
}
