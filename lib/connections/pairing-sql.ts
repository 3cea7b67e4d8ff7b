// SQL that undoes near-side substitution: two interfaces' rows of one connection put together from their far sides.
import { writeTotal } from './record-sql.ts';
import { SHOWN } from './summary-sql.ts';

/** Both interfaces see the same packets; whole seconds and lag leave this much between their intervals. */
const OVERLAP_SLACK_SECONDS = 2;

/**
 * Without `pkt-*` fields the near side of every row is the interface's primary address, so it is the address that all
 * rows of the interface share; where two do, the one that no pod ever held. IPv4 and IPv6 each have their own: "The IPv4
 * address of the network interface is always its private IPv4 address" says nothing of IPv6. Temporary tables it
 * expects: `substituted`, `assignments`, `holders` (with the node of pods). Makes `paired`, rows as if the format had the packet's addresses,
 * and leaves the number of records that found no partner in table `unpaired`.
 */
export function writePairingSql(): readonly string[] {
  return [NEAR, PIECES, HALVES, CANDIDATES, PAIRED, UNPAIRED];
}

/** Pieces of a conversation further apart than this are paired each on its own. */
const PAUSE_SECONDS = 60;

const SIDES = 'interface_id, protocol, client_address, client_port, server_address, server_port';

/** Both sides spoke somewhere, or the strongest single view. */
function writeShown(bits: string): string {
  const any = (...codes: readonly number[]) => `${bits} & ${codes.reduce((sum, code) => sum | (1 << code), 0)} <> 0`;
  return `CASE WHEN ${any(SHOWN.both)} THEN ${SHOWN.both}
      WHEN ${any(SHOWN.clientOnly, SHOWN.unanswered)} AND ${any(SHOWN.serverOnly)} THEN ${SHOWN.both}
      WHEN ${any(SHOWN.rejected)} THEN ${SHOWN.rejected} WHEN ${any(SHOWN.refused)} THEN ${SHOWN.refused}
      WHEN ${any(SHOWN.unanswered)} AND ${any(SHOWN.bareReply)} THEN ${SHOWN.refused}
      WHEN ${any(SHOWN.unanswered)} THEN ${SHOWN.unanswered} WHEN ${any(SHOWN.bareReply)} THEN ${SHOWN.bareReply}
      WHEN ${any(SHOWN.serverOnly)} THEN ${SHOWN.serverOnly} ELSE ${SHOWN.clientOnly} END`;
}

/** Of a row: both its addresses have the same one. */
function writeFamily(address: string): string {
  return `CASE WHEN contains(${address}, ':') THEN 6 ELSE 4 END`;
}

const NEAR = `CREATE OR REPLACE TEMP TABLE near AS
WITH sides AS (
  SELECT interface_id, client_address AS address, ${writeFamily('client_address')} AS family, records FROM substituted
  UNION ALL SELECT interface_id, server_address, ${writeFamily('client_address')}, records FROM substituted),
totals AS (
  SELECT interface_id, ${writeFamily('client_address')} AS family, sum(records) AS total FROM substituted GROUP BY ALL),
shared AS (
  SELECT s.interface_id, s.family, address, address IN (
      SELECT address FROM assignments a JOIN holders h USING (holder) WHERE h.kind = 'workload') AS pod
  FROM sides s JOIN totals t USING (interface_id, family)
  GROUP BY s.interface_id, s.family, address, total HAVING sum(records) = total),
known AS (SELECT interface_id, family, bool_and(pod) AS pods_only FROM shared GROUP BY interface_id, family)
SELECT interface_id, family, min(address) AS address, (row_number() OVER (ORDER BY interface_id, family))::INTEGER AS near_id
FROM shared JOIN known USING (interface_id, family)
WHERE NOT pod OR pods_only GROUP BY interface_id, family HAVING count(*) = 1`;

/**
 * The rows of one conversation at one interface put together: its directions and its intervals lie in several objects.
 * A pause longer than AWS lets records lag parts conversations that used the same ports one after the other.
 */
const PIECES = `CREATE OR REPLACE TEMP TABLE conversations AS
SELECT ${SIDES}, min(start) AS start, max("end") AS "end", min(rank) AS rank, ${writeCounts('1')}, bit_or(1 << shown) AS shown_bits,
  max(start) > min("end") + ${PAUSE_SECONDS} AS may_pause
FROM substituted GROUP BY ${SIDES}`;

/** Those that may have paused, cut at their pauses, beside those that did not. */
const CUT = `starts AS (
  SELECT ${SIDES}, start, max("end") AS "end", min(rank) AS rank, ${writeCounts('sum(instances)')},
    bit_or(1 << shown) AS shown_bits
  FROM substituted SEMI JOIN (FROM conversations WHERE may_pause) USING (${SIDES}) GROUP BY ${SIDES}, start),
parted AS (
  SELECT *, start > ${PAUSE_SECONDS} + max("end") OVER (
      PARTITION BY ${SIDES} ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS parts FROM starts),
numbered AS (
  SELECT *, count(*) FILTER (parts) OVER (PARTITION BY ${SIDES} ORDER BY start ROWS UNBOUNDED PRECEDING) AS piece FROM parted),
pieces AS (
  SELECT ${SIDES}, min(start) AS start, max("end") AS "end", min(rank) AS rank, ${writeCounts('1')},
    bit_or(shown_bits) AS shown_bits FROM numbered GROUP BY ${SIDES}, piece
  UNION ALL SELECT * EXCLUDE (may_pause) FROM conversations WHERE NOT may_pause)`;

function writeCounts(instances: string): string {
  return `sum(records)::UBIGINT AS records, ${instances} AS instances, ${writeTotal('packets')} AS packets,
    ${writeTotal('bytes')} AS bytes, bool_or(payload) AS payload`;
}

/**
 * Each piece once, seen from its interface, addresses and nodes as numbers where that will do: there may be millions.
 * The far address's holder tells which interfaces can carry it: `far_node_id` those of its node, `far_near_id` its own.
 */
const HALVES = `CREATE OR REPLACE TEMP TABLE halves AS
WITH ${CUT},
turned AS (
  SELECT (row_number() OVER ())::INTEGER AS half, protocol, start, "end", rank, records, instances, packets, bytes, payload,
    ${writeShown('shown_bits')}::UTINYINT AS shown, near_id, client_address = n.address AS near_client,
    CASE WHEN client_address = n.address THEN server_address ELSE client_address END AS far_address,
    CASE WHEN client_address = n.address THEN client_port ELSE server_port END AS near_port,
    CASE WHEN client_address = n.address THEN server_port ELSE client_port END AS far_port
  FROM pieces s JOIN near n ON n.interface_id = s.interface_id AND n.family = ${writeFamily('client_address')}
  WHERE (client_address = n.address) <> (server_address = n.address)),
nodes AS (
  SELECT node, (row_number() OVER (ORDER BY node))::INTEGER AS node_id FROM (SELECT DISTINCT node FROM holders WHERE node IS NOT NULL)),
near_nodes AS (
  SELECT near_id, any_value(node_id) AS node_id FROM near n JOIN assignments a ON a.address = n.address
  JOIN holders h ON h.holder = a.holder AND h.kind = 'node' JOIN nodes d ON d.node = h.node GROUP BY near_id)
SELECT t.*, h.kind = 'workload' AND t."end" <= a.to_seconds AS far_pod, d.node_id AS far_node_id, f.near_id AS far_near_id,
  m.node_id AS near_node_id
FROM turned t
LEFT JOIN assignments a ON t.far_address = a.address AND t.start BETWEEN a.from_seconds AND a.to_seconds
LEFT JOIN holders h ON h.holder = a.holder
LEFT JOIN nodes d ON d.node = h.node
LEFT JOIN (SELECT address, min(near_id) AS near_id FROM near GROUP BY address) f ON f.address = t.far_address
LEFT JOIN near_nodes m ON m.near_id = t.near_id`;

/**
 * What lies behind one interface is the other's far side: it must be a pod of that node, or the interface's own address.
 * Equal counters decide between several candidates; if they do not, nobody is paired.
 */
const CANDIDATES = `CREATE OR REPLACE TEMP TABLE candidates AS
SELECT x.half AS left_half, y.half AS right_half,
  x.packets = y.packets AND x.bytes = y.bytes AND x.start = y.start AND x."end" = y."end" AS same
FROM halves x JOIN halves y
  ON x.protocol = y.protocol AND x.near_port = y.far_port AND x.far_port = y.near_port
WHERE x.near_id < y.near_id
  AND x.start <= y."end" + ${OVERLAP_SLACK_SECONDS} AND y.start <= x."end" + ${OVERLAP_SLACK_SECONDS}
  AND ${writeCarries('x', 'y')} AND ${writeCarries('y', 'x')}`;

/** Whether the `outer` half's interface can carry the address that the `inner` one sees on its far side. */
function writeCarries(outer: string, inner: string): string {
  return `CASE WHEN ${inner}.far_pod
      THEN ${outer}.near_node_id IS NULL OR ${inner}.far_node_id IS NULL OR ${outer}.near_node_id = ${inner}.far_node_id
      ELSE ${inner}.far_near_id = ${outer}.near_id END`;
}

/** The other half's view in this half's sides: the near one here is the far one there. */
const TURNED = `CASE WHEN x.near_client <> y.near_client THEN y.shown
      WHEN y.shown = ${SHOWN.clientOnly} THEN ${SHOWN.serverOnly} WHEN y.shown = ${SHOWN.serverOnly} THEN ${SHOWN.clientOnly}
      WHEN y.shown = ${SHOWN.unanswered} THEN ${SHOWN.bareReply} WHEN y.shown = ${SHOWN.bareReply} THEN ${SHOWN.unanswered}
      ELSE y.shown END`;

const PAIRED = `CREATE OR REPLACE TEMP TABLE paired AS
WITH lefts AS (SELECT left_half, count(*) AS lefts, count(*) FILTER (same) AS same_lefts FROM candidates GROUP BY left_half),
rights AS (SELECT right_half, count(*) AS rights, count(*) FILTER (same) AS same_rights FROM candidates GROUP BY right_half),
chosen AS (
  SELECT left_half, right_half FROM candidates JOIN lefts USING (left_half) JOIN rights USING (right_half)
  WHERE (lefts = 1 AND rights = 1) OR (same AND same_lefts = 1 AND same_rights = 1)),
facing AS (
  SELECT x.*, y.far_address AS behind_address, least(x.rank, y.rank) AS best_rank, (1 << x.shown) | (1 << (${TURNED})) AS shown_bits,
    least(x.start, y.start) AS first, greatest(x."end", y."end") AS last, x.records + y.records AS all_records,
    greatest(x.instances, y.instances) AS most_instances, greatest(x.packets, y.packets) AS most_packets,
    greatest(x.bytes, y.bytes) AS most_bytes, x.payload OR y.payload AS any_payload
  FROM chosen JOIN halves x ON x.half = left_half JOIN halves y ON y.half = right_half)
SELECT interface_id, protocol, best_rank AS rank, ${writeShown('shown_bits')} AS shown,
  CASE WHEN near_client THEN behind_address ELSE far_address END AS client_address,
  CASE WHEN near_client THEN near_port ELSE far_port END AS client_port,
  CASE WHEN near_client THEN far_address ELSE behind_address END AS server_address,
  CASE WHEN near_client THEN far_port ELSE near_port END AS server_port,
  first AS start, last AS "end", all_records AS records, most_instances AS instances, most_packets AS packets,
  most_bytes AS bytes, any_payload AS payload, false AS client_behind, false AS server_behind
FROM facing JOIN near USING (near_id)`;

const UNPAIRED = `CREATE OR REPLACE TEMP TABLE unpaired AS
SELECT (SELECT coalesce(sum(records), 0) FROM substituted) - (SELECT coalesce(sum(records), 0) FROM paired) AS records`;
