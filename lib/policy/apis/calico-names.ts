// Which objects are Calico's, and what their policies are called.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { type Cursor, isAbsent, isObject, propertyOf, reportInvalid } from './manifest-reader.ts';

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
  const name = propertyOf(metadata, 'name');
  const namespace = propertyOf(metadata, 'namespace');
  if (textIn(name) === undefined) reportInvalid(name, 'a name');
  if (!isAbsent(namespace) && textIn(namespace) === undefined) reportInvalid(namespace, 'the name of a namespace');
  return { namespace: textIn(namespace), name: textIn(name) };
}

/** The text, undefined where it is none or empty; nothing is reported. */
export function textIn({ value }: Cursor): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Text values of own properties; what else there is is reported. */
export function readLabels(cursor: Cursor): Readonly<Record<string, string>> {
  if (isAbsent(cursor)) return {};
  if (!isObject(cursor.value)) {
    reportInvalid(cursor, 'an object');
    return {};
  }
  return Object.fromEntries(
    Object.keys(cursor.value).map((key) => {
      const label = propertyOf(cursor, key);
      if (typeof label.value !== 'string') reportInvalid(label, 'text');
      return [key, String(label.value)];
    }),
  );
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
