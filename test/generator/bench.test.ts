// The large input in small: the promised number of records, and the connections that are in it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { planBench } from './bench-plan.ts';
import { writeBenchFile } from './bench-worker.ts';

const dir = mkdtempSync(join(tmpdir(), 'flowfence-bench-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('a file of the large input', () => {
  it('has the asked number of rows, two interfaces and a share of rejects', async () => {
    const plan = planBench(1);
    const file = { path: join(dir, 'flows', 'one.log.gz'), slot: plan.settings.from, records: 20_000, label: 'test' };
    const seen = await writeBenchFile(file, { plan, header: 'h', files: [file] });
    const rows = gunzipSync(readFileSync(file.path)).toString('utf8').trimEnd().split('\n').slice(1);
    expect(readdirSync(join(dir, 'flows'))).toEqual(['one.log.gz']);
    expect(rows).toHaveLength(20_000);
    expect(rows.filter((row) => row.split(' ').length !== 18)).toEqual([]);
    const rejects = rows.filter((row) => row.includes(' REJECT ')).length;
    expect(rejects).toBeGreaterThan(400);
    expect(rejects).toBeLessThan(800);
    const ports = new Set(rows.filter((row) => row.endsWith(' 3 egress')).map((row) => Number(row.split(' ')[6])));
    const named = new Set([...seen].map((index) => plan.connections[index]?.port));
    expect([...ports].filter((port) => !named.has(port))).toEqual([]);
  });
});
