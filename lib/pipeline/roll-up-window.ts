// Step two for every hour of the window, one after the other: each is a call of its own, so that others may spread them.
import { quoteText } from '../connections/record-sql.ts';
import type { SecondsRange } from '../identity/timeline.ts';
import type { IdentityFiles } from './identity-files.ts';
import type { Summary } from './ingest-all.ts';
import type { Progress } from './ports.ts';
import { type RollupFiles, type RollupTools, rollupHour } from './rollup.ts';

const SECONDS_PER_HOUR = 3600;

/** Seconds since the epoch; both ends belong to it. */
export interface TimeWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface WindowWork {
  readonly summaries: readonly Summary[];
  readonly identity: IdentityFiles;
  readonly window: TimeWindow;
  readonly folder: string;
}

export async function rollUpWindow(
  tools: RollupTools & { readonly progress: Progress },
  work: WindowWork,
): Promise<readonly RollupFiles[]> {
  const { fromSeconds, toSeconds } = work.window;
  const hours = await hoursOf(tools, work);
  const results: RollupFiles[] = [];
  for (const hour of hours) {
    tools.progress.step('rolling up', results.length, hours.length);
    const summaryPaths = work.summaries.filter(({ facts }) => coversHour(facts, hour)).map(({ path }) => path);
    const livenessPaths = livenessPathsOf(work, hour);
    const input = { summaryPaths, livenessPaths, hour, fromSeconds, toSeconds: toSeconds + 1, ...work.identity };
    results.push(await rollupHour(tools, input, work.folder));
  }
  return results;
}

/** Hours that have rows, ascending: a wild time in one row must not make us walk the years between. */
async function hoursOf({ session }: RollupTools, { summaries, window }: WindowWork): Promise<readonly number[]> {
  const paths = summaries.map(({ path }) => quoteText(path)).join(', ');
  const rows = await session.rows(`SELECT DISTINCT hour::BIGINT AS hour FROM read_parquet([${paths}])
WHERE hour BETWEEN ${Math.floor(window.fromSeconds / SECONDS_PER_HOUR)} AND ${Math.floor(window.toSeconds / SECONDS_PER_HOUR)}
ORDER BY hour`);
  return rows.map((row) => Number(row.hour));
}

function livenessPathsOf({ identity, summaries }: WindowWork, hour: number): readonly string[] {
  const earliest = livenessHour(identity.presumed, hour);
  if (earliest === undefined) return [];
  return summaries.filter(({ facts }) => overlaps(facts, earliest, hour)).map(({ path }) => path);
}

/**
 * The hour from which on the traffic of presumed owners of this hour is asked for: it proves them only from where they
 * were last seen, which may lie hours back. Undefined where nobody is presumed.
 */
export function livenessHour(presumed: readonly SecondsRange[], hour: number): number | undefined {
  const from = hour * SECONDS_PER_HOUR;
  const touching = presumed.filter((range) => range.fromSeconds < from + SECONDS_PER_HOUR && range.toSeconds >= from);
  const starts = touching.map((range) => Math.floor(range.fromSeconds / SECONDS_PER_HOUR));
  return starts.length === 0 ? undefined : starts.reduce((least, start) => Math.min(least, start));
}

function coversHour(facts: Summary['facts'], hour: number): boolean {
  return overlaps(facts, hour, hour);
}

function overlaps({ firstHour, lastHour }: Summary['facts'], from: number, to: number): boolean {
  return firstHour !== null && lastHour !== null && firstHour <= to && from <= lastHour;
}
