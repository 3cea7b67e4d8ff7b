// The tools of a run on one machine: DuckDB in memory with a spill folder, files, digests.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalyzeTools } from '../pipeline/analyze.ts';
import type { ObjectStore, Progress } from '../pipeline/ports.ts';
import { DUCKDB_MEMORY_SHARE, openDuckDb } from './duckdb.ts';
import { makeLocationStore } from './location-store.ts';
import { makeWorkFiles } from './work-files.ts';

export interface LocalOptions {
  /** What the whole process may use, about. */
  readonly memoryBytes: number;
  readonly threads?: number;
  /** Where raw logs are unpacked and what does not fit in memory goes. */
  readonly temporaryFolder?: string;
  /** Where locations are read and written; without it by the environment. */
  readonly store?: ObjectStore;
  readonly progress: Progress;
}

const REPORT_MEMORY_BYTES = 256_000_000;

/** Runs `job` with tools that are closed, and whose temporary files are gone, when it ends. */
export async function withLocalTools<T>(options: LocalOptions, job: (tools: AnalyzeTools) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(options.temporaryFolder ?? tmpdir(), 'flowfence-'));
  const threads = options.threads ?? availableParallelism();
  const engine = await openDuckDb({
    path: ':memory:',
    threads,
    memoryBytes: options.memoryBytes * DUCKDB_MEMORY_SHARE,
    spillFolder: join(root, 'spill'),
  });
  try {
    return await job({
      engine,
      openFile: (path) => openDuckDb({ path, threads: 1, memoryBytes: REPORT_MEMORY_BYTES }),
      source: options.store ?? makeLocationStore(),
      files: makeWorkFiles(root),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      progress: options.progress,
      parallel: threads + 1,
      threads,
    });
  } finally {
    engine.close();
    await rm(root, { recursive: true, force: true });
  }
}
