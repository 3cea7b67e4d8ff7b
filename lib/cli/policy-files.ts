// The recommended policies of a report as files: their paths and their text.

import { formatKustomization, policyPath } from '../recommendation/kustomization.ts';
import { formatPolicyYaml } from '../recommendation/manifest-yaml.ts';
import type { PolicyManifest } from '../report/document.ts';
import { UnusableError } from './exit.ts';

export interface PolicyFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A DNS-1123 subdomain, as Kubernetes names policies; keeps `..` and `/` of a report from elsewhere out of paths. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** `namespaces`: only these, all where undefined. A kustomization.yaml comes last. */
export function policyFiles(
  manifests: readonly PolicyManifest[],
  namespaces: readonly string[] | undefined,
): readonly PolicyFile[] {
  const files = manifests.flatMap((manifest): readonly PolicyFile[] => {
    const namespace = metadataName(manifest, 'namespace');
    const name = metadataName(manifest, 'name');
    if (namespaces !== undefined && !namespaces.includes(namespace)) return [];
    return [{ path: policyPath({ namespace, name }), text: formatPolicyYaml(manifest) }];
  });
  return [...files, { path: 'kustomization.yaml', text: formatKustomization(files.map((file) => file.path)) }];
}

function metadataName({ metadata }: PolicyManifest, field: 'name' | 'namespace'): string {
  const value: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, field) : undefined;
  if (typeof value === 'string' && value.length <= 253 && NAME.test(value)) return value;
  throw new UnusableError(
    'report',
    `a recommended policy has no usable ${field}`,
    'make the report anew with `flowfence analyze`',
  );
}
