// Step two: all summaries of one hour and what the snapshots say become the workload-level connections of that hour.
import { quoteText } from '../connections/record-sql.ts';
import { type RollupInput, writeRollupSql } from '../connections/rollup-sql.ts';
import type { SqlSession, WorkFiles } from './ports.ts';

/** Bump when the same summaries and identities give other rollups: those that are kept are then made anew, not reused. */
export const ROLLUP_VERSION = 1;

export interface RollupFiles {
  readonly connectionsPath: string;
  readonly factsPath: string;
}

export interface RollupTools {
  readonly session: SqlSession;
  readonly files: WorkFiles;
}

/** Repeating it replaces its two files; nothing else is kept between calls. */
export async function rollupHour(tools: RollupTools, input: RollupInput, folder: string): Promise<RollupFiles> {
  const { session, files } = tools;
  for (const sql of writeRollupSql(input)) await session.run(sql);
  const connectionsPath = files.makePath(folder, `${input.hour}-connections.parquet`);
  const factsPath = files.makePath(folder, `${input.hour}-facts.parquet`);
  await publishTable(tools, 'rolled', connectionsPath);
  await publishTable(tools, 'hour_facts', factsPath);
  await session.run(
    'DROP TABLE other_rows; DROP TABLE traffic; DROP TABLE held; DROP TABLE met; DROP TABLE behind; DROP TABLE attributed; DROP TABLE keyed; DROP TABLE facing',
  );
  return { connectionsPath, factsPath };
}

async function publishTable({ session, files }: RollupTools, table: string, path: string): Promise<void> {
  const beside = `${path}.part`;
  await session.run(`COPY (FROM ${table} ORDER BY ALL) TO ${quoteText(beside)} (FORMAT parquet)`);
  await files.publish(beside, path);
}
