// What is new in a published run against the report that was the latest before it.
import { REPORT_SCHEMA, type ReportDocument } from '../../report/document.ts';
import { type News, type NewsOptions, newsOf } from '../../report/news.ts';
import { isObject } from '../../sources/parse-documents.ts';
import { unusable } from '../unusable.ts';
import { type RunName, reportKey } from './keys.ts';
import { readLatest } from './latest.ts';
import type { StoredTools } from './tools.ts';

export interface NewsOfRun extends RunName {
  /** The run that it is compared with; undefined for the first report of a cluster. */
  readonly previous: string | undefined;
  /** Undefined where nothing is new, or where the run is not the latest. */
  readonly news: News | undefined;
}

/** The same however often it is asked, as long as the run is the latest. */
export async function newsOfRun(
  tools: Pick<StoredTools, 'store' | 'places'>,
  { cluster, run }: RunName,
  options: NewsOptions,
): Promise<NewsOfRun> {
  const latest = await readLatest(tools, cluster);
  if (latest?.run !== run) return { cluster, run, previous: undefined, news: undefined };
  const current = await readDocument(tools, { cluster, run });
  if (current === undefined) throw unusable(`run ${run}`, 'its report is gone', 'run the analysis again');
  const before =
    latest.previous === undefined ? undefined : await readDocument(tools, { cluster, run: latest.previous });
  const previous = before === undefined ? undefined : latest.previous;
  return { cluster, run, previous, news: newsOf(before, current, options) };
}

/** Undefined where it was deleted after its time. */
export async function readDocument(
  { store, places }: Pick<StoredTools, 'store' | 'places'>,
  run: RunName,
): Promise<ReportDocument | undefined> {
  const key = reportKey(places, run, 'report.json.gz');
  if ((await store.info(key)) === undefined) return undefined;
  const value: unknown = JSON.parse(await store.readText(key));
  if (isReport(value)) return value;
  throw unusable(key, `it is no report of ${REPORT_SCHEMA}`, 'run the analysis again');
}

/** What is under the key was written by `publishReport`; another version has another schema. */
function isReport(value: unknown): value is ReportDocument {
  return isObject(value) && value.schema === REPORT_SCHEMA && Array.isArray(value.connections);
}
