// `flowfence export --format svg`, as a user runs it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRecorded } from './recording-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowfence-svg-'));
const report = join(folder, 'report.duckdb');

beforeAll(async () => {
  const inputs = ['--flows', 'examples/cluster/flows', '--snapshots', 'examples/cluster/snapshots'];
  const { status, notes } = await runRecorded('analyze', ...inputs, '--memory', '500MB', '--report', report);
  if (status !== 0) throw new Error(notes.join('\n'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('export --format svg', () => {
  it('writes the map of the sample, the same to a file and to standard output', async () => {
    const file = join(folder, 'map.svg');
    const written = await runRecorded('export', report, '--format', 'svg', '--out', file);
    const printed = await runRecorded('export', report, '--format', 'svg');

    expect([written.status, printed.status]).toEqual([0, 0]);
    expect(readFileSync(file, 'utf8')).toBe(printed.out);
    expect(printed.out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const name of ['shop', 'frontend', 'kube-system']) expect(printed.out).toContain(`>${name}<`);
  });
});
