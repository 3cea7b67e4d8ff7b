// Which objects are Calico's, and what their policies are called.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { type Cursor, isObject, propertyOf } from './manifest-reader.ts';
import { checkMetadata, readNamespaceName, readObjectName } from './object-meta.ts';

/** The API server's form, and that of the custom resources behind it; their specs are the same. */
export const CALICO_VERSIONS: readonly string[] = ['projectcalico.org/v3', 'crd.projectcalico.org/v1'];
export const DEFAULT_NAMESPACE = 'default';
export const DEFAULT_TIER_NAME = 'default';

export function isCalicoGroup(apiVersion: string): boolean {
  return apiVersion.startsWith('projectcalico.org/') || apiVersion.startsWith('crd.projectcalico.org/');
}

export function rootOf({ manifest }: PolicyDocument): Cursor {
  return { value: manifest, path: '', problems: [] };
}

/** `namespace` undefined: the manifest names none. Reports what is no name. */
export interface ObjectName {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

export function readName(root: Cursor): ObjectName {
  const metadata = propertyOf(root, 'metadata');
  checkMetadata(metadata);
  const name = readObjectName(propertyOf(metadata, 'name'));
  return { namespace: readNamespaceName(propertyOf(metadata, 'namespace')), name };
}

/** The text, undefined where it is none or empty; nothing is reported. */
export function textIn({ value }: Cursor): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Own properties as text; what is none is reported with the metadata. */
export function readLabels(cursor: Cursor): Readonly<Record<string, string>> {
  const { value } = cursor;
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, label]) => [key, String(label)])) : {};
}

/** In the custom resources the names of the default tier's policies carry its name as a prefix: "default.allow-dns". */
export function policyName({
  apiVersion,
  name,
  tier,
}: { readonly [K in 'apiVersion' | 'name' | 'tier']: string }): string {
  const prefix = `${DEFAULT_TIER_NAME}.`;
  const isStored = apiVersion.startsWith('crd.') && tier === DEFAULT_TIER_NAME;
  return isStored && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
