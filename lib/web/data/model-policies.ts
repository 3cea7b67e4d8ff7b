// Policies of a report by name: their manifests are plain data of any shape, of which only names are taken for granted.
import type { PolicyManifest } from '../../report/document.ts';

export interface ModelPolicy {
  /** `namespace/name`, as verdicts name it. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly manifest: PolicyManifest;
}

/** In the order given. A policy without a namespace is in `default`, as it is for the API server. */
export function modelPolicies(manifests: readonly PolicyManifest[]): readonly ModelPolicy[] {
  return manifests.map((manifest) => {
    const namespace = textField(manifest.metadata, 'namespace') ?? 'default';
    const name = textField(manifest.metadata, 'name') ?? '';
    return { id: `${namespace}/${name}`, namespace, name, manifest };
  });
}

function textField(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : undefined;
}
