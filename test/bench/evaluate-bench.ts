// Measures the evaluators on a large generated cluster: alone, and as the whole command; how both grow.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PolicyFiles, writePolicyFiles } from './policy-files.ts';
import { print } from './print.ts';

const MANY = { policies: 10_000, connections: 1_000_000 };
const FEW = { policies: 1000, connections: 100_000 };
/** As many as the readable evaluator answers in less than a minute. */
const COMPARED = 20_000;
const SIZE = { namespaces: 500, pods: 50_000 };

const METHOD = `Method: 50,000 pods of 5,000 workloads in 500 namespaces; policies of which one in a hundred is an AdminNetworkPolicy and
each namespace has one that isolates all its pods; every workload calls eight others, three of them outside (50,000
addresses); one connection in ten is between any two pods. Each run is a process of its own. "Evaluator": from compiled
policies and questions in memory to verdicts, the index included; peak memory is that of the process with its input.
"Command": flowfence evaluate, from files to a file. Seconds are by the clock and, in brackets, of the processor, which
depend less on what else the machine does.`;

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

interface Load {
  readonly policies: number;
  readonly connections: number;
}

export async function benchEvaluate({ out }: { readonly out: string }): Promise<void> {
  const files = await writePolicyFiles(join(out, 'evaluate'), {
    ...SIZE,
    policyCounts: [MANY.policies, FEW.policies],
    connectionCounts: [MANY.connections, FEW.connections],
  });
  print(METHOD);
  const run = (load: Load) => report('evaluator', load, runEvaluator('indexed', files, load));
  const whole = run(MANY);
  const fewerPolicies = run({ ...MANY, policies: FEW.policies });
  const fewerConnections = run({ ...MANY, connections: FEW.connections });
  print(`  growth: ${growth(whole, fewerPolicies)} times for 10 times the policies`);
  print(`  growth: ${growth(whole, fewerConnections)} times for 10 times the connections`);
  const command = (load: Load) =>
    report('command', load, runCommand(files, load, join(out, 'evaluate', 'verdicts.jsonl')));
  const all = command(MANY);
  print(`  growth: ${growth(all, command({ ...MANY, policies: FEW.policies }))} times for 10 times the policies`);
  print(
    `  growth: ${growth(all, command({ ...MANY, connections: FEW.connections }))} times for 10 times the connections`,
  );
  const compared = { ...MANY, connections: COMPARED };
  const readable = report('readable', compared, runEvaluator('readable', files, compared));
  const indexed = report('indexed', compared, runEvaluator('indexed', files, compared));
  const perVerdict = whole.cpuSeconds / MANY.connections;
  print(
    `  the readable evaluator takes ${growth(readable, indexed)} times as long for these ${COMPARED} with the index`,
  );
  print(`  and ${(readable.cpuSeconds / COMPARED / perVerdict).toFixed(0)} times as long for each of a million`);
}

function growth(large: Figures, small: Figures): string {
  return (large.cpuSeconds / small.cpuSeconds).toFixed(1);
}

function report(name: string, { policies, connections }: Load, figures: Figures): Figures {
  const { seconds, cpuSeconds, peakBytes } = figures;
  const rate = Math.round(connections / seconds).toLocaleString('en-US');
  const load = `${policies.toLocaleString('en-US')} policies, ${connections.toLocaleString('en-US')} connections`;
  const time = `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s)`;
  print(
    `${name.padEnd(10)} ${load.padEnd(40)} ${time.padStart(17)}  ${rate} verdicts/s  peak ${Math.round(peakBytes / 1e6)} MB`,
  );
  return figures;
}

function script(name: string): readonly string[] {
  return ['--import', 'tsx', fileURLToPath(new URL(name, import.meta.url))];
}

/** The first of the connections, where there are fewer than in any file. */
function runEvaluator(which: 'indexed' | 'readable', files: PolicyFiles, { policies, connections }: Load): Figures {
  const file = files.connections(connections === FEW.connections ? FEW.connections : MANY.connections);
  const args = [which, files.snapshot, files.policies(policies), file, String(connections)];
  const output = execFileSync(process.execPath, [...script('./evaluate-library-run.ts'), ...args], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Figures;
}

function runCommand(files: PolicyFiles, { policies, connections }: Load, verdicts: string): Figures {
  const output = openSync(verdicts, 'w');
  const args = [files.snapshot, files.policies(policies), files.connections(connections)];
  const { stderr } = spawnSync(process.execPath, [...script('./evaluate-command-run.ts'), ...args], {
    stdio: ['ignore', output, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(output);
  const figures = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as Figures & { readonly status: number };
  if (figures.status !== 0) throw new Error(stderr);
  return figures;
}
