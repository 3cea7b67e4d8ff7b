// The beginning of a backfill: the log objects of a time range that have no summary yet.
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

export function planBackfill(_tools: StoredTools, _request: BackfillRequest): Promise<PlannedBackfill> {
  throw new Error('to be written');
}
