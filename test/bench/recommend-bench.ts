// Measures how the recommendation and its proof grow with the cluster.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print } from './print.ts';

const SIZES = [250, 500, 1000, 2000, 4000];

const METHOD = `Method: workloads of three pods, twenty in a namespace; each asks DNS, is scraped by one workload, calls four of its
namespace, two of any and an address outside, as many of these as workloads: nine connections for each. From connections in
memory to policies with their proof, on the API text's dataplane. Each run is a process of its own. Seconds are by the clock
and, in brackets, of the processor, which depend less on what else the machine does. Growth is of the processor's seconds, to
the line before: 2 is as much again for twice the workloads.`;

interface Figures {
  readonly connections: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly verification: {
    readonly kept: number;
    readonly keptAllowed: number;
    readonly rules: number;
    readonly rulesNeeded: number;
    readonly allowedBeyondObserved: number;
  };
}

export function benchRecommend(): void {
  print(METHOD);
  let before: Figures | undefined;
  for (const workloads of SIZES) {
    const figures = run(workloads);
    const { connections, seconds, cpuSeconds, peakBytes } = figures;
    const time = `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s)`;
    const growth = before === undefined ? '' : `  growth ${(cpuSeconds / before.cpuSeconds).toFixed(1)}`;
    const load = `${workloads.toLocaleString('en-US')} workloads, ${connections.toLocaleString('en-US')} connections`;
    print(
      `recommend  ${load.padEnd(40)} ${time.padStart(17)}  peak ${Math.round(peakBytes / 1e6)} MB  ${proven(figures)}${growth}`,
    );
    before = figures;
  }
}

function proven({ verification }: Figures): string {
  const { kept, keptAllowed, rules, rulesNeeded, allowedBeyondObserved } = verification;
  const isExact = keptAllowed === kept && rulesNeeded === rules && allowedBeyondObserved === 0;
  return isExact ? 'exact' : `not exact: ${JSON.stringify(verification)}`;
}

function run(workloads: number): Figures {
  const script = fileURLToPath(new URL('./recommend-run.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, String(workloads)], { encoding: 'utf8' });
  return JSON.parse(output) as Figures;
}
