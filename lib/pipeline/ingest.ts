// Step one: one flow-log object becomes one Parquet summary; a repeat overwrites itself.
import type { Diagnostic } from '../base/diagnostic.ts';
import { FOLD_SQL } from '../connections/fold-sql.ts';
import {
  CLASS_COUNTS_SQL,
  DELETE_SUSPECT_SQL,
  ROW_CLASS,
  SUSPECT_COUNT_SQL,
  SUSPECT_LIST_SQL,
  SUSPECT_ROWS_SQL,
  writeInstancesSql,
} from '../connections/instance-sql.ts';
import { quoteText, type RecordSource } from '../connections/record-sql.ts';
import { writeSummarySql } from '../connections/summary-sql.ts';
import { checkLayout, type Layout, parseHeader } from '../sources/flow-log-layout.ts';
import { CLEAN_FIELDS, cleanText, type MalformedNotes } from './clean-text.ts';
import type { Digest, LocalObject, ObjectInfo, ObjectSource, SqlSession, WorkFiles } from './ports.ts';
import { SUMMARY_VERSION, type SummaryFacts, summaryName } from './summary-facts.ts';

export interface IngestTools {
  readonly session: SqlSession;
  readonly source: ObjectSource;
  readonly files: WorkFiles;
  readonly digest: Digest;
  /** Where raw text is unpacked; removed by the caller. */
  readonly workFolder: string;
  /** The layout of objects without a header line. */
  readonly declared: Layout | undefined;
}

const KEY_DIGITS = 16;

type TextObject = Extract<LocalObject, { kind: 'text' }>;
type Unreadable = Pick<Diagnostic, 'code' | 'message' | 'mend'>;

/** Half of the object's key, half of its ETag: an object whose content changed is known by the first half. */
export function summaryDigest(digest: Digest, { key, etag }: Pick<ObjectInfo, 'key' | 'etag'>): string {
  return digest(key).slice(0, KEY_DIGITS) + digest(`${SUMMARY_VERSION} ${etag}`).slice(0, KEY_DIGITS);
}

export function keyOfDigest(summary: string): string {
  return summary.slice(0, KEY_DIGITS);
}

/** Opens, reads, folds and writes; an object that cannot be used still leaves a summary that says so. */
export async function ingestObject(tools: IngestTools, object: ObjectInfo, folder: string): Promise<SummaryFacts> {
  const local = await tools.source.open(object, tools.workFolder);
  try {
    const notes: MalformedNotes = { count: 0, notes: [] };
    const read = await readInstances(tools, local, notes);
    const facts = await describeObject(tools, { object: local.object, notes, ...read });
    await writeSummary(tools, facts, folder);
    return facts;
  } finally {
    await tools.source.release(local, object);
  }
}

/** The summary of an object that is not even opened: no rows, and why. */
export async function summarizeUnreadable(
  tools: IngestTools,
  { object, unreadable }: { readonly object: ObjectInfo; readonly unreadable: Unreadable },
  folder: string,
): Promise<SummaryFacts> {
  const read = await nothing(tools, 'unknown', unreadable);
  const facts = await describeObject(tools, { object, notes: { count: 0, notes: [] }, ...read });
  await writeSummary(tools, facts, folder);
  return facts;
}

interface ReadResult {
  readonly format: string;
  readonly unreadable: Unreadable | null;
}

/** Leaves table `instances` filled, or empty where the object cannot be used. */
async function readInstances(tools: IngestTools, local: LocalObject, notes: MalformedNotes): Promise<ReadResult> {
  if (local.kind === 'unreadable') return nothing(tools, 'unknown', local.diagnostic);
  if (local.kind === 'parquet') return readParquet(tools, local.path, notes);
  if (local.firstLine === undefined) return nothing(tools, 'empty', null);
  const layout = parseHeader(local.firstLine) ?? tools.declared;
  if (layout === undefined) return nothing(tools, 'unknown', NO_HEADER);
  const problem = checkLayout(layout, { source: local.path });
  if (problem !== undefined) return nothing(tools, writeFormat(layout), problem);
  await readText(tools, local, layout, notes);
  return { format: writeFormat(layout), unreadable: null };
}

const NOT_PARQUET: Unreadable = {
  code: 'object-damaged',
  message: 'the Parquet file cannot be opened',
  mend: 'fetch the object again; none of its rows were used',
};

const NO_HEADER: Unreadable = {
  code: 'flow-log-no-header',
  message: 'the first line is no header of a flow log',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the spelling of AWS
  mend: "declare the columns with --format '${version} ${account-id} …', as the flow log's LogFormat has them",
};

function writeFormat(layout: Layout): string {
  return layout.fields.join(' ');
}

async function nothing(tools: IngestTools, format: string, unreadable: Unreadable | null): Promise<ReadResult> {
  const path = tools.files.makePath(tools.workFolder, 'empty.log');
  await tools.files.writeText(path, [`${CLEAN_FIELDS.join(' ')}\n`]);
  await fillInstances(tools.session, { kind: 'text', path, columns: toColumns(CLEAN_FIELDS), header: true });
  return { format, unreadable };
}

/** The fast way where every line is sound; one doubtful line sends the object through the reference parser. */
async function readText(tools: IngestTools, local: TextObject, layout: Layout, notes: MalformedNotes): Promise<void> {
  const header = parseHeader(local.firstLine ?? '') !== undefined;
  const columns = toColumns(layout.fields);
  if (!local.truncated && local.ascii) {
    const suspect = await fillInstances(tools.session, { kind: 'text', path: local.path, columns, header });
    if (suspect === 0) return;
  }
  const path = `${tools.files.makePath(tools.workFolder, tools.digest(local.path).slice(0, 24))}.clean`;
  const lines = tools.files.lines(local.path);
  await tools.files.writeText(path, cleanText({ lines, layout, header, truncated: local.truncated, notes }));
  await fillInstances(tools.session, { kind: 'text', path, columns: toColumns(CLEAN_FIELDS), header: true });
  await tools.files.removeFolder(path);
}

/** Rows that do not fit, by DuckDB's reject list or by their values. */
async function fillInstances(session: SqlSession, source: RecordSource): Promise<number> {
  for (const sql of writeInstancesSql(source, 'rejected')) await session.run(sql);
  const rejected = source.kind === 'text' ? await countRejected(session) : 0;
  const [row] = await session.rows(SUSPECT_ROWS_SQL);
  return rejected + Number(row?.suspect ?? 0);
}

async function countRejected(session: SqlSession): Promise<number> {
  const [row] = await session.rows('SELECT count(*) AS rejected FROM rejected_lines');
  await session.run('DROP TABLE rejected_lines; DROP TABLE rejected_scans');
  return Number(row?.rejected ?? 0);
}

/** A Parquet file that DuckDB cannot open, or whose columns are not those of a flow log, is used not at all. */
async function readParquet(tools: IngestTools, path: string, notes: MalformedNotes): Promise<ReadResult> {
  const { session } = tools;
  const columns = await session.rows(`DESCRIBE FROM read_parquet(${quoteText(path)})`).then(
    (rows) => rows.map((row) => String(row.column_name)),
    () => undefined,
  );
  if (columns === undefined) return nothing(tools, 'parquet', NOT_PARQUET);
  const layout: Layout = { fields: columns.map((name) => name.toLowerCase().replaceAll('_', '-')) };
  const problem = checkLayout(layout, { source: path });
  if (problem !== undefined) return nothing(tools, 'parquet', problem);
  const source: RecordSource = {
    kind: 'parquet',
    path,
    columns: columns.map((name) => name.toLowerCase()),
    header: false,
  };
  const suspect = await fillInstances(session, source).catch(onlyBadInput);
  if (suspect === undefined) return nothing(tools, 'parquet', NOT_PARQUET);
  if (suspect > 0) await leaveOutSuspectRows(session, notes);
  return { format: `parquet ${writeFormat(layout)}`, unreadable: null };
}

/** Damaged pages, and columns of types that no flow log has; anything else is no fault of the object. */
function onlyBadInput(error: unknown): undefined {
  const message = error instanceof Error ? error.message : '';
  if (!/^(IO|Binder|Conversion|Invalid Input|Invalid|TProtocolException|Not implemented)\b/i.test(message)) throw error;
}

async function leaveOutSuspectRows(session: SqlSession, notes: MalformedNotes): Promise<void> {
  const [left] = await session.rows(SUSPECT_COUNT_SQL);
  notes.count += Number(left?.records ?? 0);
  for (const row of await session.rows(SUSPECT_LIST_SQL)) {
    notes.notes.push({
      line: 0,
      reason: row.impossible === true ? 'number-out-of-range' : 'address',
      text: String(row.sides),
    });
  }
  await session.run(DELETE_SUSPECT_SQL);
}

function toColumns(fields: readonly string[]): readonly string[] {
  return fields.map((name) => name.replaceAll('-', '_'));
}

interface Described extends ReadResult {
  readonly object: ObjectInfo;
  readonly notes: MalformedNotes;
}

async function describeObject(tools: IngestTools, read: Described): Promise<SummaryFacts> {
  const rows = await tools.session.rows(CLASS_COUNTS_SQL);
  const count = (...classes: readonly number[]): number =>
    rows.filter((row) => classes.includes(Number(row.class))).reduce((sum, row) => sum + Number(row.records), 0);
  const hours = rows.flatMap((row) => [Number(row.first_hour), Number(row.last_hour)]);
  const { object, notes } = read;
  return {
    version: SUMMARY_VERSION,
    source: object.key,
    etag: object.etag,
    bytes: object.bytes,
    format: read.format,
    records: count(ROW_CLASS.accepted, ROW_CLASS.rejected),
    malformed: notes.count,
    noData: count(ROW_CLASS.noData),
    skipData: count(ROW_CLASS.skipData),
    firstHour: hours.length === 0 ? null : Math.min(...hours),
    lastHour: hours.length === 0 ? null : Math.max(...hours),
    unreadable: read.unreadable,
    malformedLines: notes.notes,
  };
}

async function writeSummary(tools: IngestTools, facts: SummaryFacts, folder: string): Promise<void> {
  const digest = summaryDigest(tools.digest, { key: facts.source, etag: facts.etag });
  const name = summaryName(facts, digest);
  const beside = tools.files.makePath(folder, `.${name}`);
  const [gain] = await tools.session.rows(FOLD_SQL);
  const summary = writeSummarySql(gain?.fold === true);
  const metadata = `KV_METADATA {flowfence: ${quoteText(JSON.stringify(facts))}}`;
  // Ordered by everything: the same object gives the same bytes, and like values side by side take less room.
  await tools.session.run(
    `COPY (FROM (${summary}) ORDER BY ALL) TO ${quoteText(beside)} (FORMAT parquet, COMPRESSION snappy, ${metadata})`,
  );
  await tools.files.publish(beside, tools.files.makePath(folder, name));
}
