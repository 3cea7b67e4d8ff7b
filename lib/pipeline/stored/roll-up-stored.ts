// Step two over an object store: one hour of a plan, unless a rollup made from the same is there already.
import { quoteText } from '../../connections/record-sql.ts';
import { summarizeUnreadable, summaryDigest } from '../ingest.ts';
import type { SqlSession } from '../ports.ts';
import { rollupHour } from '../rollup.ts';
import { summaryName } from '../summary-facts.ts';
import { unusable } from '../unusable.ts';
import { parseSummaryName, type RollupPart, rollupKey, summaryKey } from './keys.ts';
import { fetchIdentity, type ReadPlan, readPlan } from './run-files.ts';
import type { PlannedHour } from './run-plan.ts';
import { fetchSummaryFiles, type SummaryFiles, type WantedSummary } from './summary-files.ts';
import type { StoredTools } from './tools.ts';
import { overlaps } from './window-summaries.ts';

export interface RollUpTools extends StoredTools {
  /** Summaries on local disk at once; more of them are taken in batches. */
  readonly diskBytes: number;
}

export interface RolledHour {
  readonly hour: number;
  readonly reused: boolean;
}

export async function rollUpStored(tools: RollUpTools, planKey: string, hour: number): Promise<RolledHour> {
  const read = await readPlan(tools, planKey);
  const planned = read.plan.hours.find((one) => one.hour === hour);
  if (planned === undefined)
    throw unusable(planKey, `hour ${hour} is none of its hours`, 'give one of the hours that list-hours wrote');
  const { cluster } = read.run;
  // Written last: where it is, the others are.
  const last = rollupKey(tools.places, { cluster, ...planned }, 'connections');
  if ((await tools.store.info(last)) !== undefined) return { hour, reused: true };
  const folder = await tools.files.makeFolder('rollup');
  const session = await tools.engine.session();
  try {
    await rollUp({ ...tools, session }, { ...read, planned, folder });
    return { hour, reused: false };
  } finally {
    session.close();
    await tools.files.removeFolder(folder);
  }
}

interface HourWork extends ReadPlan {
  readonly planned: PlannedHour;
  readonly folder: string;
}

async function rollUp(tools: RollUpTools & { readonly session: SqlSession }, work: HourWork): Promise<void> {
  const { plan, run, planned, folder } = work;
  const { hour } = planned;
  const identity = await fetchIdentity(tools, run, folder);
  const summaries = await fetchSummaryFiles(tools, {
    ...{ wanted: wantedSummaries(tools, work), hour, needsLiveness: planned.livenessFrom !== undefined },
    ...{ assignmentsPath: identity.assignmentsPath, folder, diskBytes: tools.diskBytes },
  });
  const sourcesPath = await writeSources(tools, summaries, folder);
  const { livenessPaths } = summaries;
  const summaryPaths = await someSummary(tools, summaries.summaryPaths, folder);
  const window = { fromSeconds: plan.fromSeconds, toSeconds: plan.toSeconds + 1 };
  const rolled = await rollupHour(tools, { summaryPaths, livenessPaths, hour, ...window, ...identity }, folder);
  const parts: readonly (readonly [part: RollupPart, path: string])[] = [
    ['sources', sourcesPath],
    ['facts', rolled.factsPath],
    ['connections', rolled.connectionsPath],
  ];
  for (const [part, path] of parts) {
    const key = rollupKey(tools.places, { cluster: run.cluster, ...planned }, part);
    await tools.store.write(key, { kind: 'file', path, contentType: 'application/vnd.apache.parquet' });
  }
}

/** Where other versions wrote all summaries of the hour, one without a row stands for them: their sources are told apart. */
async function someSummary(
  tools: RollUpTools & { readonly session: SqlSession },
  paths: readonly string[],
  folder: string,
): Promise<readonly string[]> {
  if (paths.length > 0) return paths;
  const { files, session, store, digest } = tools;
  const place = { session, source: store, files, digest, workFolder: folder, declared: undefined };
  const object = { key: 'nothing', bytes: 0, etag: '', lastModifiedSeconds: 0 };
  const facts = await summarizeUnreadable(place, { object, unreadable: NOTHING_USABLE }, folder);
  return [files.makePath(folder, summaryName(facts, summaryDigest(digest, object)))];
}

const NOTHING_USABLE = { code: 'empty-window', message: 'no usable summary', mend: 'ingest the objects again' };

/** Of the hour, and of the hours before it whose traffic proves its owners; by log source and name. */
function wantedSummaries({ places }: RollUpTools, { plan, planned }: HourWork): readonly WantedSummary[] {
  const { hour, livenessFrom } = planned;
  return plan.summaries.flatMap(({ logs, names }) =>
    names.flatMap((text) => {
      const name = parseSummaryName(text);
      if (name === undefined || !overlaps(name, { firstHour: livenessFrom ?? hour, lastHour: hour })) return [];
      const ofHour = overlaps(name, { firstHour: hour, lastHour: hour });
      return [{ key: summaryKey(places, logs, name), digest: name.digest, ofHour }];
    }),
  );
}

/** What the report says of the log objects, so that the window need not open their summaries again. */
async function writeSources(
  { session, files }: RollUpTools & { readonly session: SqlSession },
  { facts }: SummaryFiles,
  folder: string,
): Promise<string> {
  const lines = files.makePath(folder, 'sources.ndjson');
  const path = files.makePath(folder, 'sources.parquet');
  await files.writeText(
    lines,
    facts.map((one) => `${JSON.stringify({ digest: one.digest, facts: JSON.stringify(one.facts) })}\n`),
  );
  const rows = `read_json(${quoteText(lines)}, format = 'newline_delimited', columns = {digest: 'VARCHAR', facts: 'VARCHAR'})`;
  await session.run(`COPY (FROM ${rows} ORDER BY ALL) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
  return path;
}
