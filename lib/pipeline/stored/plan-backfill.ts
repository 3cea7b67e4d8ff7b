// The beginning of a backfill: the log objects of a time range that have no summary yet.
import { invariant } from '../../base/assert.ts';
import { summaryDigest } from '../ingest.ts';
import { unusable } from '../unusable.ts';
import { backfillKey, isExecutionName, parseSummaryName, summariesPrefix } from './keys.ts';
import { writeJson } from './stored-json.ts';
import type { LogSource, StoredTools } from './tools.ts';

export interface BackfillRequest {
  readonly logs: LogSource;
  /** Of when objects were last modified; both ends belong to it. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Below the location of the source, such as `AWSLogs/123456789012/`. */
  readonly prefix?: string;
  /** Names what is written. */
  readonly execution: string;
}

export interface PlannedBackfill {
  readonly logs: string;
  /** A JSON array of `{"key": "s3://…"}`, by key. */
  readonly manifestKey: string;
  readonly objects: number;
  /** Objects of the range that are summarised already. */
  readonly present: number;
}

/** What is summarised under its key and ETag is left out, so that a backfill that broke off goes on where it was. */
export async function planBackfill(tools: StoredTools, request: BackfillRequest): Promise<PlannedBackfill> {
  const { logs, fromSeconds, toSeconds, execution } = request;
  if (!isExecutionName(execution))
    throw unusable(`execution ${execution}`, 'it is no name', 'use letters, digits, dashes and underscores');
  const location = locationOf(request);
  const listed = (await tools.store.listBelow(location)).filter(
    ({ bytes, lastModifiedSeconds: time, key }) =>
      bytes > 0 && !key.endsWith('/') && time >= fromSeconds && time <= toSeconds,
  );
  const present = await summarised(tools, logs.name);
  const missing = listed.filter((object) => !present.has(summaryDigest(tools.digest, object)));
  const manifestKey = backfillKey(tools.places, execution);
  await writeJson(tools.store, manifestKey, `${JSON.stringify(missing.map(({ key }) => ({ key })))}\n`);
  return { logs: logs.name, manifestKey, objects: missing.length, present: listed.length - missing.length };
}

function locationOf({ logs, prefix = '' }: BackfillRequest): string {
  invariant(logs.location.endsWith('/'), 'the location of a log source ends with /');
  if (prefix.startsWith('/') || prefix.split('/').some((part) => part === '..' || part === '.'))
    throw unusable(`prefix ${prefix}`, 'it leads out of the log source', 'name a folder below the log source');
  return `${logs.location}${prefix}${prefix === '' || prefix.endsWith('/') ? '' : '/'}`;
}

/** Digests of all summaries of the source, the wide ones below it included. */
async function summarised({ store, places }: StoredTools, logs: string): Promise<ReadonlySet<string>> {
  const listed = await store.listBelow(summariesPrefix(places, logs));
  return new Set(listed.flatMap(({ key }) => parseSummaryName(key.slice(key.lastIndexOf('/') + 1))?.digest ?? []));
}
