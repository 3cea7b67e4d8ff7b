// A folder for the bundles of one synthesis: two at once in one checkout would otherwise take each other's code.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** No synthesis takes as long: what is older was left by one that was stopped. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Gone when the job ends: the CDK copies what it takes into its own folder. */
export const withBundleFolder = <T>(parent: string, job: (folder: string) => T): T => {
  mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  const folder = mkdtempSync(join(parent, 'run-'));
  try {
    return job(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const removeAbandoned = (parent: string): void => {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    // Another synthesis may have removed its own meanwhile.
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - written > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
  }
};
