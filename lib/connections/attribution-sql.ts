// SQL that says who held each address over the whole interval of a row, or why nobody can say.

/** Holder numbers below zero stand for no owner and for several. */
export const HOLDER = { none: -1, ambiguous: -2 } as const;

/** Who an address may be when no snapshot ever shows it: the text patterns of addresses that no peer can be named by. */
const RESERVED = [
  ...['0.%', '127.%', '169.254.%', '255.255.255.255', '22_.%', '23_.%', '::', '::1', 'fe80:%', 'ff__:%'],
] as const;

/** A row's interval lies within one stretch of the address's timeline, which has no holes: gaps are stretches too. */
function writeHolder(row: string, side: string): string {
  return `CASE WHEN ${side}.address IS NULL THEN NULL
      WHEN ${row}."end" > ${side}.to_seconds THEN ${HOLDER.ambiguous} ELSE ${side}.holder END`;
}

/**
 * Temporary tables it expects: `traffic` (rows of the hour with packet addresses), `assignments` (address,
 * from_seconds, to_seconds, holder; a complete timeline for every address that is in it), `holders` (holder, kind, ref),
 * `pod_ranges` (first, last as UINTEGER). It makes `attributed`: the rows with kind, ref and address of both sides;
 * and `behind`.
 */
export function writeAttributionSql(): readonly string[] {
  return [
    `CREATE OR REPLACE TEMP TABLE held AS
SELECT t.*, ${writeHolder('t', 'c')} AS client_holder, ${writeHolder('t', 's')} AS server_holder
FROM traffic t
LEFT JOIN assignments c ON t.client_address = c.address AND t.start BETWEEN c.from_seconds AND c.to_seconds
LEFT JOIN assignments s ON t.server_address = s.address AND t.start BETWEEN s.from_seconds AND s.to_seconds`,
    CARRIERS,
    MET,
    STRANGERS,
    BEHIND,
    `CREATE OR REPLACE TEMP TABLE attributed AS
SELECT h.* EXCLUDE (client_holder, server_holder), ${writeSide('client', 'c', 'x')}, ${writeSide('server', 's', 'y')}
FROM held h
LEFT JOIN holders c ON c.holder = client_holder
LEFT JOIN holders s ON s.holder = server_holder
LEFT JOIN strangers x ON client_holder IS NULL AND x.address = client_address
LEFT JOIN strangers y ON server_holder IS NULL AND y.address = server_address`,
  ];
}

/**
 * Interfaces of which all rows between known owners have one node in common: it is theirs. Without the header's
 * addresses nothing else tells which of the two sides of a row the interface carries.
 */
const CARRIERS = `CREATE OR REPLACE TEMP TABLE carriers AS
WITH known AS (
  SELECT interface_id, c.node AS client_node, s.node AS server_node, count(*) AS times
  FROM held JOIN holders c ON c.holder = client_holder JOIN holders s ON s.holder = server_holder
  WHERE c.node <> s.node GROUP BY ALL),
ends AS (
  SELECT interface_id, client_node AS node, times FROM known UNION ALL SELECT interface_id, server_node, times FROM known),
common AS (
  SELECT interface_id, node FROM ends GROUP BY interface_id, node
  HAVING sum(times) = (SELECT sum(times) FROM known k WHERE k.interface_id = ends.interface_id))
SELECT interface_id, min(node) AS node FROM common GROUP BY interface_id HAVING count(*) = 1`;

/** Addresses that nobody has in this hour, with those they met; `clustered`: the interface carries addresses that somebody has. */
const MET = `CREATE OR REPLACE TEMP TABLE met AS
WITH cluster_interfaces AS (
  SELECT DISTINCT interface_id FROM held
  WHERE client_behind AND client_holder IS NOT NULL OR server_behind AND server_holder IS NOT NULL),
rows_met AS (
  SELECT client_address AS address, interface_id, client_behind AS behind, server_holder AS other FROM held WHERE client_holder IS NULL
  UNION ALL SELECT server_address, interface_id, server_behind, client_holder FROM held WHERE server_holder IS NULL)
SELECT DISTINCT address, interface_id, behind, other, c.interface_id IS NOT NULL AS clustered
FROM rows_met LEFT JOIN cluster_interfaces c USING (interface_id)`;

const STRANGERS = `CREATE OR REPLACE TEMP TABLE strangers AS
SELECT address, CASE
    WHEN ${RESERVED.map((pattern) => `address LIKE '${pattern}'`).join(' OR ')} THEN 'reserved'
    WHEN bool_or(behind AND clustered) THEN 'unseen-pod'
    WHEN bool_or(o.node <> n.node) THEN 'unseen-pod'
    WHEN EXISTS (SELECT 1 FROM pod_ranges WHERE ${writeNumber('address')} BETWEEN first AND last) THEN 'unseen-pod' END AS reason
FROM met LEFT JOIN carriers n USING (interface_id) LEFT JOIN holders o ON o.holder = other
GROUP BY address`;

/** For the window, which may know one of the addresses behind an interface: then the interface is the cluster's. */
const BEHIND = `CREATE OR REPLACE TEMP TABLE behind AS
SELECT DISTINCT interface_id, address FROM met WHERE behind AND NOT clustered`;

/** IPv4 text as a number; NULL for IPv6, whose pod ranges no node states on the clouds read here. */
function writeNumber(address: string): string {
  const part = (index: number, shift: number) => `split_part(${address}, '.', ${index})::UINTEGER * ${shift}::UINTEGER`;
  return `CASE WHEN contains(${address}, '.') AND NOT contains(${address}, ':') THEN
      ${part(1, 16777216)} + ${part(2, 65536)} + ${part(3, 256)} + ${part(4, 1)} END`;
}

/** A workload is itself wherever it runs; every other endpoint is told by its address as well. */
function writeSide(side: string, holder: string, stranger: string): string {
  const own = `${side}_holder`;
  return `CASE WHEN ${own} IS NULL THEN CASE WHEN ${stranger}.reason IS NULL THEN 'external' ELSE 'unknown' END
      WHEN ${own} < 0 THEN 'unknown' ELSE ${holder}.kind END AS ${side}_kind,
    CASE WHEN ${own} IS NULL THEN ${stranger}.reason WHEN ${own} = ${HOLDER.none} THEN 'unassigned'
      WHEN ${own} = ${HOLDER.ambiguous} THEN 'ambiguous' ELSE ${holder}.ref END AS ${side}_ref,
    CASE WHEN ${holder}.kind = 'workload' THEN NULL ELSE ${side}_address END AS ${side}_shown_address`;
}
