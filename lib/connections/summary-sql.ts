// SQL that turns connection instances of one object into its summary: sides told apart, ephemeral ports dropped.
import { STABLE, writeLastSent } from './fold-sql.ts';
import { ROW_CLASS } from './instance-sql.ts';
import { writeTotal } from './record-sql.ts';

/** How sides were told apart, as stored; smaller is stronger. The order is that of EVIDENCE. */
export const EVIDENCE_RANK = { syn: 1, 'syn-ack': 2, listener: 3, declared: 4, 'fan-in': 5, 'port-range': 6 } as const;

/**
 * What an instance showed. `clientOnly`, `serverOnly`: one direction, whose other half may lie in another object;
 * `bareReply`: packets of the server's side alone, none with data, in a format without tcp-flags.
 */
export const SHOWN = {
  both: 1,
  clientOnly: 2,
  serverOnly: 3,
  unanswered: 4,
  refused: 5,
  rejected: 6,
  bareReply: 7,
} as const;

/** What a summary row is about. */
export const SUMMARY_KIND = {
  connection: 1,
  otherProtocol: 2,
  rejectNoise: 3,
  noData: 4,
  skipData: 5,
  presence: 6,
} as const;

/** Distinct peers that must have spoken to a port before their number proves it to be the server's. */
export const FAN_IN_PEERS = 3;

/** Resolution at which gaps in the logs are noticed: files are delivered every 5 minutes. */
export const PRESENCE_SECONDS = 300;

const TCP = 6;
const PORT_PROTOCOLS = `(${TCP}, 17, 132)`;

/**
 * SYN without ACK marks the client, SYN with ACK the server; test bits, flags are OR-ed over the interval. Both sides
 * marked alike is a contradiction and proves nothing.
 */
const FLAGGED = `flagged AS (
  SELECT *, flags_ab & 18 = 2 AS syn_ab, flags_ba & 18 = 2 AS syn_ba,
    flags_ab & 18 = 18 AS ack_ab, flags_ba & 18 = 18 AS ack_ba FROM traffic),
marked AS (
  SELECT *, CASE WHEN protocol <> ${TCP} THEN NULL
    WHEN (syn_ab OR ack_ba) AND NOT (syn_ba OR ack_ab) THEN true
    WHEN (syn_ba OR ack_ab) AND NOT (syn_ab OR ack_ba) THEN false END AS a_client FROM flagged)`;

/**
 * Fan-in among rows without flags: a port that at least FAN_IN_PEERS distinct peers spoke to, facing one that a single
 * peer uses. Having received is part of it: a scanner's fixed source port is spoken to by nobody.
 */
const FAN_IN = `flagless AS MATERIALIZED (
  SELECT * FROM marked
  WHERE a_client IS NULL AND class = ${ROW_CLASS.accepted} AND NOT substituted),
fan AS MATERIALIZED (
  SELECT address, port, protocol, count(DISTINCT peer) AS peers, count(DISTINCT peer) FILTER (received) AS heard FROM (
    SELECT a_address AS address, a_port AS port, protocol, hash(b_address, b_port) AS peer, seen_ba AS received FROM flagless
    UNION ALL
    SELECT b_address, b_port, protocol, hash(a_address, a_port), seen_ab FROM flagless)
  GROUP BY ALL)`;

const ORIENTED = `oriented AS (
  SELECT * EXCLUDE (a_client), a_client AS forward,
    CASE WHEN syn_ab OR syn_ba THEN ${EVIDENCE_RANK.syn} ELSE ${EVIDENCE_RANK['syn-ack']} END AS rank
  FROM marked WHERE a_client IS NOT NULL OR class <> ${ROW_CLASS.accepted} OR substituted
  UNION ALL
  SELECT l.* EXCLUDE (a_client), CASE
      WHEN fb.heard >= ${FAN_IN_PEERS} AND fa.peers = 1 THEN true
      WHEN fa.heard >= ${FAN_IN_PEERS} AND fb.peers = 1 THEN false END, ${EVIDENCE_RANK['fan-in']}
  FROM flagless l
  JOIN fan fa ON fa.address = a_address AND fa.port = a_port AND fa.protocol = l.protocol
  JOIN fan fb ON fb.address = b_address AND fb.port = b_port AND fb.protocol = l.protocol)`;

/** When a side sent by itself, NULL where it did not: what is sent to an address proves nobody there alive. */
function writeSent(side: string, own: string, other: string): string {
  const last = (direction: string) => writeLastSent(`flags_${direction}`, `start_${direction}`, `end_${direction}`);
  return `CASE WHEN coalesce(forward, true) THEN start_${own} ELSE start_${other} END AS ${side}_first,
    CASE WHEN coalesce(forward, true) THEN ${last(own)} ELSE ${last(other)} END AS ${side}_last`;
}

/**
 * Client and server side by side. Where nobody knows yet, side a stands as client and rank is NULL. The client's port
 * is dropped once the server side is proven, and kept where a later pair needs it.
 */
const FACING = `facing AS (
  SELECT interface_id, hour, protocol, class, substituted, flags_known, start, "end", records, syn_ab OR syn_ba AS syn,
    CASE WHEN forward IS NOT NULL THEN rank END AS rank,
    CASE WHEN coalesce(forward, true) THEN a_address ELSE b_address END AS client_address,
    CASE WHEN forward IS NOT NULL AND NOT substituted THEN NULL
      WHEN coalesce(forward, true) THEN a_port ELSE b_port END AS client_port,
    CASE WHEN coalesce(forward, true) THEN b_address ELSE a_address END AS server_address,
    CASE WHEN coalesce(forward, true) THEN b_port ELSE a_port END AS server_port,
    CASE WHEN coalesce(forward, true) THEN a_behind ELSE b_behind END AS client_behind,
    CASE WHEN coalesce(forward, true) THEN b_behind ELSE a_behind END AS server_behind,
    CASE WHEN coalesce(forward, true) THEN seen_ab ELSE seen_ba END AS client_spoke,
    CASE WHEN coalesce(forward, true) THEN seen_ba ELSE seen_ab END AS server_spoke,
    CASE WHEN coalesce(forward, true) THEN flags_ba ELSE flags_ab END AS server_flags, flags_ab | flags_ba AS flags,
    ${writeSent('client', 'ab', 'ba')}, ${writeSent('server', 'ba', 'ab')},
    packets, bytes, payload
  FROM oriented WHERE class = ${ROW_CLASS.accepted} OR syn_ab OR syn_ba)`;

/**
 * RST alone in answer to a SYN refuses; a SYN without any answer is an attempt. A format without tcp-flags shows neither,
 * so there only data tells a TCP connection from an attempt: "data" flows once the handshake is done, RFC 9293 3.5.
 */
const SHOWN_SQL = `CASE
    WHEN class = ${ROW_CLASS.rejected} THEN ${SHOWN.rejected}
    WHEN rank IS NOT NULL AND syn AND NOT server_spoke THEN ${SHOWN.unanswered}
    WHEN rank IS NOT NULL AND syn AND server_flags = 4 THEN ${SHOWN.refused}
    WHEN protocol = ${TCP} AND client_spoke <> server_spoke AND flags = 4 THEN ${SHOWN.refused}
    WHEN protocol = ${TCP} AND NOT flags_known AND payload THEN ${SHOWN.both}
    WHEN protocol = ${TCP} AND NOT flags_known AND client_spoke AND server_spoke THEN ${SHOWN.refused}
    WHEN protocol = ${TCP} AND NOT flags_known AND client_spoke THEN ${SHOWN.unanswered}
    WHEN protocol = ${TCP} AND NOT flags_known THEN ${SHOWN.bareReply}
    WHEN client_spoke AND server_spoke THEN ${SHOWN.both}
    WHEN client_spoke THEN ${SHOWN.clientOnly} ELSE ${SHOWN.serverOnly} END`;

const SIDES = `interface_id, protocol, substituted, rank::UTINYINT AS rank, (${SHOWN_SQL})::UTINYINT AS shown, client_address,
    client_port, server_address, server_port`;

/** Seconds by which a side sent its first packet after `start` and its last before `end`; NULL where it sent none. */
const PLAIN = `SELECT ${SUMMARY_KIND.connection}::UTINYINT AS kind, hour, ${SIDES}, start, "end", records::UBIGINT AS records,
    1::UBIGINT AS instances, packets::UBIGINT AS packets, bytes::UBIGINT AS bytes, payload, client_behind, server_behind,
    client_first - start AS client_late, "end" - client_last AS client_early,
    server_first - start AS server_late, "end" - server_last AS server_early
  FROM facing`;

const OWN_TIMES = ['start', '"end"', 'client_first', 'client_last', 'server_first', 'server_last'];

const FOLDED = `SELECT ${SUMMARY_KIND.connection}::UTINYINT AS kind, f.hour, ${SIDES},
    min(start) AS start, max("end") AS "end", sum(records)::UBIGINT AS records, count(*)::UBIGINT AS instances,
    ${writeTotal('packets')} AS packets, ${writeTotal('bytes')} AS bytes, bool_or(payload) AS payload,
    bool_or(client_behind) AS client_behind, bool_or(server_behind) AS server_behind,
    min(client_first) - min(start) AS client_late, max("end") - max(client_last) AS client_early,
    min(server_first) - min(start) AS server_late, max("end") - max(server_last) AS server_early
  FROM facing f
  LEFT JOIN stable sc ON sc.address = client_address AND sc.hour = f.hour AND start >= sc.first AND "end" <= sc.last
  LEFT JOIN stable ss ON ss.address = server_address AND ss.hour = f.hour AND start >= ss.first AND "end" <= ss.last
  GROUP BY f.hour, interface_id, protocol, substituted, rank, shown, client_address, client_port, server_address,
    server_port, ${OWN_TIMES.map(writeOwn).join(', ')}`;

/** Of an address that may have changed hands, only instances with the same times are folded: each keeps its interval. */
function writeOwn(seconds: string): string {
  return `CASE WHEN sc.hour IS NULL OR ss.hour IS NULL THEN ${seconds} END`;
}

/** The remaining kinds of rows, in the columns of connections; what a kind does not know is NULL. */
function writeOthers(): string {
  const rest = 'NULL, NULL, NULL, NULL';
  const sent = 'NULL, NULL, NULL, NULL';
  const port = `class <= ${ROW_CLASS.rejected} AND protocol IN ${PORT_PROTOCOLS}`;
  return `UNION ALL SELECT ${SUMMARY_KIND.otherProtocol}, hour, interface_id, protocol, substituted, NULL, NULL, a_address, NULL, b_address, NULL,
    min(start), max("end"), sum(records), count(*), ${writeTotal('packets')}, ${writeTotal('bytes')}, NULL, NULL, NULL, ${sent}
  FROM instances WHERE class <= ${ROW_CLASS.rejected} AND protocol NOT IN ${PORT_PROTOCOLS}
  GROUP BY hour, interface_id, protocol, substituted, a_address, b_address
UNION ALL SELECT ${SUMMARY_KIND.rejectNoise}, hour, interface_id, protocol, NULL, NULL, NULL, ${rest},
    min(start), max("end"), sum(records), count(*), ${writeTotal('packets')}, ${writeTotal('bytes')}, NULL, NULL, NULL, ${sent}
  FROM instances WHERE ${port} AND class = ${ROW_CLASS.rejected} AND NOT (protocol = ${TCP} AND (flags_ab & 18 = 2 OR flags_ba & 18 = 2))
  GROUP BY hour, interface_id, protocol
UNION ALL SELECT CASE class WHEN ${ROW_CLASS.noData} THEN ${SUMMARY_KIND.noData} ELSE ${SUMMARY_KIND.skipData} END, hour, interface_id,
    NULL, NULL, NULL, NULL, ${rest}, start, "end", records, 1, NULL, NULL, NULL, NULL, NULL, ${sent}
  FROM instances WHERE class IN (${ROW_CLASS.noData}, ${ROW_CLASS.skipData})
UNION ALL SELECT DISTINCT ${SUMMARY_KIND.presence}, hour, NULL, NULL, NULL, NULL, NULL, ${rest}, slot * ${PRESENCE_SECONDS}, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, ${sent}
  FROM (SELECT hour, unnest(range(first, last + 1)) AS slot FROM (
    SELECT DISTINCT hour, start // ${PRESENCE_SECONDS} AS first, "end" // ${PRESENCE_SECONDS} AS last FROM instances
    WHERE class <> ${ROW_CLASS.skipData}))`;
}

/** The whole summary of the object that table `instances` holds; `fold`: whether folding is worth its while. */
export function writeSummarySql(fold: boolean): string {
  const parts = [...(fold ? [STABLE] : []), FLAGGED, FAN_IN, ORIENTED, FACING];
  return `WITH traffic AS (SELECT * FROM instances WHERE class <= ${ROW_CLASS.rejected} AND protocol IN ${PORT_PROTOCOLS}),
${parts.join(',\n')}
${fold ? FOLDED : PLAIN}
${writeOthers()}`;
}
