// `flowfence serve` as a process: prints where it is, answers there, and ends well when asked to.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import { writeReport } from '../../lib/pipeline/write-report.ts';
import { sampleData, sampleDocument } from '../report/sample-document.ts';

const TSX = import.meta.resolve('tsx');
const folder = mkdtempSync(join(tmpdir(), 'flowfence-serve-'));
const report = join(folder, 'report.duckdb');

beforeAll(async () => {
  await withLocalTools({ memoryBytes: 5e8, progress: { step: () => undefined } }, (tools) =>
    writeReport(tools, sampleData(), report),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function serve(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', TSX, resolve('lib/cli/main.ts'), 'serve', report, ...args]);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      text += String(data);
      if (text.includes('\n')) found(text.trimEnd());
    });
    child.once('exit', (status) => failed(new Error(`ended with status ${status}`)));
  });
}

function statusOf(child: ChildProcess): Promise<number | null> {
  return new Promise((ended) => child.once('exit', (status) => ended(status)));
}

describe('flowfence serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves the page and the report, and %s ends it with status 0',
    async (signal) => {
      const child = serve('--port', '0');
      const url = await firstLine(child);
      const ended = statusOf(child);

      const page = await fetch(url);
      const answer = await fetch(new URL('/api/v1/report', url));
      const exported: unknown = await answer.json();
      child.kill(signal);

      expect((await page.text()).startsWith('<!doctype html>')).toBe(true);
      expect(exported).toEqual(JSON.parse(JSON.stringify(sampleDocument())));
      expect(await ended).toBe(0);
    },
  );

  it('ends with status 2 and the mend where the port is taken', async () => {
    const first = serve('--port', '0');
    const { port } = new URL(await firstLine(first));
    const second = serve('--port', port);
    const notes: string[] = [];
    second.stderr?.on('data', (data) => notes.push(String(data)));

    expect(await statusOf(second)).toBe(2);
    expect(notes.join('')).toBe(`flowfence: --port: port ${port} is in use; name another, or 0 for any that is free\n`);
    const ended = statusOf(first);
    first.kill('SIGTERM');
    await ended;
  });
});
