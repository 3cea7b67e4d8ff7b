// Writes the large input: one hour of a big cluster in many files, by several threads, with bounded memory.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { planBench } from './bench-plan.ts';
import type { BenchFile, BenchTask } from './bench-worker.ts';
import { formatsOf } from './formats.ts';
import { compress, objectPath } from './objects.ts';
import { at, createRandom } from './random.ts';

const SLOTS = 12;
const TSX = import.meta.resolve('tsx/esm/api');
const WORKER = new URL('./bench-worker.ts', import.meta.url).href;

export interface BenchOptions {
  readonly records: number;
  readonly seed?: number;
  readonly files?: number;
  readonly threads?: number;
}

export interface BenchTruth {
  readonly inputs: {
    readonly objects: number;
    readonly records: number;
    readonly malformed: number;
    readonly noData: number;
    readonly skipData: number;
  };
  readonly connections: readonly object[];
}

export async function writeBench(dir: string, options: BenchOptions): Promise<BenchTruth> {
  const { records, seed = 1, files: count = 64, threads = availableParallelism() } = options;
  const plan = planBench(seed);
  const format = at(formatsOf('bench'), 0);
  const names = createRandom(`bench names ${seed}`);
  const files = Array.from({ length: count }, (_, index): BenchFile => {
    const slot = plan.settings.from + Math.floor((index * SLOTS) / count) * 300;
    const share = Math.floor((records * (index + 1)) / count) - Math.floor((records * index) / count);
    return {
      path: join(dir, 'flows', objectPath({ slot, format }, plan.settings, names)),
      slot,
      records: share,
      label: `bench ${seed} ${index}`,
    };
  });
  const { calls, lookups, knocks } = plan;
  const shares = Array.from({ length: threads }, (_, thread) =>
    files.filter((_file, index) => index % threads === thread),
  );
  const tasks = shares.map(
    (share): BenchTask => ({ plan: { calls, lookups, knocks }, header: format.fields.join(' '), files: share }),
  );
  const seen = new Set((await Promise.all(tasks.map((task) => runThread(task)))).flat());
  const truth = {
    inputs: { objects: count, records, malformed: 0, noData: 0, skipData: 0 },
    connections: plan.connections.filter((_, index) => seen.has(index)),
  };
  const snapshots = join(dir, 'snapshots', plan.settings.cluster);
  mkdirSync(snapshots, { recursive: true });
  for (const { stamp, list } of plan.snapshots)
    writeFileSync(join(snapshots, `${stamp}.json.gz`), compress(JSON.stringify(list), 'utf8'));
  writeFileSync(join(dir, 'truth.json'), `${JSON.stringify(truth)}\n`);
  return truth;
}

function runThread(task: BenchTask): Promise<number[]> {
  return new Promise((resolve, reject) => {
    // Threads of Node 20 know no TypeScript, and tsx does not reach into them by itself.
    const worker = new Worker(
      `import(${JSON.stringify(TSX)}).then((tsx) => tsx.tsImport(${JSON.stringify(WORKER)}, ${JSON.stringify(import.meta.url)}))`,
      {
        eval: true,
        workerData: task,
      },
    );
    worker.once('message', (seen: number[]) => resolve(seen));
    worker.once('error', reject);
  });
}
