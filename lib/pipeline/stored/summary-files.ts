// The summaries of one hour on local disk: as they are where they fit, else in batches of which only the hour's rows stay.
import { HOLDER } from '../../connections/attribution-sql.ts';
import { quoteText } from '../../connections/record-sql.ts';
import { hourHorizon, readAssignments } from '../../connections/rollup-sql.ts';
import { SUMMARY_KIND } from '../../connections/summary-sql.ts';
import { readSummaryFiles } from '../ingest-all.ts';
import type { SqlSession } from '../ports.ts';
import { SUMMARY_VERSION, type SummaryFacts } from '../summary-facts.ts';
import { inParallel } from './in-parallel.ts';
import type { StoredTools } from './tools.ts';

export interface WantedSummary {
  readonly key: string;
  readonly digest: string;
  /** Whether it has rows of the hour; else it is asked for liveness alone. */
  readonly ofHour: boolean;
}

export interface SummaryFiles {
  readonly summaryPaths: readonly string[];
  readonly livenessPaths: readonly string[];
  /** Of the summaries of the hour, by digest. */
  readonly facts: readonly { readonly digest: string; readonly facts: SummaryFacts }[];
}

export interface FetchPlan {
  readonly wanted: readonly WantedSummary[];
  readonly hour: number;
  readonly needsLiveness: boolean;
  readonly assignmentsPath: string;
  readonly folder: string;
  /** What summaries may take on disk at once, about: a batch is condensed once it is reached. */
  readonly diskBytes: number;
}

export interface FetchTools extends StoredTools {
  readonly session: SqlSession;
}

interface LocalSummary extends WantedSummary {
  readonly path: string;
  readonly bytes: number;
}

/** Downloads that are not a batch yet, for each of the parallel transfers. */
const CHUNK_PER_TRANSFER = 4;

export async function fetchSummaryFiles(tools: FetchTools, plan: FetchPlan): Promise<SummaryFiles> {
  const done: SummaryFiles[] = [];
  let held: LocalSummary[] = [];
  const size = Math.max(1, tools.parallel) * CHUNK_PER_TRANSFER;
  for (let start = 0; start < plan.wanted.length; start += size) {
    held.push(...(await download(tools, plan, start, size)));
    const heldBytes = held.reduce((sum, { bytes }) => sum + bytes, 0);
    if (heldBytes < plan.diskBytes || start + size >= plan.wanted.length) continue;
    done.push(await condense(tools, plan, { held, batch: done.length }));
    held = [];
  }
  done.push(await asTheyAre(tools, plan, held));
  return {
    summaryPaths: done.flatMap(({ summaryPaths }) => summaryPaths),
    livenessPaths: done.flatMap(({ livenessPaths }) => livenessPaths),
    facts: done.flatMap(({ facts }) => facts),
  };
}

function download(
  { store, files, parallel }: FetchTools,
  { wanted, folder }: FetchPlan,
  start: number,
  size: number,
): Promise<readonly LocalSummary[]> {
  return inParallel(wanted.slice(start, start + size), parallel, async (summary, index) => {
    const path = files.makePath(folder, `summary-${start + index}.parquet`);
    const { bytes } = await store.download(summary.key, path);
    return { ...summary, path, bytes };
  });
}

async function asTheyAre(
  { session }: FetchTools,
  { needsLiveness }: FetchPlan,
  held: readonly LocalSummary[],
): Promise<SummaryFiles> {
  const { usable, facts } = await readFacts(session, held);
  return {
    summaryPaths: usable.filter(({ ofHour }) => ofHour).map(({ path }) => path),
    livenessPaths: needsLiveness ? usable.map(({ path }) => path) : [],
    facts,
  };
}

/** Two small files in place of the batch: the rows of the hour, and those that may prove presumed owners. */
async function condense(
  tools: FetchTools,
  plan: FetchPlan,
  { held, batch }: { readonly held: readonly LocalSummary[]; readonly batch: number },
): Promise<SummaryFiles> {
  const { session, files } = tools;
  const whole = await asTheyAre(tools, plan, held);
  const condensed = async (name: string, paths: readonly string[], condition: string): Promise<readonly string[]> => {
    if (paths.length === 0) return [];
    const path = files.makePath(plan.folder, `${name}-${batch}.parquet`);
    const rows = `FROM read_parquet([${paths.map(quoteText).join(', ')}]) WHERE ${condition}`;
    await session.run(`COPY (${rows}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
    return [path];
  };
  const summaryPaths = await condensed('hour', whole.summaryPaths, `hour = ${plan.hour}`);
  const livenessPaths = await condensed('liveness', whole.livenessPaths, livenessCondition(plan));
  for (const { path } of held) await files.removeFolder(path);
  return { summaryPaths, livenessPaths, facts: whole.facts };
}

/** What `writeLivenessSql` asks for: what presumed owners of the hour sent. */
function livenessCondition({ assignmentsPath, hour }: FetchPlan): string {
  const { fromSeconds, toSeconds } = hourHorizon(hour);
  const presumed = `(SELECT address FROM ${readAssignments(assignmentsPath)}
    WHERE presumed AND holder <> ${HOLDER.none} AND to_seconds >= ${fromSeconds} AND from_seconds <= ${toSeconds})`;
  return `kind = ${SUMMARY_KIND.connection} AND (client_late IS NOT NULL AND client_address IN ${presumed}
    OR server_late IS NOT NULL AND server_address IN ${presumed})`;
}

/** A summary that another version wrote is not read: its columns may mean something else. */
async function readFacts(session: SqlSession, held: readonly LocalSummary[]) {
  const read = await readSummaryFiles(
    session,
    held.map(({ path }) => path),
  );
  const byPath = new Map(read.map(({ path, facts }) => [path, facts]));
  return {
    usable: held.filter(({ path }) => byPath.has(path)),
    facts: held
      .filter(({ ofHour }) => ofHour)
      .map(({ path, key, digest, bytes }) => ({ digest, facts: byPath.get(path) ?? outdated(key, bytes) })),
  };
}

function outdated(key: string, bytes: number): SummaryFacts {
  const counts = { records: 0, malformed: 0, noData: 0, skipData: 0, firstHour: null, lastHour: null };
  const unreadable = {
    code: 'summary-of-another-version',
    message: 'the summary of a log object was written by another version and is not used',
    mend: 'ingest the object again: a backfill does so for all',
  };
  return {
    version: SUMMARY_VERSION,
    source: key,
    etag: '',
    bytes,
    format: 'unknown',
    ...counts,
    unreadable,
    malformedLines: [],
  };
}
