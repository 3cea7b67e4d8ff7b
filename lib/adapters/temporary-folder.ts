// A folder for one job, gone when it ends.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkFiles } from '../pipeline/ports.ts';
import { makeWorkFiles } from './work-files.ts';

export async function withTemporaryFolder<T>(job: (files: WorkFiles, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flowfence-'));
  try {
    return await job(makeWorkFiles(folder), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
