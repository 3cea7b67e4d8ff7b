// SQL that reads one flow-log object, text or Parquet, into rows with the columns that the summary needs.

/** A local file with its columns in order, in underscore spelling (`pkt_srcaddr`); unknown columns are kept opaque. */
export interface RecordSource {
  readonly kind: 'text' | 'parquet';
  readonly path: string;
  readonly columns: readonly string[];
  /** Whether the first line of the text is the header. */
  readonly header: boolean;
}

/** DuckDB types that hold every possible value and refuse the impossible ones. */
const COLUMN_TYPES: Readonly<Record<string, string>> = {
  srcport: 'USMALLINT',
  dstport: 'USMALLINT',
  protocol: 'UTINYINT',
  packets: 'UBIGINT',
  bytes: 'UBIGINT',
  start: 'UINTEGER',
  end: 'UINTEGER',
  tcp_flags: 'UTINYINT',
  version: 'INTEGER',
  traffic_path: 'INTEGER',
};

/** The columns of which impossible values are noticed, besides the text ones that the summary reads. */
const COUNTERS: ReadonlySet<string> = new Set(['packets', 'bytes']);

/** Where a column of the record is absent from the format, this stands for it. */
const DEFAULTS: Readonly<Record<string, string>> = {
  interface_id: "'-'",
  packets: '0::UBIGINT',
  bytes: '0::UBIGINT',
  action: "'ACCEPT'",
  log_status: "'OK'",
  tcp_flags: 'NULL::UTINYINT',
  version: 'NULL::INTEGER',
  traffic_path: 'NULL::INTEGER',
  pkt_srcaddr: 'NULL::VARCHAR',
  pkt_dstaddr: 'NULL::VARCHAR',
  srcaddr: 'NULL::VARCHAR',
  dstaddr: 'NULL::VARCHAR',
};

/** The largest count that a JavaScript number holds exactly; sums stop there, larger values in a row are impossible. */
export const MAX_COUNT = Number.MAX_SAFE_INTEGER;

/**
 * A sum that cannot overflow, whatever hostile rows say. Doubles hold every integer up to MAX_COUNT, so the sum is exact
 * in any order; DuckDB adds them faster than its 128-bit integers.
 */
export function writeTotal(column: string): string {
  return `least(sum(${column}::DOUBLE), ${MAX_COUNT})::UBIGINT`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * `rejects` names the pair of temporary tables in which DuckDB notes lines that do not fit the columns; casts are
 * checked only for columns that are read, so the selected set is the same for every query.
 */
export function writeReadSql(source: RecordSource, rejects: string): string {
  if (source.kind === 'parquet') return `SELECT ${selectList(source)} FROM ${writeParquetRows(source)}`;
  const columns = source.columns.map((name) => `${quoteText(name)}: ${quoteText(COLUMN_TYPES[name] ?? 'VARCHAR')}`);
  const options = [
    "delim=' '",
    `header=${source.header}`,
    'auto_detect=false',
    "quote=''",
    "escape=''",
    "nullstr='-'",
    'store_rejects=true',
    `rejects_table='${rejects}_lines'`,
    `rejects_scan='${rejects}_scans'`,
    'rejects_limit=1',
    `columns={${columns.join(', ')}}`,
  ];
  return `SELECT ${selectList(source)} FROM read_csv(${quoteText(source.path)}, ${options.join(', ')})`;
}

/** Other writers spell the columns as the text header does. */
function writeParquetRows({ path, columns }: RecordSource): string {
  const names = columns.map((name) => `${quoteName(name)} AS ${quoteName(underscored(name))}`);
  return `(SELECT ${names.join(', ')} FROM read_parquet(${quoteText(path)}))`;
}

function underscored(name: string): string {
  return name.replaceAll('-', '_');
}

function selectList(source: RecordSource): string {
  const present = new Set(source.columns.map(underscored));
  const names = ['interface_id', 'srcaddr', 'dstaddr', 'pkt_srcaddr', 'pkt_dstaddr', 'srcport', 'dstport', 'protocol'];
  names.push('packets', 'bytes', 'start', 'end', 'action', 'log_status', 'tcp_flags', 'version', 'traffic_path');
  return names
    .map((name) => {
      if (!present.has(name)) return `${DEFAULTS[name] ?? 'NULL'} AS ${quoteName(name)}`;
      return `${source.kind === 'text' ? writeTextValue(name) : writeParquetValue(name)} AS ${quoteName(name)}`;
    })
    .join(', ');
}

/** AWS leaves counters out of some rows (`-`), which is no traffic counted, not a damaged line. */
function writeTextValue(name: string): string {
  return COUNTERS.has(name) ? `coalesce(${quoteName(name)}, 0)` : quoteName(name);
}

/** Other writers have other types; a value that is none of ours becomes NULL and is found as impossible. */
function writeParquetValue(name: string): string {
  const type = COLUMN_TYPES[name];
  if (type === undefined) return `${quoteName(name)}::VARCHAR`;
  const value = `TRY_CAST(${quoteName(name)} AS ${type})`;
  return COUNTERS.has(name) ? `CASE WHEN ${quoteName(name)} IS NULL THEN 0 ELSE ${value} END` : value;
}
