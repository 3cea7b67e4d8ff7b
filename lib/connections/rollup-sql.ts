// SQL of step two: the summaries of one hour become connections between workloads, each byte counted once.
import { writeAttributionSql } from './attribution-sql.ts';
import { writeLivenessSql } from './liveness-sql.ts';
import { writeOrientationSql } from './orientation-sql.ts';
import { writePairingSql } from './pairing-sql.ts';
import { quoteText, writeTotal } from './record-sql.ts';
import { SHOWN, SUMMARY_KIND } from './summary-sql.ts';

export interface RollupInput {
  readonly summaryPaths: readonly string[];
  /** Hours since the epoch. */
  readonly hour: number;
  /** Only rows that start in [fromSeconds, toSeconds) count. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Files of the identity step, newline-delimited JSON. */
  readonly assignmentsPath: string;
  readonly holdersPath: string;
  readonly declaredPath: string;
  readonly podRangesPath: string;
  /** Summaries of this hour and of those before it in which a presumed owner's stretch began; empty where there is none. */
  readonly livenessPaths: readonly string[];
}

const ROW_COLUMNS = `interface_id, protocol, rank, shown, client_address, client_port, server_address, server_port,
  start, "end", records, instances, packets, bytes, payload, client_behind, server_behind`;

const EXCHANGED = ['key', 'kind', 'ref', 'address', 'shown_address'].map(
  (name) => [`client_${name}`, `server_${name}`] as const,
);

/** Statements that leave `rolled` (connections) and `hour_facts` (everything else worth knowing of the hour). */
export function writeRollupSql(input: RollupInput): readonly string[] {
  return [
    ...writeIdentityTables(input),
    ...writeLivenessSql(input.livenessPaths),
    ...writeTraffic(input),
    ...writeAttributionSql(),
    writeKeyed(),
    ...writeOrientationSql({
      rows: 'keyed',
      declared: 'declared',
      result: 'facing',
      exchanged: EXCHANGED,
      guess: false,
    }),
    ROLLED,
    HOUR_FACTS,
  ];
}

function writeIdentityTables(input: RollupInput): readonly string[] {
  const read = (table: string, path: string, columns: string) =>
    `CREATE OR REPLACE TEMP TABLE ${table} AS FROM read_json(${quoteText(path)}, format = 'newline_delimited', columns = {${columns}})`;
  return [
    read(
      'assignments',
      input.assignmentsPath,
      "address: 'VARCHAR', from_seconds: 'BIGINT', to_seconds: 'BIGINT', holder: 'INTEGER', presumed: 'BOOLEAN'",
    ),
    read('holders', input.holdersPath, "holder: 'INTEGER', kind: 'VARCHAR', ref: 'VARCHAR', node: 'VARCHAR'"),
    read('declared', input.declaredPath, "key: 'VARCHAR', protocol: 'UTINYINT', port: 'USMALLINT'"),
    read('pod_ranges', input.podRangesPath, "first: 'UINTEGER', last: 'UINTEGER'"),
  ];
}

/**
 * Addresses whose owner does not change within the hour's rows, and those that no snapshot knows, are settled: rows
 * between two of them are folded over the hour before anything is asked about them. All others keep their own interval.
 */
function writeTraffic(input: RollupInput): readonly string[] {
  const rows = `read_parquet([${input.summaryPaths.map(quoteText).join(', ')}])`;
  const mine = `hour = ${input.hour} AND start >= ${input.fromSeconds} AND start < ${input.toSeconds}`;
  const connections = `${mine} AND kind = ${SUMMARY_KIND.connection}`;
  return [
    `CREATE OR REPLACE TEMP TABLE other_rows AS SELECT * FROM ${rows} WHERE ${mine} AND kind <> ${SUMMARY_KIND.connection}`,
    `CREATE OR REPLACE TEMP TABLE substituted AS SELECT ${ROW_COLUMNS} FROM ${rows} WHERE ${connections} AND substituted`,
    `CREATE OR REPLACE TEMP TABLE assignments AS
SELECT a.* FROM assignments a, (SELECT min(start) AS first, max("end") AS last FROM ${rows} WHERE ${connections})
WHERE to_seconds >= first AND from_seconds <= last`,
    'CREATE OR REPLACE TEMP TABLE unsettled AS SELECT address FROM assignments GROUP BY address HAVING count(*) > 1',
    ...writePairingSql(),
    `CREATE OR REPLACE TEMP TABLE traffic AS
SELECT interface_id, protocol, rank, shown, client_address, client_port, server_address, server_port,
  min(start) AS start, max("end") AS "end", sum(records)::UBIGINT AS records, sum(instances)::UBIGINT AS instances,
  ${writeTotal('packets')} AS packets, ${writeTotal('bytes')} AS bytes, bool_or(payload) AS payload,
  bool_or(client_behind) AS client_behind, bool_or(server_behind) AS server_behind
FROM ${rows} r
LEFT JOIN unsettled uc ON uc.address = client_address LEFT JOIN unsettled us ON us.address = server_address
WHERE ${connections} AND NOT substituted
GROUP BY interface_id, protocol, rank, shown, client_address, client_port, server_address, server_port,
  CASE WHEN uc.address IS NOT NULL OR us.address IS NOT NULL THEN start END,
  CASE WHEN uc.address IS NOT NULL OR us.address IS NOT NULL THEN "end" END
UNION ALL BY NAME FROM paired`,
  ];
}

/** One text per endpoint: a workload wherever it runs, a node whatever its address, all others with their address. */
function writeKeyed(): string {
  const key = (
    side: string,
  ) => `CASE WHEN ${side}_kind IN ('workload', 'node') THEN concat(${side}_kind, ' ', ${side}_ref)
      ELSE concat_ws(' ', ${side}_kind, ${side}_ref, ${side}_address) END AS ${side}_key`;
  return `CREATE OR REPLACE TEMP TABLE keyed AS SELECT *, ${key('client')}, ${key('server')} FROM attributed`;
}

const ENDS = `client_key, client_kind, client_ref, client_shown_address, server_key, server_kind, server_ref,
  server_shown_address, protocol, server_port, client_port`;

const SHOWN_COUNTS = Object.entries({
  both: [SHOWN.both],
  client_only: [SHOWN.clientOnly],
  server_only: [SHOWN.serverOnly],
  unanswered: [SHOWN.unanswered],
  refused: [SHOWN.refused, SHOWN.bareReply],
  rejected: [SHOWN.rejected],
});

/** Interfaces at both ends report the same packets: the larger count is the connection's, the sum would double it. */
const ROLLED = `CREATE OR REPLACE TEMP TABLE rolled AS
WITH by_interface AS (
  SELECT client_address, server_address, interface_id, ${ENDS}, min(rank) AS rank, min(start) AS first_seconds,
    max("end") AS last_seconds, sum(records) AS records, ${writeTotal('packets')} AS packets, ${writeTotal('bytes')} AS bytes,
    bool_or(payload AND shown < ${SHOWN.unanswered}) AS payload,
    ${SHOWN_COUNTS.map(([name, code]) => `coalesce(sum(instances) FILTER (shown IN (${code.join(', ')})), 0) AS ${name}_count`).join(', ')}
  FROM facing GROUP BY client_address, server_address, interface_id, ${ENDS}),
by_address AS (
  SELECT ${ENDS}, min(rank) AS rank, min(first_seconds) AS first_seconds, max(last_seconds) AS last_seconds,
    sum(records) AS records, max(packets) AS packets, max(bytes) AS bytes, bool_or(payload) AS payload,
    ${SHOWN_COUNTS.map(([name]) => `max(${name}_count) AS ${name}_count`).join(', ')}
  FROM by_interface GROUP BY client_address, server_address, ${ENDS})
SELECT ${ENDS}, min(rank)::UTINYINT AS rank, min(first_seconds)::BIGINT AS first_seconds, max(last_seconds)::BIGINT AS last_seconds,
  sum(records)::BIGINT AS records, ${writeTotal('packets')} AS packets, ${writeTotal('bytes')} AS bytes, bool_or(payload) AS payload,
  ${SHOWN_COUNTS.map(([name]) => `sum(${name}_count)::BIGINT AS ${name}_count`).join(', ')}
FROM by_address GROUP BY ${ENDS}`;

/** Records by what became of them: the reasons and `attributed` add up to all well-formed records of the hour. */
const HOUR_FACTS = `CREATE OR REPLACE TEMP TABLE hour_facts AS
SELECT 'records' AS fact, CASE WHEN client_kind = 'unknown' THEN client_ref WHEN server_kind = 'unknown' THEN server_ref
    ELSE 'attributed' END AS detail, NULL::BIGINT AS protocol, sum(records)::BIGINT AS records, ${writeTotal('bytes')}::BIGINT AS bytes,
  NULL::BIGINT AS start_seconds, NULL::BIGINT AS end_seconds
FROM attributed GROUP BY ALL
UNION ALL SELECT 'records', 'substituted', NULL, records, NULL, NULL, NULL FROM unpaired WHERE records > 0
UNION ALL SELECT 'records', 'reject-without-syn', NULL, sum(records), NULL, NULL, NULL
  FROM other_rows WHERE kind = ${SUMMARY_KIND.rejectNoise} HAVING sum(records) > 0
UNION ALL SELECT 'other-protocol', NULL, protocol, sum(records), ${writeTotal('bytes')}, NULL, NULL
  FROM other_rows WHERE kind = ${SUMMARY_KIND.otherProtocol} GROUP BY protocol
UNION ALL SELECT 'skipped', interface_id, NULL, sum(records), NULL, start, max("end")
  FROM other_rows WHERE kind = ${SUMMARY_KIND.skipData} GROUP BY interface_id, start
UNION ALL SELECT DISTINCT 'presence', NULL, NULL, NULL, NULL, start, NULL::BIGINT FROM other_rows WHERE kind = ${SUMMARY_KIND.presence}`;
