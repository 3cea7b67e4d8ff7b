// Does the analysis take longer where more was logged between the same workloads? Rollups of one hour, their counts multiplied.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import { type DeployedFlowfence, functionNamed } from '../aws/flowfence.ts';
import type { JsonObject } from '../aws/states/json.ts';
import { median, print } from './print.ts';

const VOLUMES = [1e6, 1e7, 1e8];
const ROUNDS = 3;

interface Rollup {
  readonly key: string;
  readonly bytes: Buffer;
}

/** `records`: what the rollups that are there stand for. */
export async function measureAnalyze(deployed: DeployedFlowfence, window: JsonObject, records: number): Promise<void> {
  const { host } = deployed.deployment;
  const planned = await host.invoke(functionNamed('list-hours'), JSON.stringify(window));
  if (planned.kind !== 'returned') throw new Error(`list-hours: ${JSON.stringify(planned)}`);
  const rollups = await readRollups(deployed);
  const medians: number[] = [];
  for (const volume of VOLUMES) {
    for (const rollup of rollups) {
      await deployed.put(deployed.buckets.data, rollup.key, await multiplied(rollup.bytes, volume / records));
    }
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const result = await host.invoke(functionNamed('analyze'), planned.payload);
      if (result.kind !== 'returned') throw new Error(`analyze: ${JSON.stringify(result)}`);
      seconds.push(host.measures.at(-1)?.processorSeconds ?? Number.NaN);
    }
    medians.push(median(seconds));
    print(
      `analyze, ${volume.toLocaleString('en-US')} records in the hour: ${median(seconds).toFixed(2)} s (median of ${ROUNDS})`,
    );
  }
  const [small = Number.NaN] = medians;
  print(`hundred times the volume: ${((medians.at(-1) ?? Number.NaN) / small).toFixed(2)} times the analysis`);
}

async function readRollups({ buckets, keys, get }: DeployedFlowfence): Promise<readonly Rollup[]> {
  const rollups: Rollup[] = [];
  for (const key of await keys(buckets.data, 'rollups/')) {
    rollups.push({ key, bytes: (await get(buckets.data, key)) ?? Buffer.of() });
  }
  return rollups;
}

const COUNTS = /^(records|packets|bytes)$|_(records|packets|bytes)$/;

/** Every column of counts times the factor: what a rollup is when each connection was logged so much oftener. */
async function multiplied(bytes: Buffer, factor: number): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-volume-'));
  const [from, to] = [join(folder, 'from.parquet'), join(folder, 'to.parquet')];
  writeFileSync(from, bytes);
  try {
    const limits = { memoryBytes: 500_000_000, threads: 1, progress: { step: () => undefined } };
    await withLocalTools(limits, async ({ engine }) => {
      const session = await engine.session();
      const columns = await session.rows(
        `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM '${from}')`,
      );
      const counts = columns.filter(({ name, type }) => COUNTS.test(String(name)) && /INT$/.test(String(type)));
      const replaced = counts.map(({ name, type }) => `(${name} * ${factor})::${type} AS ${name}`);
      const list = replaced.length === 0 ? '*' : `* REPLACE (${replaced.join(', ')})`;
      await session.run(`COPY (SELECT ${list} FROM '${from}') TO '${to}' (FORMAT parquet)`);
      session.close();
    });
    return readFileSync(to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
