import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planBackfill } from '../../../lib/pipeline/stored/plan-backfill.ts';
import { type PlannedRun, planRun } from '../../../lib/pipeline/stored/plan-run.ts';
import { rollUpStored } from '../../../lib/pipeline/stored/roll-up-stored.ts';
import { readPlan } from '../../../lib/pipeline/stored/run-files.ts';
import { fetchRollups, readSources } from '../../../lib/pipeline/stored/window-rollups.ts';
import { KilledError, killedAt } from './failing-store.ts';
import {
  BEGIN,
  CLUSTER,
  ingestLogs,
  type Lab,
  makeLab,
  plan,
  stateOf,
  withLabTools,
  writeLabCluster,
} from './stored-lab.ts';

let root = '';
let lab: Lab;
let planned: PlannedRun;
const WINDOW = { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 };
const HOUR = BEGIN / 3600;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-killed-'));
  lab = makeLab(join(root, 'base'));
  const size = { workloads: 4, nodes: 2, namespaces: 1, objectsPerSlot: 1, rate: 0.3, snapshotMinutes: 20 };
  writeLabCluster(lab, { profile: 'test', seed: 3, hours: 0.5, format: 'v5', ...size });
  await ingestLogs(lab);
  planned = await plan(lab, WINDOW);
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs `step` in a copy, killed at each change in turn and then repeated; gives back how many changes there were. */
async function killEverywhere(name: string, step: (lab: Lab) => Promise<unknown>): Promise<number> {
  const copyOf = (place: string) => {
    const copy = makeLab(join(root, name, place), lab);
    cpSync(lab.places.data, copy.places.data, { recursive: true, preserveTimestamps: true });
    return copy;
  };
  const whole = copyOf('whole');
  const counting = killedAt(whole.store, Number.POSITIVE_INFINITY);
  await step({ ...whole, store: counting.store });
  for (let n = 1; n <= counting.changes(); n += 1) {
    const copy = copyOf(String(n));
    await expect(step({ ...copy, store: killedAt(copy.store, n).store })).rejects.toBeInstanceOf(KilledError);
    await step(copy);
    expect(withPlaces(copy)).toEqual(withPlaces(whole));
  }
  return counting.changes();
}

/** Lists of work name the folder of the lab in every line. */
function withPlaces(of: Lab): unknown {
  const state = stateOf(of.places.data);
  const texts = Object.keys(state).filter((name) => /(hours|objects)\.json$/.test(name));
  const read = (name: string) => readFileSync(join(of.places.data, name), 'utf8').replaceAll(of.root, 'root');
  return { ...state, ...Object.fromEntries(texts.map((name) => [name, read(name)])) };
}

describe('a step that is killed between any two changes and repeated leaves what it leaves undisturbed', () => {
  it('planning a run', async () => {
    const step = (of: Lab) =>
      withLabTools(of, (tools) => planRun(tools, { cluster: CLUSTER, logs: [of.logs], ...WINDOW }));

    expect(await killEverywhere('plan', step)).toBe(6);
  });

  it('rolling up an hour', async () => {
    const step = (of: Lab) =>
      withLabTools(of, (tools) => {
        const planKey = planned.planKey.replace(lab.places.data, of.places.data);
        return rollUpStored(tools, planKey, HOUR);
      });

    expect(await killEverywhere('rollup', step)).toBe(3);
  });

  it('planning a backfill', async () => {
    const request = { logs: lab.logs, fromSeconds: 0, toSeconds: BEGIN + 86_400, execution: 'e1' };
    const step = (of: Lab) => withLabTools(of, (tools) => planBackfill(tools, request));

    expect(await killEverywhere('backfill', step)).toBe(1);
  });
});

describe('an hour of which another version wrote all summaries', () => {
  it('is rolled up to nothing, and says so of each object', async () => {
    const copy = makeLab(join(root, 'outdated'), lab);
    cpSync(lab.places.data, copy.places.data, { recursive: true, preserveTimestamps: true });
    const planKey = planned.planKey.replace(lab.places.data, copy.places.data);
    const names = Object.keys(stateOf(copy.places.data)).filter((name) => name.startsWith('summaries/'));

    const facts = await withLabTools(copy, async (tools) => {
      const session = await tools.engine.session();
      for (const name of names) {
        const path = join(copy.places.data, name);
        await session.run(
          `COPY (SELECT 1 AS one) TO '${path}' (FORMAT parquet, KV_METADATA {flowfence: '{"version":0}'})`,
        );
      }
      await rollUpStored(tools, planKey, HOUR);
      const rollups = await fetchRollups(tools, await readPlan(tools, planKey), await tools.files.makeFolder('x'));
      const sources = await readSources(session, rollups);
      session.close();
      return sources;
    });

    expect(facts).toHaveLength(names.length);
    expect(new Set(facts.map(({ unreadable }) => unreadable?.code))).toEqual(new Set(['summary-of-another-version']));
  });
});

describe('a backfill', () => {
  it('names the objects of its time that have no summary', async () => {
    const copy = makeLab(join(root, 'resumed'), lab);
    const request = { logs: lab.logs, fromSeconds: 0, toSeconds: BEGIN + 86_400, execution: 'e2' };
    const all = await withLabTools(copy, (tools) => planBackfill(tools, request));
    const keys: readonly { readonly key: string }[] = JSON.parse(readFileSync(all.manifestKey, 'utf8'));
    await ingestLogs(copy, [keys[0]?.key ?? '']);

    const rest = await withLabTools(copy, (tools) => planBackfill(tools, request));
    const none = await withLabTools(copy, (tools) => planBackfill(tools, { ...request, toSeconds: BEGIN }));

    expect(all).toMatchObject({ objects: keys.length, present: 0 });
    expect(rest).toMatchObject({ objects: keys.length - 1, present: 1 });
    expect(none).toMatchObject({ objects: 0, present: 0 });
  });

  it.each(['../other', '/etc', 'a/../../b'])('does not leave its source by the prefix %j', async (prefix) => {
    const request = { logs: lab.logs, fromSeconds: 0, toSeconds: BEGIN, execution: 'e3', prefix };

    await expect(withLabTools(lab, (tools) => planBackfill(tools, request))).rejects.toThrow(/leads out/);
  });
});

describe('a request that cannot be planned is refused in one line', () => {
  it.each([
    {
      name: 'an unknown log source',
      change: { cluster: { ...CLUSTER, logs: ['nowhere'] } },
      says: /no log source nowhere/,
    },
    { name: 'a window that ends before it begins', change: { toSeconds: BEGIN - 1 }, says: /ends before it begins/ },
    { name: 'a window of centuries', change: { fromSeconds: 0 }, says: /more than 10000 hours/ },
    { name: 'a cluster without snapshots', change: { cluster: { ...CLUSTER, name: 'empty' } }, says: /no snapshot/ },
    {
      name: 'an unknown dataplane',
      change: { cluster: { ...CLUSTER, options: { ...CLUSTER.options, dataplane: 'nonsense' } } },
      says: /dataplane/,
    },
    {
      name: 'a prefix length that is none',
      change: { cluster: { ...CLUSTER, options: { ...CLUSTER.options, cidrPrefix: '99' } } },
      says: /99 is no prefix length/,
    },
  ])('$name', async ({ change, says }) => {
    await expect(plan(lab, { ...WINDOW, ...change })).rejects.toThrow(says);
  });
});
