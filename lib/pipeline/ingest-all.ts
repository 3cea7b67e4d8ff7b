// Objects in parallel through step one; what is already summarised under the same key and ETag is not read again.
import { quoteText } from '../connections/record-sql.ts';
import type { Layout } from '../sources/flow-log-layout.ts';
import { ingestObject, keyOfDigest, summaryDigest } from './ingest.ts';
import type { Digest, ObjectInfo, ObjectSource, Progress, SqlEngine, SqlSession, WorkFiles } from './ports.ts';
import { digestOfName, parseSummaryFacts, type SummaryFacts, summaryName } from './summary-facts.ts';
import { folderShelf, type SummaryShelf } from './summary-shelf.ts';

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

/** Onto a folder of this machine. */
export function ingestAll(tools: IngestAllTools, objects: readonly ObjectInfo[], folder: string): Promise<void> {
  return ingestOnto(tools, objects, folderShelf(tools.files, folder)).then(() => undefined);
}

/** How many objects were read: those of which the shelf has no summary under their key and ETag. */
export async function ingestOnto(
  tools: IngestAllTools,
  objects: readonly ObjectInfo[],
  shelf: SummaryShelf,
): Promise<number> {
  const present = new Set((await shelf.names()).map(digestOfSummary));
  const queue = objects.filter((object) => !present.has(summaryDigest(tools.digest, object)));
  // By the ETag that was read: an object may have changed since it was listed.
  const current = new Map<string, string>();
  const isNow = (object: Pick<ObjectInfo, 'key' | 'etag'>) => {
    const digest = summaryDigest(tools.digest, object);
    current.set(keyOfDigest(digest), digest);
    return digest;
  };
  for (const object of objects) isNow(object);
  let done = objects.length - queue.length;
  const next = queue.values();
  const work = async (): Promise<void> => {
    const session = await tools.engine.session();
    try {
      for (const object of next) {
        tools.progress.step('reading', done, objects.length);
        const facts = await ingestObject({ ...tools, session }, object, shelf.folder);
        await shelf.keep(summaryName(facts, isNow({ key: facts.source, etag: facts.etag })));
        done += 1;
      }
    } finally {
      session.close();
    }
  };
  await withOneThreadEach(tools, () => Promise.allSettled(Array.from({ length: Math.max(1, tools.parallel) }, work)));
  await removeReplaced(shelf, current);
  tools.progress.step('reading', done, objects.length);
  return queue.length;
}

/**
 * Summaries of what these objects held before their content changed would count the same rows twice. `current`: the
 * digests that hold now, by their first half.
 */
async function removeReplaced(shelf: SummaryShelf, current: ReadonlyMap<string, string>): Promise<void> {
  for (const name of await shelf.names()) {
    const digest = digestOfSummary(name);
    const now = digest === undefined ? undefined : current.get(keyOfDigest(digest));
    if (now !== undefined && now !== digest) await shelf.remove(name);
  }
}

/** Of a path or key whose last part is the name of a summary; undefined for what is none. */
export function digestOfSummary(path: string): string | undefined {
  return digestOfName(path.slice(path.lastIndexOf('/') + 1));
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
  return readSummaryFiles(
    session,
    paths.filter((path) => digestOfSummary(path) !== undefined),
  );
}

/** Likewise of files that may have any name. */
export async function readSummaryFiles(session: SqlSession, paths: readonly string[]): Promise<readonly Summary[]> {
  if (paths.length === 0) return [];
  const rows = await session.rows(`SELECT file_name, decode(value) AS facts
FROM parquet_kv_metadata([${paths.map(quoteText).join(', ')}]) WHERE decode(key) = 'flowfence'`);
  return rows
    .flatMap((row) => {
      const facts = parseSummaryFacts(String(row.facts));
      return facts === undefined ? [] : [{ path: String(row.file_name), facts }];
    })
    .sort((left, right) =>
      left.facts.source < right.facts.source ? -1 : left.facts.source > right.facts.source ? 1 : 0,
    );
}
