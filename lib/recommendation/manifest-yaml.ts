// A policy as YAML text, the same bytes for the same policy.
import { Document, Scalar, visit } from 'yaml';
import { plainValue } from '../sources/yaml-scalars.ts';
import type { NetworkPolicyManifest } from './manifests.ts';

/** Keys in the order of the manifest; no anchors, and no line is folded, so that a diff shows what changed. */
export function formatPolicyYaml(manifest: NetworkPolicyManifest | Readonly<Record<string, unknown>>): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false, version: '1.1' });
  visit(document, {
    Scalar: (_, scalar) => {
      // kubectl takes more plain texts for numbers than YAML 1.1 does, such as "0o14".
      const isOther = typeof scalar.value === 'string' && plainValue(scalar.value) !== undefined;
      if (isOther) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
