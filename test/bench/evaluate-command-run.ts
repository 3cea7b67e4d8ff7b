// Child of the bench: `flowfence evaluate` as a process of its own; verdicts go to stdout, its figures to stderr.
import { run } from '../../lib/cli/program.ts';
import { processTerminal } from '../../lib/cli/terminal.ts';

const [snapshot = '', policies = '', connections = ''] = process.argv.slice(2);
const terminal = processTerminal();
const start = performance.now();
const status = await run(
  ['evaluate', '--json', '--snapshots', snapshot, '--policies', policies, '--connections', connections],
  terminal,
  { debug: false },
);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage();
const peakBytes = process.resourceUsage().maxRSS * 1024;
terminal.note(JSON.stringify({ status, seconds, cpuSeconds: (user + system) / 1e6, peakBytes }));
