// Step three's reading: the rollups of the window as connections, and the facts of its hours added up.
import type { Connection } from '../connections/connection.ts';
import { connectionFromRow } from '../connections/connection-row.ts';
import { quoteText, writeTotal } from '../connections/record-sql.ts';
import { PRESENCE_SECONDS } from '../connections/summary-sql.ts';
import {
  UNORIENTED_SQL,
  WINDOW_CONNECTIONS_SQL,
  WINDOW_RECORDS_SQL,
  writeWindowSql,
} from '../connections/window-sql.ts';
import type { IdentityPaths } from './identity-files.ts';
import type { SqlRow, SqlSession } from './ports.ts';
import type { RollupFiles } from './rollup.ts';

export interface WindowFacts {
  /** Records by what became of them, sorted by reason; `attributed` is among them. */
  readonly records: readonly { readonly reason: string; readonly records: number }[];
  readonly otherProtocols: readonly { readonly protocol: number; readonly records: number; readonly bytes: number }[];
  readonly skipped: readonly {
    readonly interface: string;
    readonly fromSeconds: number;
    readonly toSeconds: number;
    readonly rows: number;
  }[];
  /** Stretches of at least two slots of 5 minutes without a row, half open. */
  readonly gaps: readonly { readonly fromSeconds: number; readonly toSeconds: number }[];
}

export interface WindowResult {
  readonly connections: readonly Connection[];
  readonly facts: WindowFacts;
}

export async function readWindow(
  session: SqlSession,
  rollups: readonly RollupFiles[],
  identity: Pick<IdentityPaths, 'declaredPath' | 'assignmentsPath'>,
): Promise<WindowResult> {
  if (rollups.length === 0)
    return { connections: [], facts: { records: [], otherProtocols: [], skipped: [], gaps: [] } };
  const paths = {
    connectionPaths: rollups.map((rollup) => rollup.connectionsPath),
    factsPaths: rollups.map((rollup) => rollup.factsPath),
  };
  for (const sql of writeWindowSql({ ...paths, ...identity })) await session.run(sql);
  const connections = (await session.rows(WINDOW_CONNECTIONS_SQL)).map(connectionFromRow);
  const [open] = await session.rows(UNORIENTED_SQL);
  const facts = await readFacts(session, rollups, Number(open?.records ?? 0));
  return { connections, facts };
}

/** Records that nothing orients were counted as attributed by their hour: both sides are known, who is who is not. */
async function readFacts(
  session: SqlSession,
  rollups: readonly RollupFiles[],
  unoriented: number,
): Promise<WindowFacts> {
  const paths = `[${rollups.map((rollup) => quoteText(rollup.factsPath)).join(', ')}]`;
  const rows =
    await session.rows(`SELECT fact, detail, protocol, sum(records)::BIGINT AS records, ${writeTotal('bytes')}::BIGINT AS bytes,
  start_seconds, max(end_seconds) AS end_seconds FROM read_parquet(${paths}) WHERE fact <> 'behind'
GROUP BY fact, detail, protocol, start_seconds ORDER BY ALL`);
  const of = (fact: string) => rows.filter((row) => row.fact === fact);
  const other = of('other-protocol');
  const attributed = await session.rows(WINDOW_RECORDS_SQL);
  const records = [
    ...attributed.map((row) => ({ reason: String(row.reason), records: Number(row.records) })),
    ...of('records').map((row) => ({ reason: String(row.detail), records: Number(row.records) })),
  ];
  return {
    records: withReasons(records, unoriented, other),
    otherProtocols: other.map((row) => ({
      protocol: Number(row.protocol),
      records: Number(row.records),
      bytes: Number(row.bytes),
    })),
    skipped: of('skipped').map((row) => ({
      interface: String(row.detail),
      fromSeconds: Number(row.start_seconds),
      toSeconds: Number(row.end_seconds),
      rows: Number(row.records),
    })),
    gaps: findGaps(of('presence').map((row) => Number(row.start_seconds))),
  };
}

function withReasons(
  records: readonly { readonly reason: string; readonly records: number }[],
  unoriented: number,
  other: readonly SqlRow[],
): WindowFacts['records'] {
  const counts = new Map(records.map((item) => [item.reason, item.records]));
  const add = (reason: string, count: number) => {
    if (count !== 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
  };
  add('attributed', -unoriented);
  add('unoriented', unoriented);
  add(
    'other-protocol',
    other.reduce((sum, row) => sum + Number(row.records), 0),
  );
  return [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([reason, count]) => ({ reason, records: count }));
}

function findGaps(slotStarts: readonly number[]): WindowFacts['gaps'] {
  const slots = [...new Set(slotStarts)].sort((left, right) => left - right);
  return slots.flatMap((start, index) => {
    const before = slots[index - 1];
    if (before === undefined || start - before <= 2 * PRESENCE_SECONDS) return [];
    return [{ fromSeconds: before + PRESENCE_SECONDS, toSeconds: start }];
  });
}
