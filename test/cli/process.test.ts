// The command line as a process: exit status, one line on standard error, a reader that goes away.
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const TSX = resolve('node_modules/tsx/dist/cli.mjs');

function flowfence(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const run = spawnSync(process.execPath, [TSX, 'lib/cli/main.ts', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status: run.status, out: run.stdout, error: run.stderr };
}

describe('the process', () => {
  it('shows help and ends well', () => {
    const { status, out, error } = flowfence(['--help'], { NO_COLOR: '1' });

    expect([status, error]).toEqual([0, '']);
    for (const command of [
      'demo',
      'analyze',
      'ingest',
      'policies',
      'check',
      'evaluate',
      'explain',
      'diff',
      'export',
      'serve',
    ]) {
      expect(out).toContain(`  ${command} `);
    }
  });

  it('ends with one line and status 2 where input cannot be used', () => {
    const { status, out, error } = flowfence(['check', '/nowhere.duckdb', '--policies', 'x']);

    expect([status, out]).toEqual([2, '']);
    expect(error).toBe(
      'flowfence: /nowhere.duckdb: no such report; check the path, or make it with `flowfence analyze`\n',
    );
  });

  it('shows where it broke only to who asks', () => {
    expect(flowfence(['check', 'package.json', '--policies', 'x'], { FLOWFENCE_DEBUG: '1' }).error).toContain(
      '\n    at ',
    );
  });

  it('ends quietly when the reader goes away', async () => {
    const child = spawn(process.execPath, [TSX, 'lib/cli/main.ts', 'evaluate', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const error: string[] = [];
    child.stderr.on('data', (data) => error.push(String(data)));

    const status = await new Promise((done) => child.on('close', done));

    expect([status, error.join('')]).toEqual([0, '']);
  });
});
