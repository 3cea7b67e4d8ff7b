// The recommended policies of a report as files: their paths and their text.
import { formatKustomization, policyPath } from '../recommendation/kustomization.ts';
import { formatPolicyYaml } from '../recommendation/manifest-yaml.ts';
import type { PolicyManifest } from './document.ts';

export interface PolicyFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export type PolicyFiles =
  | { readonly kind: 'files'; readonly files: readonly PolicyFile[] }
  /** A report from elsewhere may have policies whose names would lead out of the folder. */
  | { readonly kind: 'unusable'; readonly reason: string };

/** A DNS-1123 subdomain, as Kubernetes names policies; keeps `..` and `/` of a report from elsewhere out of paths. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** In the order of the manifests, a kustomization.yaml last. `namespaces`: only these, all where undefined. */
export function policyFiles(
  manifests: readonly PolicyManifest[],
  namespaces: readonly string[] | undefined,
): PolicyFiles {
  const files: PolicyFile[] = [];
  for (const manifest of manifests) {
    const namespace = metadataName(manifest, 'namespace');
    const name = metadataName(manifest, 'name');
    if (namespace === undefined || name === undefined) {
      const field = namespace === undefined ? 'namespace' : 'name';
      return { kind: 'unusable', reason: `a recommended policy has no usable ${field}` };
    }
    if (namespaces !== undefined && !namespaces.includes(namespace)) continue;
    files.push({ path: policyPath({ namespace, name }), text: formatPolicyYaml(manifest) });
  }
  const kustomization = formatKustomization(files.map((file) => file.path));
  return { kind: 'files', files: [...files, { path: 'kustomization.yaml', text: kustomization }] };
}

function metadataName({ metadata }: PolicyManifest, field: 'name' | 'namespace'): string | undefined {
  const value: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, field) : undefined;
  return typeof value === 'string' && value.length <= 253 && NAME.test(value) ? value : undefined;
}
