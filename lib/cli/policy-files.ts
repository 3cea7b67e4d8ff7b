// The recommended policies of a report as files; a report whose names are no names ends the command.
import type { PolicyManifest } from '../report/document.ts';
import { policyFiles as filesOf, type PolicyFile } from '../report/policy-files.ts';
import { UnusableError } from './exit.ts';

/** `namespaces`: only these, all where undefined. A kustomization.yaml comes last. */
export function policyFiles(
  manifests: readonly PolicyManifest[],
  namespaces: readonly string[] | undefined,
): readonly PolicyFile[] {
  const found = filesOf(manifests, namespaces);
  if (found.kind === 'files') return found.files;
  throw new UnusableError('report', found.reason, 'make the report anew with `flowfence analyze`');
}
