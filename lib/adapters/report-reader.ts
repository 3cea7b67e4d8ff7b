// Reads a report file: every row of every table, so that a damaged block is noticed and not skipped.
import { stat } from 'node:fs/promises';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { SqlSession } from '../pipeline/ports.ts';
import type { ReportDocument } from '../report/document.ts';
import { fromRows } from '../report/from-rows.ts';
import { selectRowsSql } from '../report/table-sql.ts';
import { type Row, TABLE_NAMES, type TableName, type TableRows } from '../report/tables.ts';
import { openDuckDb } from './duckdb.ts';

const MEMORY_BYTES = 500_000_000;

export type ReportReading =
  | { readonly kind: 'document'; readonly document: ReportDocument }
  | { readonly kind: 'unusable'; readonly diagnostic: Diagnostic };

/** `name`: what the report is called in what is said of it. */
export async function readReport(path: string, name = path): Promise<ReportReading> {
  const rows = await withReport(path, readTables, name);
  return 'diagnostic' in rows ? { kind: 'unusable', diagnostic: rows.diagnostic } : fromRows(rows, name);
}

/** Runs `use` on the file opened read-only; what the database cannot open or read is a diagnostic. */
export async function withReport<T>(
  path: string,
  use: (session: SqlSession) => Promise<T>,
  name = path,
): Promise<T | { readonly diagnostic: Diagnostic }> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true)
    return { diagnostic: unusable(name, 'no such report', 'check the path, or make it with `flowfence analyze`') };
  try {
    const engine = await openDuckDb({ path, threads: 1, memoryBytes: MEMORY_BYTES, readOnly: true });
    try {
      const session = await engine.session();
      return await use(session).finally(() => session.close());
    } finally {
      engine.close();
    }
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return {
      diagnostic: unusable(name, `cannot be read as a report (${message})`, 'make it anew with `flowfence analyze`'),
    };
  }
}

async function readTables(session: SqlSession): Promise<TableRows> {
  const rows: Partial<Record<TableName, readonly Row[]>> = {};
  for (const name of TABLE_NAMES) rows[name] = await session.rows(selectRowsSql(name));
  // The loop above fills every name.
  return rows as TableRows;
}

function unusable(source: string, message: string, mend: string): Diagnostic {
  return { code: 'report-unreadable', level: 'error', message, place: { source }, mend };
}
