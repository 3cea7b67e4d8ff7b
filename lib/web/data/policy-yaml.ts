// Policies as the text that is shown, copied and saved: one document each, the same bytes as `flowfence policies` writes.
import { formatPolicyYaml } from '../../recommendation/manifest-yaml.ts';
import type { PolicyManifest } from '../../report/document.ts';

export function policiesYaml(manifests: readonly PolicyManifest[]): string {
  return manifests.map(formatPolicyYaml).join('---\n');
}
