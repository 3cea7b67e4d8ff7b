import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';
import type { SqlSession } from '../../lib/pipeline/ports.ts';

async function withSession<T>(use: (session: SqlSession) => Promise<T>): Promise<T> {
  const engine = await openDuckDb({ path: ':memory:', threads: 1, memoryBytes: 300_000_000 });
  try {
    const session = await engine.session();
    return await use(session).finally(() => session.close());
  } finally {
    engine.close();
  }
}

describe('a session', () => {
  it('gives rows as plain values by column name', async () => {
    const rows = await withSession((session) =>
      session.rows("SELECT 7::BIGINT AS a, 'x' AS b, NULL AS c, true AS d, 1.5::DOUBLE AS e, 2::UTINYINT AS f"),
    );

    expect(rows).toEqual([{ a: 7, b: 'x', c: null, d: true, e: 1.5, f: 2 }]);
  });

  it('refuses an integer that a number cannot hold', async () => {
    const failure = withSession((session) => session.rows('SELECT 9007199254740993::BIGINT AS big'));

    await expect(failure).rejects.toThrow('beyond 2^53');
  });

  it('keeps to the memory it was given', async () => {
    const [row] = await withSession((session) => session.rows("SELECT current_setting('memory_limit') AS memory"));

    expect(row?.memory).toBe('286.1 MiB');
  });

  it('never fetches an extension', async () => {
    const failure = withSession((session) => session.run("SELECT * FROM read_csv('https://flowfence.invalid/a.csv')"));

    await expect(failure).rejects.toThrow(/httpfs/);
  });
});
