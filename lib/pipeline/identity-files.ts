// The identity facts as newline-delimited JSON, for the SQL of rollups to read.
import type { SecondsRange } from '../identity/timeline.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';
import { type IdentityFacts, identityFacts, presumedRanges } from './identity-facts.ts';
import type { WorkFiles } from './ports.ts';

/** Paths of the four files. */
export interface IdentityPaths {
  readonly assignmentsPath: string;
  readonly holdersPath: string;
  readonly declaredPath: string;
  readonly podRangesPath: string;
}

export interface IdentityFiles extends IdentityPaths {
  /** Stretches in which an owner is presumed, by start: a rollup proves them by traffic since that start. */
  readonly presumed: readonly SecondsRange[];
}

export function identityPaths(files: WorkFiles, folder: string): IdentityPaths {
  return {
    assignmentsPath: files.makePath(folder, 'assignments.ndjson'),
    holdersPath: files.makePath(folder, 'holders.ndjson'),
    declaredPath: files.makePath(folder, 'declared.ndjson'),
    podRangesPath: files.makePath(folder, 'pod-ranges.ndjson'),
  };
}

export async function writeIdentityFiles(
  files: WorkFiles,
  snapshots: readonly Snapshot[],
  folder: string,
): Promise<IdentityFiles> {
  const facts = identityFacts(snapshots);
  return { ...(await writeIdentityFacts(files, facts, folder)), presumed: presumedRanges(facts) };
}

export async function writeIdentityFacts(
  files: WorkFiles,
  facts: IdentityFacts,
  folder: string,
): Promise<IdentityPaths> {
  const paths = identityPaths(files, folder);
  await files.writeText(paths.assignmentsPath, toLines(facts.assignments));
  await files.writeText(paths.holdersPath, toLines(facts.holders));
  await files.writeText(paths.declaredPath, toLines(facts.declared));
  await files.writeText(paths.podRangesPath, toLines(facts.podRanges));
  return paths;
}

function* toLines(items: Iterable<object>): Generator<string> {
  for (const item of items) yield `${JSON.stringify(item)}\n`;
}
