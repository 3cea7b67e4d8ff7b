// The tools of a function: bounded by its memory, and nothing left behind, whatever happened before or goes wrong.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FunctionTools, threadsOf, withFunctionTools } from '../../lib/adapters/lambda-tools.ts';

let temporaryFolder = '';
beforeAll(() => {
  temporaryFolder = mkdtempSync(join(tmpdir(), 'flowfence-lambda-'));
});
afterAll(() => rmSync(temporaryFolder, { recursive: true }));

const withTools = <T>(memoryMegabytes: number, job: (tools: FunctionTools) => Promise<T>) =>
  withFunctionTools({ memoryMegabytes, temporaryFolder, progress: { step: () => undefined } }, job);

async function setting(tools: FunctionTools, name: string): Promise<unknown> {
  const session = await tools.engine.session();
  try {
    const [row] = await session.rows(`SELECT current_setting('${name}')::VARCHAR AS value`);
    return row?.value;
  } finally {
    session.close();
  }
}

describe('size', () => {
  it.each([
    [128, 1],
    [1769, 1],
    [1770, 2],
    [3538, 2],
    [10_240, 6],
  ])('of %i MB is worth %i threads', (megabytes, threads) => {
    expect(threadsOf(megabytes)).toBe(threads);
  });

  it('bounds what DuckDB takes: half of the memory, no more of the disk than is free', async () => {
    const { memory, threads, disk, free } = await withTools(4000, async (tools) => ({
      memory: await setting(tools, 'memory_limit'),
      threads: await setting(tools, 'threads'),
      disk: await setting(tools, 'max_temp_directory_size'),
      free: tools.diskBytes,
    }));

    expect(memory).toMatch(/^1\.9 GiB$/);
    expect(threads).toBe('3');
    expect(free).toBeGreaterThan(0);
    expect(Number.parseFloat(String(disk)) * 2 ** 30).toBeLessThanOrEqual(free * 1.1);
  });
});

describe('temporary files', () => {
  it('of an invocation that was killed are gone before the next, and none are left after it', async () => {
    const stale = join(temporaryFolder, 'flowfence-function', 'work-1', 'object.log');
    mkdirSync(dirname(stale), { recursive: true });
    writeFileSync(stale, 'half an object');

    const seen = await withTools(512, async ({ files }) => {
      await files.writeText(files.makePath(await files.makeFolder('work'), 'a'), ['text']);
      return existsSync(stale);
    });

    expect(seen).toBe(false);
    expect(readdirSync(temporaryFolder)).toEqual([]);
  });

  it('are gone too where the job fails, and adapters make theirs in the same place', async () => {
    const outside = tmpdir();
    let inside = '';
    const failing = withTools(512, async () => {
      inside = tmpdir();
      writeFileSync(join(inside, 'made-by-an-adapter'), '');
      throw new Error('on purpose');
    });

    await expect(failing).rejects.toThrow('on purpose');
    expect(inside).toBe(join(temporaryFolder, 'flowfence-function'));
    expect(readdirSync(temporaryFolder)).toEqual([]);
    expect(tmpdir()).toBe(outside);
  });

  it('hold no table of the invocation before', async () => {
    await withTools(512, async ({ engine }) => {
      const session = await engine.session();
      await session.run('CREATE TABLE instances AS SELECT 1 AS one');
    });
    const tables = await withTools(512, async ({ engine }) => {
      const session = await engine.session();
      return (await session.rows('SELECT count(*) AS tables FROM duckdb_tables()'))[0]?.tables;
    });

    expect(tables).toBe(0);
  });
});
