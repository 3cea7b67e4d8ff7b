// SQL of step three: the rollups of the window become its connections; what the hours could not orient, the window may.
import { writeOrientationSql } from './orientation-sql.ts';
import { quoteText, writeTotal } from './record-sql.ts';
import { readAssignments } from './rollup-sql.ts';
import { SHOWN } from './summary-sql.ts';

const ENDS = `client_key, client_kind, client_ref, client_shown_address, server_key, server_kind, server_ref,
  server_shown_address, protocol, server_port`;

const COUNTS = ['both', 'client_only', 'server_only', 'unanswered', 'refused', 'rejected'].map(
  (name) => `${name}_count`,
);
const SUMS = ['records', 'packets', 'bytes', ...COUNTS]
  .map((name) => `${writeTotal(name)}::BIGINT AS ${name}`)
  .join(', ');
const SPAN = 'min(first_seconds) AS first_seconds, max(last_seconds) AS last_seconds, bool_or(payload) AS payload';

const EXCHANGED = [
  ...['key', 'kind', 'ref', 'shown_address'].map((name) => [`client_${name}`, `server_${name}`] as const),
  ['client_only_count', 'server_only_count'] as const,
];

export interface WindowInput {
  readonly connectionPaths: readonly string[];
  readonly factsPaths: readonly string[];
  readonly declaredPath: string;
  readonly assignmentsPath: string;
}

/** Leaves `hours` and `window_connections`; rows of it with rank NULL are those that nothing orients. */
export function writeWindowSql(input: WindowInput): readonly string[] {
  const { declaredPath, assignmentsPath } = input;
  return [
    `CREATE OR REPLACE TEMP TABLE declared AS FROM read_json(${quoteText(declaredPath)}, format = 'newline_delimited',
  columns = {key: 'VARCHAR', protocol: 'UTINYINT', port: 'USMALLINT'})`,
    `CREATE OR REPLACE TEMP TABLE known AS SELECT DISTINCT address FROM ${readAssignments(assignmentsPath)}`,
    writeBehind(input.factsPaths),
    writeHours(input.connectionPaths),
    `CREATE OR REPLACE TEMP TABLE merged AS
SELECT ${ENDS}, client_port, min(rank) AS rank, ${SPAN}, ${SUMS},
  CASE WHEN sum(both_count) > 0 OR sum(client_only_count) > 0 AND sum(server_only_count) > 0 THEN ${SHOWN.both}
    WHEN sum(server_only_count) > 0 THEN ${SHOWN.serverOnly} WHEN sum(client_only_count) > 0 THEN ${SHOWN.clientOnly}
    ELSE ${SHOWN.refused} END AS shown
FROM hours GROUP BY ${ENDS}, client_port`,
    ...writeOrientationSql({ rows: 'merged', declared: 'declared', result: 'told', exchanged: EXCHANGED, guess: true }),
    `CREATE OR REPLACE TEMP TABLE window_connections AS
SELECT ${ENDS}, client_port, min(rank) AS rank, ${SPAN}, ${SUMS} FROM told GROUP BY ${ENDS}, client_port, rank IS NULL`,
  ];
}

/** Addresses behind an interface that carried one which the cluster has at another time: pods that no snapshot shows. */
function writeBehind(paths: readonly string[]): string {
  return `CREATE OR REPLACE TEMP TABLE carried AS
WITH behind AS (
  SELECT detail AS interface_id, address, start_seconds // 3600 AS hour FROM ${readParquet(paths)} WHERE fact = 'behind')
SELECT DISTINCT hour, address FROM behind SEMI JOIN (
  SELECT hour, interface_id FROM behind SEMI JOIN known USING (address)) USING (hour, interface_id)`;
}

/** What nobody had in an hour is outside the cluster only where nothing in the window says otherwise. */
function writeHours(paths: readonly string[]): string {
  return `CREATE OR REPLACE TEMP TABLE hours AS
WITH told AS (
  SELECT h.*, ${writeReason('client')}, ${writeReason('server')} FROM (
    SELECT r.*, kc.address IS NOT NULL AS client_known, ks.address IS NOT NULL AS server_known,
      bc.address IS NOT NULL AS client_carried, bs.address IS NOT NULL AS server_carried
    FROM ${readParquet(paths)} r
    LEFT JOIN known kc ON kc.address = client_shown_address LEFT JOIN known ks ON ks.address = server_shown_address
    LEFT JOIN carried bc ON bc.address = client_shown_address AND bc.hour = r.hour
    LEFT JOIN carried bs ON bs.address = server_shown_address AND bs.hour = r.hour) h)
SELECT * REPLACE (${[...writeTold('client'), ...writeTold('server')].join(', ')}) FROM told`;
}

function writeReason(side: string): string {
  const stranger = `(${side}_kind = 'external' OR ${side}_kind = 'unknown' AND ${side}_ref IN ('unseen-pod', 'reserved'))`;
  return `CASE WHEN ${side}_known AND ${stranger} THEN 'unassigned'
      WHEN ${side}_carried AND ${side}_kind = 'external' THEN 'unseen-pod' END AS ${side}_reason`;
}

function writeTold(side: string): readonly string[] {
  const told = (column: string, value: string) =>
    `CASE WHEN ${side}_reason IS NULL THEN ${side}_${column} ELSE ${value} END AS ${side}_${column}`;
  return [
    told('kind', "'unknown'"),
    told('ref', `${side}_reason`),
    told('key', `concat_ws(' ', 'unknown', ${side}_reason, ${side}_shown_address)`),
  ];
}

/** Records by what became of them: the reasons and `attributed` add up to all records of the connections. */
export const WINDOW_RECORDS_SQL = `SELECT CASE WHEN client_kind = 'unknown' THEN client_ref
    WHEN server_kind = 'unknown' THEN server_ref ELSE 'attributed' END AS reason, sum(records)::BIGINT AS records
FROM hours GROUP BY ALL ORDER BY ALL`;

function readParquet(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quoteText).join(', ')}])`;
}

/** In the order that connections have in the report. */
export const WINDOW_CONNECTIONS_SQL = `SELECT * FROM window_connections WHERE rank IS NOT NULL
ORDER BY client_key, client_shown_address, server_key, server_shown_address, protocol, server_port`;

/** Records of known endpoints of which nobody can say who is the client; an unknown side is counted as such already. */
export const UNORIENTED_SQL = `SELECT coalesce(sum(records), 0)::BIGINT AS records FROM window_connections
WHERE rank IS NULL AND client_kind <> 'unknown' AND server_kind <> 'unknown'`;
