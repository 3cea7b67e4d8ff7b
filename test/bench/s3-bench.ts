// Measures the main job over a bucket of a real server beside the same files on disk, in turn.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeS3Store } from '../../lib/adapters/s3-store.ts';
import { missingS3Server, s3Environment, startS3Server } from '../aws/s3-server.ts';
import { writeBench } from '../generator/bench.ts';
import { median, print } from './print.ts';

export interface S3BenchOptions {
  readonly rounds: string;
  readonly memory: string;
  readonly out: string;
}

interface Run {
  readonly records: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly connections: number;
}

const RECORDS = 2_000_000;
const BUCKET = 's3://bench/';
const SCRIPT = fileURLToPath(new URL('./analyze-run.ts', import.meta.url));

const METHOD = `Method: flow logs of a generated cluster (2,000,000 records, 18 fields, 64 gzip files) and its snapshots, from raw files to
report: once from disk, once from a bucket of Versity S3 Gateway over HTTP on this machine, whose work is done by the same
processors. Each run is a process of its own on two threads; the two take turns; ratios are taken pair by pair, the
medians are quoted. Processor time is that of the run alone, without the server's.`;

/** From `folder`, or from the bucket where the environment names a server. */
function run(from: string, report: string, { memory }: S3BenchOptions): Run {
  rmSync(report, { force: true });
  const args = ['--import', 'tsx', SCRIPT, from, memory, report];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Run;
}

function describe(name: string, { seconds, cpuSeconds }: Run): string {
  return `${name} ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor)`;
}

async function upload(folder: string): Promise<void> {
  const store = makeS3Store();
  for (const part of ['flows', 'snapshots']) {
    for (const entry of readdirSync(join(folder, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const key = `${BUCKET}${relative(folder, path)}`;
      await store.write(key, { kind: 'file', path, contentType: 'application/gzip' });
    }
  }
}

export async function benchS3(options: S3BenchOptions): Promise<void> {
  if (missingS3Server !== undefined) {
    print(`s3: left out: ${missingS3Server}`);
    return;
  }
  const folder = join(options.out, `records-${RECORDS}`);
  if (!existsSync(join(folder, 'truth.json'))) {
    mkdirSync(folder, { recursive: true });
    await writeBench(folder, { records: RECORDS });
  }
  const server = await startS3Server();
  Object.assign(process.env, s3Environment(server.endpoint));
  try {
    await server.makeBucket('bench');
    await upload(folder);
    print(METHOD);
    const ratios: number[] = [];
    const cpuRatios: number[] = [];
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      const report = join(folder, 'report.duckdb');
      const disk = run(folder, report, options);
      const bucket = run(BUCKET.slice(0, -1), report, options);
      if (disk.records !== bucket.records || disk.connections !== bucket.connections)
        throw new Error('the two runs read different input');
      ratios.push(bucket.seconds / disk.seconds);
      cpuRatios.push(bucket.cpuSeconds / disk.cpuSeconds);
      print(`round ${round}: ${describe('disk', disk)}, ${describe('bucket', bucket)}`);
    }
    print(
      `median: ${median(ratios).toFixed(2)} times the same files on disk, ${median(cpuRatios).toFixed(2)} times their processor time`,
    );
  } finally {
    await server.stop();
  }
}
