// Summaries brought to this machine: of those that are kept, the ones that a window needs, by their names alone.
import type { SecondsRange } from '../identity/timeline.ts';
import { digestOfSummary } from './ingest-all.ts';
import type { ObjectInfo, ObjectStore, Progress } from './ports.ts';
import { listObjects } from './read-cluster.ts';
import { inParallel } from './stored/in-parallel.ts';
import { hoursOfName } from './summary-facts.ts';
import { unusable } from './unusable.ts';

const SECONDS_PER_HOUR = 3600;

/** Hours since the epoch; both belong to it. */
export interface HourRange {
  readonly firstHour: number;
  readonly lastHour: number;
}

export interface AskedTime {
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
}

/** Traffic proves a presumed owner from where he was last seen: that may lie before the window. */
export function hoursNeeded({ fromSeconds, toSeconds }: AskedTime, presumed: readonly SecondsRange[]): HourRange {
  const from = fromSeconds ?? Number.NEGATIVE_INFINITY;
  const lastHour = toSeconds === undefined ? Number.POSITIVE_INFINITY : Math.floor(toSeconds / SECONDS_PER_HOUR);
  const windowStart = Math.floor(from / SECONDS_PER_HOUR);
  const windowEnd = (lastHour + 1) * SECONDS_PER_HOUR;
  const touching = presumed.filter(
    (range) => range.fromSeconds < windowEnd && range.toSeconds >= windowStart * SECONDS_PER_HOUR,
  );
  const starts = touching.map((range) => Math.floor(range.fromSeconds / SECONDS_PER_HOUR));
  return { firstHour: starts.reduce((least, hour) => Math.min(least, hour), windowStart), lastHour };
}

export interface FetchTools {
  readonly source: ObjectStore;
  readonly progress: Progress;
  readonly parallel: number;
}

/** Paths of the files, in the order of their keys; `found` counts all summaries of the locations. */
export async function fetchSummaries(
  tools: FetchTools,
  locations: readonly string[],
  { hours, folder }: { readonly hours: HourRange; readonly folder: string },
): Promise<{ readonly found: number; readonly paths: readonly string[] }> {
  const kept = (await listObjects(tools.source, locations)).filter(({ key }) => digestOfSummary(key) !== undefined);
  const wanted = kept.filter(({ key }) => isNeeded(key, hours));
  let done = 0;
  const paths = await inParallel(wanted, tools.parallel, async (object) => {
    tools.progress.step('fetching', done, wanted.length);
    const path = await fetchSummary(tools.source, object, folder);
    done += 1;
    return path;
  });
  return { found: kept.length, paths };
}

/** Without hours, the summary says what was wrong with its object: that is told whatever the window. */
function isNeeded(key: string, hours: HourRange): boolean {
  const named = hoursOfName(key.slice(key.lastIndexOf('/') + 1));
  if (named === undefined || named.lastHour === 0) return true;
  return named.firstHour <= hours.lastHour && named.lastHour >= hours.firstHour;
}

async function fetchSummary(source: ObjectStore, object: ObjectInfo, folder: string): Promise<string> {
  const local = await source.open(object, folder);
  if (local.kind === 'parquet') return local.path;
  const { message, mend } =
    local.kind === 'unreadable'
      ? local.diagnostic
      : { message: 'it is named as a summary, but is none', mend: 'remove it, and run flowfence ingest again' };
  throw unusable(object.key, message, mend);
}
