// A policy as YAML text, the same bytes for the same policy.
import { stringify } from 'yaml';
import type { NetworkPolicyManifest } from './manifests.ts';

/** Keys in the order of the manifest; no anchors, and no line is folded, so that a diff shows what changed. */
export function formatPolicyYaml(manifest: NetworkPolicyManifest | Readonly<Record<string, unknown>>): string {
  return stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' });
}
