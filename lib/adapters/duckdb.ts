// DuckDB behind the SqlEngine port: no extension is ever downloaded, memory and spill folder are stated.
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import type { SqlEngine, SqlRow, SqlSession, SqlValue } from '../pipeline/ports.ts';

export interface DuckDbOptions {
  /** `:memory:` or a file. */
  readonly path: string;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly spillFolder?: string;
  readonly readOnly?: boolean;
}

/** RSS exceeds DuckDB's own limit by 10 to 40 %, so DuckDB gets this share of what the user grants. */
export const DUCKDB_MEMORY_SHARE = 0.5;

/** Opens the database; fails with the driver's message where the file is no database or is locked. */
export async function openDuckDb(options: DuckDbOptions): Promise<SqlEngine> {
  const instance = await DuckDBInstance.create(options.path, {
    threads: String(options.threads),
    memory_limit: `${Math.floor(options.memoryBytes / 1_000_000)}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    ...(options.spillFolder === undefined ? {} : { temp_directory: options.spillFolder }),
    ...(options.readOnly === true ? { access_mode: 'READ_ONLY' } : {}),
  });
  return {
    session: async () => makeSession(await instance.connect()),
    close: () => instance.closeSync(),
  };
}

function makeSession(connection: DuckDBConnection): SqlSession {
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      const names = reader.columnNames();
      return reader.getRows().map((row) => toRow(names, row));
    },
    close: () => connection.closeSync(),
  };
}

function toRow(names: readonly string[], values: readonly DuckDBValue[]): SqlRow {
  const row: Record<string, SqlValue> = {};
  names.forEach((name, index) => {
    row[name] = toValue(values[index] ?? null);
  });
  return row;
}

function toValue(value: DuckDBValue): SqlValue {
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`integer beyond 2^53 from DuckDB: ${value}`);
    return number;
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return String(value);
}
