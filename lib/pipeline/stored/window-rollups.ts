// The rollups of a plan on local disk, and what they say of the log objects they were made from.
import { invariant } from '../../base/assert.ts';
import { compareBy } from '../../base/order.ts';
import { quoteText } from '../../connections/record-sql.ts';
import type { SqlSession } from '../ports.ts';
import type { RollupFiles } from '../rollup.ts';
import { parseSummaryFacts, type SummaryFacts } from '../summary-facts.ts';
import { inParallel } from './in-parallel.ts';
import { type RollupPart, rollupKey } from './keys.ts';
import type { ReadPlan } from './run-files.ts';
import type { PlannedHour } from './run-plan.ts';
import type { StoredTools } from './tools.ts';

export interface StoredRollup extends RollupFiles {
  readonly sourcesPath: string;
}

/** One for each hour of the plan, in its order; fails where one is missing. */
export function fetchRollups(
  tools: StoredTools,
  { run, plan }: ReadPlan,
  folder: string,
): Promise<readonly StoredRollup[]> {
  const { store, files, places, parallel } = tools;
  const fetch = async (planned: PlannedHour, part: RollupPart): Promise<string> => {
    const path = files.makePath(folder, `${planned.hour}-${part}.parquet`);
    await store.download(rollupKey(places, { cluster: run.cluster, ...planned }, part), path);
    return path;
  };
  return inParallel(plan.hours, parallel, async (planned) => ({
    sourcesPath: await fetch(planned, 'sources'),
    factsPath: await fetch(planned, 'facts'),
    connectionsPath: await fetch(planned, 'connections'),
  }));
}

/** By source; an object with rows of several hours is in the rollups of all of them. */
export async function readSources(
  session: SqlSession,
  rollups: readonly StoredRollup[],
): Promise<readonly SummaryFacts[]> {
  if (rollups.length === 0) return [];
  const paths = rollups.map(({ sourcesPath }) => quoteText(sourcesPath)).join(', ');
  const rows = await session.rows(
    `SELECT digest, any_value(facts) AS facts FROM read_parquet([${paths}]) GROUP BY digest`,
  );
  return rows
    .map(({ digest, facts }) => {
      const parsed = parseSummaryFacts(String(facts));
      invariant(parsed !== undefined, `the rollups know what summary ${digest} says of its object`);
      return parsed;
    })
    .sort(compareBy(({ source }) => source));
}
