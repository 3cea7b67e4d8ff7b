// SQL that folds rows into connection instances: one row per interface, 5-tuple and hour, both directions side by side.
import { MAX_COUNT, type RecordSource, writeReadSql, writeTotal } from './record-sql.ts';

/** What kind of row it is: accepted or rejected traffic, a status row, or one with an impossible value. */
export const ROW_CLASS = { accepted: 0, rejected: 1, noData: 2, skipData: 3, impossible: 9 } as const;

const SECONDS_PER_HOUR = 3600;

/** Largest mean size of packets without payload: IP and TCP headers with options. */
const BARE_PACKET_BYTES = 66;

/** What the rows of an instance showed, OR-ed into one number: one aggregate instead of ten. */
const BITS = {
  flagsAb: 1,
  seenAb: 1 << 8,
  flagsBa: 1 << 9,
  seenBa: 1 << 17,
  aBehind: 1 << 18,
  bBehind: 1 << 19,
  payload: 1 << 20,
  flagsKnown: 1 << 21,
} as const;

/**
 * Creates temporary table `packed` and view `instances` over it. Side `a` is the one with the higher port (by address
 * where the ports are equal), so that the two directions of a conversation meet in one row; who is the client is asked
 * later. Rows without the packet's own addresses keep the header's and are marked `substituted`: their near side is the
 * interface's primary address. `behind`: the header shows another address than the packet, so the interface carries
 * this one for a pod. `near_address` is the header's address of that side, looked at only for whether it is one.
 */
export function writeInstancesSql(source: RecordSource, rejects: string): readonly string[] {
  return [
    `CREATE OR REPLACE TEMP TABLE packed AS
WITH rows_read AS (${writeReadSql(source, rejects)}),
classed AS (
  SELECT interface_id, srcport, dstport, protocol, packets, bytes, start, "end", coalesce(tcp_flags, 0)::UINTEGER AS flags,
    tcp_flags IS NOT NULL AS flags_known,
    pkt_srcaddr IS NULL OR pkt_dstaddr IS NULL AS substituted,
    coalesce(pkt_srcaddr, srcaddr) AS src, coalesce(pkt_dstaddr, dstaddr) AS dst,
    coalesce(srcaddr <> pkt_srcaddr, false) AS src_behind, coalesce(dstaddr <> pkt_dstaddr, false) AS dst_behind,
    CASE WHEN srcaddr <> pkt_srcaddr THEN srcaddr WHEN dstaddr <> pkt_dstaddr THEN dstaddr END AS near,
    ${writeRowClass()}::UTINYINT AS class
  FROM rows_read),
sided AS (
  SELECT *, srcport > dstport OR (srcport = dstport AND src >= dst) AS forward FROM classed)
SELECT interface_id, class, protocol, substituted, start // ${SECONDS_PER_HOUR} AS hour,
  CASE WHEN class IN (${ROW_CLASS.noData}, ${ROW_CLASS.skipData}) THEN start END AS status_start,
  CASE WHEN forward THEN src ELSE dst END AS a_address, CASE WHEN forward THEN srcport ELSE dstport END AS a_port,
  CASE WHEN forward THEN dst ELSE src END AS b_address, CASE WHEN forward THEN dstport ELSE srcport END AS b_port,
  min(CASE WHEN forward THEN start END) AS start_ab, max(CASE WHEN forward THEN "end" END) AS end_ab,
  min(CASE WHEN forward THEN NULL ELSE start END) AS start_ba, max(CASE WHEN forward THEN NULL ELSE "end" END) AS end_ba,
  count(*)::UINTEGER AS records, ${writeTotal('packets')} AS packets, ${writeTotal('bytes')} AS bytes,
  ${writeBits()} AS bits, max(near) AS near_address
FROM sided GROUP BY ALL`,
    `CREATE OR REPLACE TEMP VIEW instances AS SELECT * EXCLUDE (bits), least(start_ab, start_ba) AS start, greatest(end_ab, end_ba) AS "end",
  ((bits // ${BITS.flagsAb}) & 255) AS flags_ab, bits & ${BITS.seenAb} <> 0 AS seen_ab,
  ((bits // ${BITS.flagsBa}) & 255) AS flags_ba, bits & ${BITS.seenBa} <> 0 AS seen_ba,
  bits & ${BITS.aBehind} <> 0 AS a_behind, bits & ${BITS.bBehind} <> 0 AS b_behind,
  bits & ${BITS.payload} <> 0 AS payload, bits & ${BITS.flagsKnown} <> 0 AS flags_known FROM packed`,
  ];
}

function writeBits(): string {
  const set = (condition: string, bit: number) => `CASE WHEN ${condition} THEN ${bit} ELSE 0 END`;
  return `bit_or(CASE WHEN forward THEN flags * ${BITS.flagsAb} + ${BITS.seenAb} ELSE flags * ${BITS.flagsBa} + ${BITS.seenBa} END
    + ${set('CASE WHEN forward THEN src_behind ELSE dst_behind END', BITS.aBehind)}
    + ${set('CASE WHEN forward THEN dst_behind ELSE src_behind END', BITS.bBehind)}
    + ${set(`bytes > ${BARE_PACKET_BYTES} * packets`, BITS.payload)} + ${set('flags_known', BITS.flagsKnown)})::UINTEGER`;
}

function writeRowClass(): string {
  const impossible = `start IS NULL OR "end" IS NULL OR start > "end"`;
  const incomplete = 'src IS NULL OR dst IS NULL OR srcport IS NULL OR dstport IS NULL OR protocol IS NULL';
  // Almost all rows are sound and accepted: one condition settles them, in which NULL is not true.
  const sound = `log_status = 'OK' AND action = 'ACCEPT' AND start <= "end" AND src IS NOT NULL AND dst IS NOT NULL
      AND srcport IS NOT NULL AND dstport IS NOT NULL AND protocol IS NOT NULL AND coalesce(version, 0) >= 0
      AND coalesce(traffic_path, 0) >= 0 AND packets <= ${MAX_COUNT} AND bytes <= ${MAX_COUNT}`;
  return `CASE WHEN ${sound} THEN ${ROW_CLASS.accepted}
      WHEN log_status = 'NODATA' THEN CASE WHEN ${impossible} THEN ${ROW_CLASS.impossible} ELSE ${ROW_CLASS.noData} END
      WHEN log_status = 'SKIPDATA' THEN CASE WHEN ${impossible} THEN ${ROW_CLASS.impossible} ELSE ${ROW_CLASS.skipData} END
      WHEN version < 0 OR traffic_path < 0 OR packets > ${MAX_COUNT} OR bytes > ${MAX_COUNT} THEN ${ROW_CLASS.impossible}
      WHEN log_status <> 'OK' OR log_status IS NULL OR ${impossible} OR ${incomplete} OR packets IS NULL OR bytes IS NULL
        THEN ${ROW_CLASS.impossible}
      WHEN action = 'REJECT' THEN ${ROW_CLASS.rejected}
      WHEN action = 'ACCEPT' OR action IS NULL THEN ${ROW_CLASS.accepted}
      ELSE ${ROW_CLASS.impossible} END`;
}

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `(${OCTET}\\.){3}${OCTET}`;
/** Canonical IPv6 has lower case and no leading zeros; anything else is looked at, and rewritten, line by line. */
const IPV6 = '(0|[1-9a-f][0-9a-f]{0,3})?(:(0|[1-9a-f][0-9a-f]{0,3})?){2,8}';

const ODD_ADDRESSES = `(SELECT address FROM (
    ${['a_address', 'b_address', 'near_address']
      .map((column) => `SELECT DISTINCT ${column} AS address FROM packed WHERE class <= ${ROW_CLASS.rejected}`)
      .join(' UNION ALL ')})
  WHERE NOT regexp_full_match(address, '${IPV4}')
    AND (NOT regexp_full_match(address, '${IPV6}') OR contains(address, ':0:0')))`;

const SUSPECT = `(class = ${ROW_CLASS.impossible}
  OR class <= ${ROW_CLASS.rejected} AND (a_address IN ${ODD_ADDRESSES} OR b_address IN ${ODD_ADDRESSES}
    OR near_address IN ${ODD_ADDRESSES}))`;

/** Whether rows must go to the reference parser line by line: impossible values, text that is no plain address. */
export const SUSPECT_ROWS_SQL = `SELECT (SELECT count(*) FROM instances WHERE class = ${ROW_CLASS.impossible})
  + (SELECT count(*) FROM ${ODD_ADDRESSES}) AS suspect`;

/** As many as are listed of the lines of a text object. */
export const LISTED_ROWS = 10_000;

/** For Parquet, which has no lines to look at: what is left out, how much that is, and leaving it out. */
export const SUSPECT_LIST_SQL = `SELECT records, class = ${ROW_CLASS.impossible} AS impossible,
  concat_ws(' ', interface_id, a_address, a_port, b_address, b_port, start) AS sides
FROM instances WHERE ${SUSPECT} ORDER BY ALL LIMIT ${LISTED_ROWS}`;
export const SUSPECT_COUNT_SQL = `SELECT coalesce(sum(records), 0)::BIGINT AS records FROM instances WHERE ${SUSPECT}`;
export const DELETE_SUSPECT_SQL = `DELETE FROM packed WHERE ${SUSPECT}`;

/** Rows by class, for the exact input counts. */
export const CLASS_COUNTS_SQL = `SELECT class, sum(records)::BIGINT AS records, min(hour)::BIGINT AS first_hour,
  max(hour)::BIGINT AS last_hour FROM instances GROUP BY class ORDER BY class`;
