// `npm test`: every check in turn, all of them even after a failure, and the count of tests as the last line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countTests, formatCounts } from './test-counts.ts';

const CHECKS: readonly (readonly [name: string, script: string])[] = [
  ['types', 'check:types'],
  ['lint', 'check:lint'],
  ['dependency rule', 'check:depcruise'],
  ['unused code', 'check:knip'],
];

function passes(name: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`--- ${name}\n`);
  const passed = spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  if (!passed) process.stdout.write(`--- ${name}: FAILED\n`);
  return passed;
}

function runVitest(): { readonly passed: boolean; readonly counts: Counts } {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-test-'));
  const file = join(folder, 'result.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const passed = passes('tests', 'npx', ['vitest', 'run', '--coverage', ...reporters, ...process.argv.slice(2)]);
    return { passed, counts: countTests(readFileSync(file, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const failedChecks = CHECKS.filter(([name, script]) => !passes(name, 'npm', ['run', '--silent', script])).length;
const { passed, counts } = runVitest();
// A failed check, a file that does not load or a missed coverage floor is no test, but must not leave "0 failed".
const unnamedFailure = !passed && counts.failed === 0 ? 1 : 0;
const total = { ...counts, failed: counts.failed + failedChecks + unnamedFailure };
process.exitCode = total.failed === 0 ? 0 : 1;
process.stdout.write(`${formatCounts(total)}\n`);
