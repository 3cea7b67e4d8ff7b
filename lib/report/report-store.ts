// Where finished reports are kept, as the API reads them: one report on a laptop, a bucket of them on AWS.
import type { ReportDocument } from './document.ts';

/** `<to as 20261101T000000Z>-<16 hex digits>`: names what a report was made from, so that what is under it never changes. */
export const RUN_NAME = /^\d{8}T\d{6}Z-[0-9a-f]{16}$/;

/** A part of paths and object keys: nothing that could climb out of a prefix. */
export const CLUSTER_NAME = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

export const REPORT_FILES = ['report.html', 'report.duckdb', 'report.json.gz', 'policies.zip'] as const;
export type ReportFile = (typeof REPORT_FILES)[number];

/** What a listing shows, without a look into the report. `run` as `RUN_NAME`. */
export interface ReportEntry {
  readonly run: string;
  /** End of its window: RFC 3339, UTC, whole seconds. */
  readonly to: string;
}

/** For whoever has it, until it expires: RFC 3339, UTC, whole seconds. */
export interface Link {
  readonly url: string;
  readonly expires: string;
}

/**
 * Names come checked (`CLUSTER_NAME`, `RUN_NAME`). Undefined is "there is none"; what cannot be read throws. Only what was
 * published whole is there: a run without its manifest is not listed.
 */
export interface ReportStore {
  /** Sorted. */
  clusters(): Promise<readonly string[]>;
  /** Newest first: by run, descending. Undefined where the cluster has none. */
  reports(cluster: string): Promise<readonly ReportEntry[] | undefined>;
  /** The run that `latest` names; the newest published, which need not be the first of `reports`. */
  latest(cluster: string): Promise<string | undefined>;
  document(cluster: string, run: string): Promise<ReportDocument | undefined>;
  /** Undefined where files cannot be had by link, as on a laptop. */
  link(cluster: string, run: string, file: ReportFile): Promise<Link | undefined>;
}
