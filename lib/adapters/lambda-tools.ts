// The tools of a function: within its memory, in one folder of its temporary disk that is empty before and after.
import { createHash } from 'node:crypto';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest, Progress, SqlEngine, WorkFiles } from '../pipeline/ports.ts';
import { DUCKDB_MEMORY_SHARE, openDuckDb } from './duckdb.ts';
import { makeWorkFiles } from './work-files.ts';

/** "At 1,769 MB, a function has the equivalent of one vCPU" (Lambda developer guide, memory); a megabyte is 2^20 bytes there. */
const MEGABYTES_PER_CPU = 1769;
const BYTES_PER_MEGABYTE = 1 << 20;
/** A report file is written by an engine of its own, beside the large one. */
const REPORT_MEMORY_BYTES = 256_000_000;
/** Of the free disk, for what does not fit in memory; the rest is for unpacked objects and results. */
const SPILL_SHARE = 0.5;

export interface FunctionToolsOptions {
  readonly memoryMegabytes: number;
  /** The only place that a function may write to; an environment of Lambda keeps it between invocations. */
  readonly temporaryFolder: string;
  readonly progress: Progress;
}

export interface FunctionTools {
  readonly engine: SqlEngine;
  readonly openFile: (path: string) => Promise<SqlEngine>;
  readonly files: WorkFiles;
  readonly digest: Digest;
  readonly progress: Progress;
  /** Objects or queries under way at once. */
  readonly parallel: number;
  readonly threads: number;
  /** What may lie on the temporary disk beside what DuckDB spills. */
  readonly diskBytes: number;
}

/**
 * Runs `job` with tools that are closed, and whose files are gone, when it ends. The engine is a new one each time: it
 * opens in about 10 ms, and neither a table nor the memory of an invocation that failed reaches the next.
 */
export async function withFunctionTools<T>(
  { memoryMegabytes, temporaryFolder, progress }: FunctionToolsOptions,
  job: (tools: FunctionTools) => Promise<T>,
): Promise<T> {
  const root = join(temporaryFolder, 'flowfence-function');
  // One that was killed left its files behind.
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  const { bavail, bsize } = await statfs(root);
  const spillBytes = Math.floor(bavail * bsize * SPILL_SHARE);
  const threads = threadsOf(memoryMegabytes);
  const engine = await openEngine(root, { threads, memoryMegabytes, spillBytes });
  const { TMPDIR: outside } = process.env;
  // Adapters that make folders of their own make them here too.
  process.env.TMPDIR = root;
  try {
    return await job({
      engine,
      openFile: (path) => openDuckDb({ path, threads: 1, memoryBytes: REPORT_MEMORY_BYTES }),
      files: makeWorkFiles(root),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      progress,
      parallel: threads + 1,
      threads,
      diskBytes: bavail * bsize - spillBytes,
    });
  } finally {
    if (outside === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outside;
    engine.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** A thread for each processor that the memory brings, a part of one counting as one. */
export function threadsOf(memoryMegabytes: number): number {
  return Math.ceil(memoryMegabytes / MEGABYTES_PER_CPU);
}

interface EngineSize {
  readonly threads: number;
  readonly memoryMegabytes: number;
  readonly spillBytes: number;
}

async function openEngine(root: string, { threads, memoryMegabytes, spillBytes }: EngineSize): Promise<SqlEngine> {
  const engine = await openDuckDb({
    path: ':memory:',
    threads,
    memoryBytes: memoryMegabytes * BYTES_PER_MEGABYTE * DUCKDB_MEMORY_SHARE,
    spillFolder: join(root, 'spill'),
  });
  const session = await engine.session();
  try {
    await session.run(`SET max_temp_directory_size = '${spillBytes} bytes'`);
  } finally {
    session.close();
  }
  return engine;
}
