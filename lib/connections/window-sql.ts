// SQL of step three: the rollups of the window become its connections; what the hours could not orient, the window may.
import { writeOrientationSql } from './orientation-sql.ts';
import { quoteText, writeTotal } from './record-sql.ts';
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

/** Leaves `window_connections`; rows with rank NULL are those that nothing orients. */
export function writeWindowSql(rollupPaths: readonly string[], declaredPath: string): readonly string[] {
  return [
    `CREATE OR REPLACE TEMP TABLE declared AS FROM read_json(${quoteText(declaredPath)}, format = 'newline_delimited',
  columns = {key: 'VARCHAR', protocol: 'UTINYINT', port: 'USMALLINT'})`,
    `CREATE OR REPLACE TEMP TABLE hours AS FROM read_parquet([${rollupPaths.map(quoteText).join(', ')}])`,
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

/** In the order that connections have in the report. */
export const WINDOW_CONNECTIONS_SQL = `SELECT * FROM window_connections WHERE rank IS NOT NULL
ORDER BY client_key, client_shown_address, server_key, server_shown_address, protocol, server_port`;

/** Records of known endpoints of which nobody can say who is the client; an unknown side is counted as such already. */
export const UNORIENTED_SQL = `SELECT coalesce(sum(records), 0)::BIGINT AS records FROM window_connections
WHERE rank IS NULL AND client_kind <> 'unknown' AND server_kind <> 'unknown'`;
