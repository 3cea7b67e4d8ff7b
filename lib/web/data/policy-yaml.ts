// Policies as the text that is shown, copied and saved: one document each, the same bytes as `flowfence policies` writes.
import type { PolicyManifest } from '../../report/document.ts';
import { policyYaml } from './plain-yaml.ts';

export function policiesYaml(manifests: readonly PolicyManifest[]): string {
  return manifests.map(policyYaml).join('---\n');
}
