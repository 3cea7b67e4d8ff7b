// A folder for the whole test run, for what is made once and read by several test files; gone when the run ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where workers find the folder. */
export const RUN_FOLDER = 'FLOWFENCE_TEST_RUN_FOLDER';

export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-run-'));
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
