// The summaries that a window needs, found by the hours in their names, one for each log object.
import { compareBy, compareText } from '../../base/order.ts';
import { keyOfDigest } from '../ingest.ts';
import { inParallel } from './in-parallel.ts';
import {
  formatHour,
  formatSummaryName,
  parseSummaryName,
  type SummaryName,
  summariesPrefix,
  WIDE_HOURS,
  wideSummariesPrefix,
} from './keys.ts';
import type { StoredTools } from './tools.ts';

/** Hours since the epoch; both belong to it. */
export interface HourRange {
  readonly firstHour: number;
  readonly lastHour: number;
}

export interface FoundSummary {
  readonly logs: string;
  readonly name: SummaryName;
}

export function overlaps(left: HourRange, right: HourRange): boolean {
  return left.firstHour <= right.lastHour && right.firstHour <= left.lastHour;
}

/** Those with rows in these hours, by log source and name. */
export async function summariesOfHours(
  tools: Pick<StoredTools, 'store' | 'places' | 'parallel'>,
  logs: readonly string[],
  hours: HourRange,
): Promise<readonly FoundSummary[]> {
  const lists = await inParallel(logs, tools.parallel, (name) => listSource(tools, name, hours));
  return newestOfEachObject(lists.flat())
    .filter(({ name }) => overlaps(name, hours))
    .sort(
      compareBy(
        (found) => found.logs,
        (found) => formatSummaryName(found.name),
      ),
    );
}

interface ListedSummary extends FoundSummary {
  readonly lastModifiedSeconds: number;
}

async function listSource(
  { store, places }: Pick<StoredTools, 'store' | 'places'>,
  logs: string,
  { firstHour, lastHour }: HourRange,
): Promise<readonly ListedSummary[]> {
  const range = { after: formatHour(Math.max(0, firstHour - WIDE_HOURS)), before: formatHour(lastHour + 1) };
  const listed = [
    ...(await store.listBelow(summariesPrefix(places, logs), range)),
    ...(await store.listBelow(wideSummariesPrefix(places, logs))),
  ];
  return listed.flatMap(({ key, lastModifiedSeconds }) => {
    const name = parseSummaryName(key.slice(key.lastIndexOf('/') + 1));
    return name === undefined ? [] : [{ logs, name, lastModifiedSeconds }];
  });
}

/** Of an object that was replaced, what it was may still be there; log sources may overlap. */
function newestOfEachObject(listed: readonly ListedSummary[]): readonly FoundSummary[] {
  const newest = new Map<string, ListedSummary>();
  for (const summary of listed) {
    const object = keyOfDigest(summary.name.digest);
    const known = newest.get(object);
    if (known === undefined || isNewer(summary, known)) newest.set(object, summary);
  }
  return [...newest.values()].map(({ logs, name }) => ({ logs, name }));
}

function isNewer(summary: ListedSummary, known: ListedSummary): boolean {
  const later = summary.lastModifiedSeconds - known.lastModifiedSeconds;
  if (later !== 0) return later > 0;
  return compareText(formatSummaryName(summary.name), formatSummaryName(known.name)) > 0;
}
