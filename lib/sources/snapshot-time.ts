// When a snapshot was taken, as its name says: the list that kubectl prints holds no time.
import { findTimesSeconds } from './rfc3339.ts';

/**
 * Reads `snapshots/prod/20261101T001500Z.json.gz` and `2026-11-01T00-15-00.5+01:00.yaml`; the file's own name goes before
 * the folders'. Undefined where no time with a zone is there: the caller then knows when the object was modified.
 */
export function snapshotTimeSeconds(name: string): number | undefined {
  const fileName = name.slice(name.lastIndexOf('/') + 1);
  return findTimesSeconds(fileName).at(-1) ?? findTimesSeconds(name).at(-1);
}
