// The report file is whole: what goes in comes back, through a real DuckDB, to the last byte of the export.
import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';
import { formatJson } from '../../lib/report/formats/json.ts';
import { fromRows } from '../../lib/report/from-rows.ts';
import { createTablesSql, insertRowsSql, selectRowsSql } from '../../lib/report/table-sql.ts';
import { type Row, TABLE_NAMES, type TableName, type TableRows } from '../../lib/report/tables.ts';
import { toRows } from '../../lib/report/to-rows.ts';
import { connection, sampleData, sampleDocument } from './sample-document.ts';

async function throughDuckDb(
  rows: TableRows,
): Promise<{ readonly rows: TableRows; readonly uncommented: readonly Row[] }> {
  const engine = await openDuckDb({ path: ':memory:', threads: 1, memoryBytes: 200_000_000 });
  const session = await engine.session();
  try {
    for (const sql of createTablesSql()) await session.run(sql);
    for (const sql of insertRowsSql(rows)) await session.run(sql);
    const read: Partial<Record<TableName, readonly Row[]>> = {};
    for (const name of TABLE_NAMES) read[name] = await session.rows(selectRowsSql(name));
    const uncommented = await session.rows(
      'SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL',
    );
    return { rows: read as TableRows, uncommented };
  } finally {
    session.close();
    engine.close();
  }
}

describe('the report file', () => {
  it('gives back the export to the last byte', async () => {
    const data = sampleData();

    const { rows } = await throughDuckDb(toRows(data));
    const back = fromRows(rows, 'report.duckdb');

    expect(back.kind === 'document' ? formatJson(back.document) : back).toEqual(formatJson(data.document));
  });

  it('gives back a report without namespaces, services and variants', async () => {
    const { namespaces: _namespaces, services: _services, ...document } = sampleDocument({ workloads: [] });

    const { rows } = await throughDuckDb(toRows({ document, sources: [], malformed: [] }));
    const back = fromRows(rows, 'report.duckdb');

    expect(back.kind === 'document' ? formatJson(back.document) : back).toEqual(formatJson(document));
  });

  it('keeps the order of more rows than one statement holds', async () => {
    const connections = Array.from({ length: 1203 }, (_, index) => connection({ port: 1 + ((index * 7919) % 65_535) }));
    const document = sampleDocument({ connections });

    const { rows } = await throughDuckDb(toRows({ document, sources: [], malformed: [] }));
    const back = fromRows(rows, 'report.duckdb');

    expect(back.kind === 'document' ? back.document.connections : back).toEqual(connections);
  });

  it.each([
    ['a quote', "it's"],
    ['a zero', 'a\u0000b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['what only looks like an escape', 'a\\u0000b\\ud800'],
    ['a line feed and a tab', 'a\nb\tc'],
    ['an astral character', '\u{1F600}'],
  ])('takes %s in text, labels and keys', async (_what, text) => {
    const finding = {
      kind: text,
      severity: 'low',
      subject: text,
      message: text,
      evidence: { [text]: [text] },
    } as const;
    const document = sampleDocument({ findings: [finding] });

    const { rows } = await throughDuckDb(toRows({ document, sources: [], malformed: [] }));
    const back = fromRows(rows, 'report.duckdb');

    expect(back.kind === 'document' ? formatJson(back.document) : back).toEqual(formatJson(document));
  });

  it('comments every column', async () => {
    const { uncommented } = await throughDuckDb(toRows(sampleData()));

    expect(uncommented).toEqual([]);
  });
});

describe('fromRows on a damaged file', () => {
  const rows = toRows(sampleData());
  const damage: readonly (readonly [what: string, rows: TableRows, message: string])[] = [
    ['no meta row', { ...rows, meta: [] }, 'table meta has no row'],
    ['another schema', { ...rows, meta: rows.meta.map((row) => ({ ...row, schema: 'x/v9' })) }, 'schema is x/v9'],
    [
      'a text port',
      { ...rows, connections: rows.connections.map((row) => ({ ...row, port: 'x' })) },
      'row 1: column port is not a number',
    ],
    ['a lost endpoint', { ...rows, endpoints: rows.endpoints.slice(1) }, 'which is not there'],
    ['a lost verdict', { ...rows, verdicts: rows.verdicts.slice(1) }, 'refers to 0 current'],
    [
      'broken JSON',
      { ...rows, findings: rows.findings.map((row) => ({ ...row, evidence: '{' })) },
      'column evidence is not JSON',
    ],
    ['no coverage', { ...rows, coverage: [] }, 'table coverage has no row attributed'],
  ];

  it.each(damage)('%s is a diagnostic with place and mend', (_what, damaged, message) => {
    const back = fromRows(damaged, 'report.duckdb');

    expect(back).toMatchObject({
      kind: 'unusable',
      diagnostic: { code: 'report-damaged', place: { source: 'report.duckdb' } },
    });
    expect(back.kind === 'unusable' ? back.diagnostic.message : '').toContain(message);
  });
});
