// SQL of step two: the summaries of one hour become connections between workloads, each byte counted once.
import { HOLDER, writeAttributionSql } from './attribution-sql.ts';
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

const SECONDS_PER_HOUR = 3600;

/**
 * What an hour asks of the timelines of addresses reaches so far behind its end: three times the longest "maximum
 * aggregation interval" of a flow log, 10 minutes. Of a row that ends later still, nobody is said to be the owner.
 */
const HORIZON_SECONDS = 1800;

/** Of the hour's rows: nothing outside of it changes the hour's rollup. Both ends belong to it. */
export function hourHorizon(hour: number): { readonly fromSeconds: number; readonly toSeconds: number } {
  const fromSeconds = hour * SECONDS_PER_HOUR;
  return { fromSeconds, toSeconds: fromSeconds + SECONDS_PER_HOUR + HORIZON_SECONDS - 1 };
}

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
    writeRolled(input.hour),
    writeHourFacts(input.hour),
  ];
}

function readLines(path: string, columns: string): string {
  return `read_json(${quoteText(path)}, format = 'newline_delimited', columns = {${columns}})`;
}

/** The timelines of all addresses that some snapshot shows. */
export function readAssignments(path: string): string {
  const columns =
    "address: 'VARCHAR', from_seconds: 'BIGINT', to_seconds: 'BIGINT', holder: 'INTEGER', presumed: 'BOOLEAN'";
  return readLines(path, columns);
}

function writeIdentityTables(input: RollupInput): readonly string[] {
  const read = (table: string, path: string, columns: string) =>
    `CREATE OR REPLACE TEMP TABLE ${table} AS FROM ${readLines(path, columns)}`;
  return [
    writeAssignments(input),
    read('holders', input.holdersPath, "holder: 'INTEGER', kind: 'VARCHAR', ref: 'VARCHAR', node: 'VARCHAR'"),
    read('declared', input.declaredPath, "key: 'VARCHAR', protocol: 'UTINYINT', port: 'USMALLINT'"),
    read('pod_ranges', input.podRangesPath, "first: 'UINTEGER', last: 'UINTEGER'"),
  ];
}

/**
 * The timelines of the hour, of addresses that somebody has in it: whether others belong to the cluster at another time
 * is asked of the window, so that what is learned later leaves this hour as it is.
 */
function writeAssignments({ assignmentsPath, hour }: RollupInput): string {
  const { fromSeconds, toSeconds } = hourHorizon(hour);
  return `CREATE OR REPLACE TEMP TABLE assignments AS
WITH touching AS (
  SELECT address, from_seconds, least(to_seconds, ${toSeconds}) AS to_seconds, holder, presumed
  FROM ${readAssignments(assignmentsPath)} WHERE to_seconds >= ${fromSeconds} AND from_seconds <= ${toSeconds})
FROM touching WHERE address IN (SELECT address FROM touching WHERE holder <> ${HOLDER.none})`;
}

/**
 * Addresses whose owner does not change within the hour's rows, and those that no snapshot knows, are settled: rows
 * between two of them are folded over the hour before anything is asked about them. All others keep their own interval.
 */
function writeTraffic(input: RollupInput): readonly string[] {
  const rows = `read_parquet([${input.summaryPaths.map(quoteText).join(', ')}])`;
  const mine = writeMine(input);
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

/** Rows of the hour, cut only where the window cuts it: all of an hour is the same whatever the window. */
function writeMine({ hour, fromSeconds, toSeconds }: RollupInput): string {
  const start = hour * SECONDS_PER_HOUR;
  return [
    `hour = ${hour}`,
    ...(fromSeconds > start ? [`start >= ${fromSeconds}`] : []),
    ...(toSeconds < start + SECONDS_PER_HOUR ? [`start < ${toSeconds}`] : []),
  ].join(' AND ');
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
function writeRolled(hour: number): string {
  return `CREATE OR REPLACE TEMP TABLE rolled AS
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
SELECT ${hour} AS hour, ${ENDS}, min(rank)::UTINYINT AS rank, min(first_seconds)::BIGINT AS first_seconds, max(last_seconds)::BIGINT AS last_seconds,
  sum(records)::BIGINT AS records, ${writeTotal('packets')} AS packets, ${writeTotal('bytes')} AS bytes, bool_or(payload) AS payload,
  ${SHOWN_COUNTS.map(([name]) => `sum(${name}_count)::BIGINT AS ${name}_count`).join(', ')}
FROM by_address GROUP BY ${ENDS}`;
}

/** What is not in the connections: those say what became of all other records. `behind`: see the attribution. */
function writeHourFacts(hour: number): string {
  return `CREATE OR REPLACE TEMP TABLE hour_facts AS
SELECT 'records' AS fact, 'substituted' AS detail, NULL::VARCHAR AS address, NULL::BIGINT AS protocol, records::BIGINT AS records,
  NULL::BIGINT AS bytes, NULL::BIGINT AS start_seconds, NULL::BIGINT AS end_seconds FROM unpaired WHERE records > 0
UNION ALL SELECT 'records', 'reject-without-syn', NULL, NULL, sum(records), NULL, NULL, NULL
  FROM other_rows WHERE kind = ${SUMMARY_KIND.rejectNoise} HAVING sum(records) > 0
UNION ALL SELECT 'other-protocol', NULL, NULL, protocol, sum(records), ${writeTotal('bytes')}::BIGINT, NULL, NULL
  FROM other_rows WHERE kind = ${SUMMARY_KIND.otherProtocol} GROUP BY protocol
UNION ALL SELECT 'skipped', interface_id, NULL, NULL, sum(records), NULL, start, max("end")
  FROM other_rows WHERE kind = ${SUMMARY_KIND.skipData} GROUP BY interface_id, start
UNION ALL SELECT DISTINCT 'presence', NULL, NULL, NULL, NULL::BIGINT, NULL::BIGINT, start, NULL::BIGINT
  FROM other_rows WHERE kind = ${SUMMARY_KIND.presence}
UNION ALL SELECT 'behind', interface_id, address, NULL, NULL, NULL, ${hour * SECONDS_PER_HOUR}, NULL FROM behind`;
}
