// Measures the main job on a large generated input beside DuckDB's plain scan of the same files, in turn.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBench } from '../generator/bench.ts';
import { median, print } from './print.ts';

export interface AnalyzeBenchOptions {
  readonly records: string;
  readonly rounds: string;
  readonly memory: string;
  readonly out: string;
}

interface Run {
  readonly records: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

const METHOD = `Method: one hour of flow logs of a generated cluster (1,500 client pods, 240 services of 6 pods, both interfaces
reporting, 18 fields, 64 gzip files). Each run is a process of its own on two threads; the two commands take turns, so that
a drift of the machine's speed meets both; the ratio is taken pair by pair and the median is quoted.`;

function run(script: string, ...args: readonly string[]): Run {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const output = execFileSync(process.execPath, ['--import', 'tsx', path, ...args], { encoding: 'utf8' });
  return JSON.parse(output) as Run;
}

function describe(name: string, { records, seconds, peakBytes }: Run): string {
  const rate = Math.round(records / seconds).toLocaleString('en-US');
  return `${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${rate.padStart(10)} records/s  peak ${Math.round(peakBytes / 1e6)} MB`;
}

export async function benchAnalyze(values: AnalyzeBenchOptions): Promise<void> {
  const folder = join(values.out, `records-${values.records}`);
  if (!existsSync(join(folder, 'truth.json'))) {
    mkdirSync(folder, { recursive: true });
    print(`writing ${Number(values.records).toLocaleString('en-US')} records to ${folder} (once) …`);
    await writeBench(folder, { records: Number(values.records) });
  }
  print(METHOD);
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const report = join(folder, 'report.duckdb');
    rmSync(report, { force: true });
    const scan = run('./plain-scan.ts', join(folder, 'flows'), values.memory);
    const whole = run('./analyze-run.ts', folder, values.memory, report);
    if (scan.records !== whole.records)
      throw new Error(`the scan read ${scan.records} records, the run ${whole.records}`);
    print(`round ${round}`);
    print(`  ${describe('plain scan', scan)}`);
    print(`  ${describe('analyze', whole)}`);
    ratios.push(whole.seconds / scan.seconds);
    rates.push(whole.records / whole.seconds);
  }
  print(`median: ${Math.round(median(rates)).toLocaleString('en-US')} records/s from raw files to report`);
  print(`median: ${median(ratios).toFixed(2)} times the plain scan of the same files`);
}
