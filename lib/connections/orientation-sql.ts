// SQL that tells client from server where the rows' own flags do not, down the evidence ladder.
import { EVIDENCE_RANK, FAN_IN_PEERS, SHOWN } from './summary-sql.ts';

/** First port of Linux's default range for outgoing connections. */
const EPHEMERAL_FROM = 32_768;

export interface OrientationTables {
  /** Rows with client_key, client_port, server_key, server_port, protocol, rank, shown; rank NULL: not yet told. */
  readonly rows: string;
  /** Ports declared by Services, EndpointSlices and containers: key, protocol, port. */
  readonly declared: string;
  readonly result: string;
  /** Columns of client and server, side by side, that change places with them. */
  readonly exchanged: readonly (readonly [client: string, server: string])[];
  /** Whether to fall back to port ranges, the weakest evidence, which no recommendation takes. */
  readonly guess: boolean;
}

/**
 * Makes `result`: the rows with sides exchanged where they stood the wrong way round, `rank` set where evidence was
 * found, and the client's port dropped then. Only what one side has and the other lacks is evidence.
 */
export function writeOrientationSql(tables: OrientationTables): readonly string[] {
  const { rows, result } = tables;
  return [
    `CREATE OR REPLACE TEMP TABLE proven AS
SELECT DISTINCT server_key AS key, protocol, server_port AS port FROM ${rows}
WHERE rank <= ${EVIDENCE_RANK.listener} AND shown IN (${SHOWN.both}, ${SHOWN.serverOnly})`,
    `CREATE OR REPLACE TEMP TABLE judged AS
SELECT r.*, ps.key IS NOT NULL AS server_proven, ds.key IS NOT NULL AS server_declared,
  CASE WHEN rank IS NULL THEN CASE ${writeOnlyOne('ps.key IS NOT NULL', 'pc.key IS NOT NULL', EVIDENCE_RANK.listener)}
    ${writeOnlyOne('ds.key IS NOT NULL', 'dc.key IS NOT NULL', EVIDENCE_RANK.declared)} END END AS decision
FROM ${rows} r
LEFT JOIN proven ps ON ps.key = server_key AND ps.protocol = r.protocol AND ps.port = server_port
LEFT JOIN ${tables.declared} ds ON ds.key = server_key AND ds.protocol = r.protocol AND ds.port = server_port
LEFT JOIN proven pc ON pc.key = client_key AND pc.protocol = r.protocol AND pc.port = client_port
LEFT JOIN ${tables.declared} dc ON dc.key = client_key AND dc.protocol = r.protocol AND dc.port = client_port`,
    `CREATE OR REPLACE TEMP TABLE fan AS
SELECT key, port, protocol, count(DISTINCT peer) AS peers, count(DISTINCT peer) FILTER (heard) AS heard FROM (
  SELECT client_key AS key, client_port AS port, protocol, hash(server_key, server_port) AS peer,
    shown NOT IN (${SHOWN.clientOnly}, ${SHOWN.unanswered}) AS heard FROM judged WHERE rank IS NULL AND decision IS NULL
  UNION ALL SELECT server_key, server_port, protocol, hash(client_key, client_port),
    shown NOT IN (${SHOWN.serverOnly}, ${SHOWN.bareReply}) FROM judged WHERE rank IS NULL AND decision IS NULL)
GROUP BY ALL`,
    `CREATE OR REPLACE TEMP TABLE ${result} AS
WITH crowded AS (
  SELECT j.* REPLACE (${writeByFanIn(tables.guess)} AS decision)
  FROM judged j
  JOIN fan fc ON fc.key = client_key AND fc.protocol = j.protocol AND fc.port = client_port
  JOIN fan fs ON fs.key = server_key AND fs.protocol = j.protocol AND fs.port = server_port
  WHERE rank IS NULL AND decision IS NULL)
SELECT * EXCLUDE (server_proven, server_declared, decision) REPLACE (
    CASE WHEN rank <= ${EVIDENCE_RANK['syn-ack']} THEN rank WHEN server_proven THEN least(rank, ${EVIDENCE_RANK.listener})
      WHEN server_declared THEN least(rank, ${EVIDENCE_RANK.declared}) ELSE rank END AS rank)
FROM judged WHERE rank IS NOT NULL
UNION ALL BY NAME
SELECT * EXCLUDE (server_proven, server_declared, decision) REPLACE (${writeExchange(tables.exchanged)}) FROM (
  FROM judged WHERE rank IS NULL AND decision IS NOT NULL UNION ALL FROM crowded)`,
  ];
}

/** The rank where one side alone has the evidence; negative where the sides stand the wrong way round. */
function writeOnlyOne(server: string, client: string, rank: number): string {
  return `WHEN ${server} AND NOT (${client}) THEN ${rank} WHEN ${client} AND NOT (${server}) THEN -${rank}`;
}

/** For rows that neither flags nor snapshots tell; NULL where nothing does. */
function writeByFanIn(guess: boolean): string {
  const crowded = (fan: string, other: string) => `(${fan}.heard >= ${FAN_IN_PEERS} AND ${other}.peers = 1)`;
  const high = (port: string) => `(${port} >= ${EPHEMERAL_FROM})`;
  return `CASE ${writeOnlyOne(crowded('fs', 'fc'), crowded('fc', 'fs'), EVIDENCE_RANK['fan-in'])}
    ${guess ? writeOnlyOne(high('client_port'), high('server_port'), EVIDENCE_RANK['port-range']) : ''} END`;
}

function writeExchange(exchanged: OrientationTables['exchanged']): string {
  const swap = exchanged.flatMap(([client, server]) => [
    `CASE WHEN decision < 0 THEN ${server} ELSE ${client} END AS ${client}`,
    `CASE WHEN decision < 0 THEN ${client} ELSE ${server} END AS ${server}`,
  ]);
  const shown = `CASE WHEN decision > 0 OR decision IS NULL THEN shown
      WHEN shown = ${SHOWN.clientOnly} THEN ${SHOWN.serverOnly} WHEN shown = ${SHOWN.serverOnly} THEN ${SHOWN.clientOnly}
      WHEN shown = ${SHOWN.unanswered} THEN ${SHOWN.bareReply} WHEN shown = ${SHOWN.bareReply} THEN ${SHOWN.unanswered}
      ELSE shown END AS shown`;
  return [
    ...swap,
    'CASE WHEN decision < 0 THEN client_port ELSE server_port END AS server_port',
    'CASE WHEN decision IS NULL THEN client_port END AS client_port',
    'abs(decision)::UTINYINT AS rank',
    shown,
  ].join(',\n  ');
}
