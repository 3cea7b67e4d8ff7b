// Every key and name in the stored layout, written and read in one place; names are checked before they become a key.
import { invariant } from '../../base/assert.ts';

/** Locations that end with `/`: `s3://bucket/`, `s3://bucket/prefix/` or a folder. */
export interface StoredPlaces {
  readonly data: string;
  readonly snapshots: string;
  readonly reports: string;
}

const NAME = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

/** Of clusters and log sources: nothing in it can climb out of a prefix. */
export function isStoredName(text: string): boolean {
  return NAME.test(text) && !text.includes('..');
}

function checked(name: string): string {
  invariant(isStoredName(name), `${JSON.stringify(name)} is no name for a key`);
  return name;
}

/** Names sort by hour as long as hours have six digits: until 2084. */
const HOUR_DIGITS = 6;
const LAST_SORTED_HOUR = 10 ** HOUR_DIGITS - 1;

/** A summary that spans more is found whatever the window; one that spans less begins at most so long before it. */
export const WIDE_HOURS = 48;

/** What the name of a summary says; hours since the epoch, both belong to it. */
export interface SummaryName {
  readonly firstHour: number;
  readonly lastHour: number;
  /** As `summaryDigest` makes it: half of the object's key, half of its ETag. */
  readonly digest: string;
}

/** `498001-498002-<digest>.parquet` */
export function formatSummaryName({ firstHour, lastHour, digest }: SummaryName): string {
  return `${formatHour(firstHour)}-${formatHour(lastHour)}-${digest}.parquet`;
}

const SUMMARY_NAME = /^(\d{6,9})-(\d{6,9})-([0-9a-f]{32})\.parquet$/;

/** Undefined for what is no summary. */
export function parseSummaryName(name: string): SummaryName | undefined {
  const [, first, last, digest] = SUMMARY_NAME.exec(name) ?? [];
  if (first === undefined || last === undefined || digest === undefined) return undefined;
  return { firstHour: Number(first), lastHour: Number(last), digest };
}

export function formatHour(hour: number): string {
  return String(hour).padStart(HOUR_DIGITS, '0');
}

function isWide({ firstHour, lastHour }: SummaryName): boolean {
  return lastHour - firstHour >= WIDE_HOURS || lastHour > LAST_SORTED_HOUR;
}

export function summariesPrefix({ data }: StoredPlaces, logs: string): string {
  return `${data}summaries/${checked(logs)}/`;
}

/** Summaries whose names do not say where to look for them. */
export function wideSummariesPrefix(places: StoredPlaces, logs: string): string {
  return `${summariesPrefix(places, logs)}wide/`;
}

export function summaryKey(places: StoredPlaces, logs: string, name: SummaryName): string {
  const prefix = isWide(name) ? wideSummariesPrefix(places, logs) : summariesPrefix(places, logs);
  return `${prefix}${formatSummaryName(name)}`;
}

export function snapshotsPrefix({ snapshots }: StoredPlaces, cluster: string): string {
  return `${snapshots}snapshots/${checked(cluster)}/`;
}

export type RollupPart = 'sources' | 'facts' | 'connections';

export function rollupKey(
  { data }: StoredPlaces,
  rollup: { readonly cluster: string; readonly hour: number; readonly fingerprint: string },
  part: RollupPart,
): string {
  const { cluster, hour, fingerprint } = rollup;
  return `${data}rollups/${checked(cluster)}/${formatHour(hour)}/${fingerprint}-${part}.parquet`;
}

/** One analysis of one cluster. */
export interface RunName {
  readonly cluster: string;
  /** `20261101T000000Z-0123456789abcdef` */
  readonly run: string;
}

const RUN = /^\d{8}T\d{6}Z-[0-9a-f]{16}$/;
const RUN_DIGITS = 16;

export function isRunName(text: string): boolean {
  return RUN.test(text);
}

/** By the end of its window, so that runs sort by it, and by the digest of everything it is made from. */
export function formatRunName(toSeconds: number, digest: string): string {
  return `${formatStamp(toSeconds)}-${digest.slice(0, RUN_DIGITS)}`;
}

/** `20261101T001500Z`, as snapshots are named. */
export function formatStamp(seconds: number): string {
  return new Date(seconds * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}

function below(root: string, { cluster, run }: RunName): string {
  invariant(isRunName(run), `${JSON.stringify(run)} is no run`);
  return `${root}/${checked(cluster)}/${run}/`;
}

export type RunFile = 'plan.json' | 'hours.json' | IdentityFile;
export type IdentityFile =
  | 'identity/assignments.ndjson'
  | 'identity/holders.ndjson'
  | 'identity/declared.ndjson'
  | 'identity/pod-ranges.ndjson';

export function runKey({ data }: StoredPlaces, run: RunName, file: RunFile): string {
  return `${data}${below('runs', run)}${file}`;
}

const PLAN_KEY = /(?:^|\/)runs\/([^/]+)\/([^/]+)\/plan\.json$/;

/** The run that a plan's key names; undefined for a key that is none. */
export function runOfPlanKey(key: string): RunName | undefined {
  const [, cluster = '', run = ''] = PLAN_KEY.exec(key) ?? [];
  return isStoredName(cluster) && isRunName(run) ? { cluster, run } : undefined;
}

/** `file`: as the manifest names it, such as `report.html` or `policies/shop/web.yaml`. */
export function reportKey({ reports }: StoredPlaces, run: RunName, file: string): string {
  invariant(isReportFile(file), `${JSON.stringify(file)} is no file of a report`);
  return `${reports}${below('reports', run)}${file}`;
}

/** Nothing that a file system or a key could read as another place. */
export function isReportFile(file: string): boolean {
  return file.split('/').every((part) => /^[a-z0-9]([a-z0-9._-]{0,298}[a-z0-9])?$/.test(part));
}

export function manifestKey(places: StoredPlaces, run: RunName): string {
  return reportKey(places, run, 'manifest.json');
}

export function latestKey({ reports }: StoredPlaces, cluster: string): string {
  return `${reports}reports/${checked(cluster)}/latest.json`;
}

const EXECUTION = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

export function isExecutionName(text: string): boolean {
  return EXECUTION.test(text);
}

/** The manifest of the objects of a backfill; `execution` names the execution of the state machine. */
export function backfillKey({ data }: StoredPlaces, execution: string): string {
  invariant(isExecutionName(execution), `${JSON.stringify(execution)} is no name of an execution`);
  return `${data}backfills/${execution}/objects.json`;
}
