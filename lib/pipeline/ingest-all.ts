// Objects in parallel through step one; what is already summarised under the same key and ETag is not read again.
import { quoteText } from '../connections/record-sql.ts';
import type { Layout } from '../sources/flow-log-layout.ts';
import { ingestObject, keyOfDigest, summaryDigest } from './ingest.ts';
import type { Digest, ObjectInfo, ObjectSource, Progress, SqlEngine, SqlSession, WorkFiles } from './ports.ts';
import { digestOfName, parseSummaryFacts, type SummaryFacts } from './summary-facts.ts';

export interface IngestAllTools {
  readonly engine: SqlEngine;
  readonly source: ObjectSource;
  readonly files: WorkFiles;
  readonly digest: Digest;
  readonly progress: Progress;
  readonly workFolder: string;
  readonly declared: Layout | undefined;
  /** Objects under way at once: their unpacking fills the gaps that a query leaves. */
  readonly parallel: number;
  /** What the engine goes back to afterwards. */
  readonly threads: number;
}

export async function ingestAll(tools: IngestAllTools, objects: readonly ObjectInfo[], folder: string): Promise<void> {
  const present = new Set((await tools.files.list(folder)).map(digestOfName));
  const queue = objects.filter((object) => !present.has(summaryDigest(tools.digest, object)));
  let done = objects.length - queue.length;
  const next = queue.values();
  const work = async (): Promise<void> => {
    const session = await tools.engine.session();
    try {
      for (const object of next) {
        tools.progress.step('reading', done, objects.length);
        await ingestObject({ ...tools, session }, object, folder);
        done += 1;
      }
    } finally {
      session.close();
    }
  };
  await withOneThreadEach(tools, () => Promise.allSettled(Array.from({ length: Math.max(1, tools.parallel) }, work)));
  await removeReplaced(tools, objects, folder);
  tools.progress.step('reading', done, objects.length);
}

/** Summaries of what these objects held before their content changed would count the same rows twice. */
async function removeReplaced(tools: IngestAllTools, objects: readonly ObjectInfo[], folder: string): Promise<void> {
  const current = new Map(
    objects.map((object) => summaryDigest(tools.digest, object)).map((digest) => [keyOfDigest(digest), digest]),
  );
  for (const name of await tools.files.list(folder)) {
    const digest = digestOfName(name);
    const now = digest === undefined ? undefined : current.get(keyOfDigest(digest));
    if (now !== undefined && now !== digest) await tools.files.removeFolder(tools.files.makePath(folder, name));
  }
}

/** Objects are small: several at once, each on one thread, take a fifth less work than one on all threads. */
async function withOneThreadEach(
  { engine, threads }: IngestAllTools,
  job: () => Promise<readonly PromiseSettledResult<void>[]>,
): Promise<void> {
  const session = await engine.session();
  try {
    await session.run('SET threads = 1');
    const workers = await job();
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  } finally {
    await session.run(`SET threads = ${threads}`);
    session.close();
  }
}

export interface Summary {
  readonly path: string;
  readonly facts: SummaryFacts;
}

/** What the summaries say of themselves, ordered by source key; other files are passed over. */
export async function readSummaries(session: SqlSession, paths: readonly string[]): Promise<readonly Summary[]> {
  const candidates = paths.filter((path) => digestOfName(path.slice(path.lastIndexOf('/') + 1)) !== undefined);
  if (candidates.length === 0) return [];
  const rows = await session.rows(`SELECT file_name, decode(value) AS facts
FROM parquet_kv_metadata([${candidates.map(quoteText).join(', ')}]) WHERE decode(key) = 'flowfence'`);
  return rows
    .flatMap((row) => {
      const facts = parseSummaryFacts(String(row.facts));
      return facts === undefined ? [] : [{ path: String(row.file_name), facts }];
    })
    .sort((left, right) =>
      left.facts.source < right.facts.source ? -1 : left.facts.source > right.facts.source ? 1 : 0,
    );
}
