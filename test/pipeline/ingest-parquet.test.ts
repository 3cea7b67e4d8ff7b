import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, type Row, statusRow, writeLog } from '../connections/flow-lines.ts';
import { useTools } from '../connections/observe.ts';
import { ingestFiles } from './object-lab.ts';

const toolsOf = useTools();

const ROWS: readonly Row[] = [
  ...call('web:40000 -> api:8080'),
  ...call('web:40001 -> db:5432'),
  statusRow('NODATA', 'eni-3', 60),
  statusRow('SKIPDATA', 'eni-4', 120),
];

/** "Only version srcport dstport protocol tcp-flags traffic-path are INT_32; only packets bytes start end are INT_64." */
const INT_32 = ['version', 'srcport', 'dstport', 'protocol', 'tcp-flags', 'traffic-path'];
const INT_64 = ['packets', 'bytes', 'start', 'end'];

interface Writing {
  readonly int32?: string;
  readonly int64?: string;
  readonly hyphens?: boolean;
}

/** As AWS writes it: underscore names, stated types, null where the text has `-`. */
async function writeParquet(rows: readonly Row[], { int32 = 'INTEGER', int64 = 'BIGINT', hyphens }: Writing = {}) {
  const [header = '', ...lines] = writeLog(rows).trimEnd().split('\n');
  const names = header.split(' ');
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-parquet-'));
  const path = join(folder, 'made.parquet');
  const session = await toolsOf().engine.session();
  try {
    const columns = names.map((name) => {
      const type = INT_32.includes(name) ? int32 : INT_64.includes(name) ? int64 : 'VARCHAR';
      return `"${hyphens === true ? name : name.replaceAll('-', '_')}" ${type}`;
    });
    await session.run(`CREATE OR REPLACE TEMP TABLE made (${columns.join(', ')})`);
    const literal = (token: string) => (token === '-' ? 'NULL' : `'${token}'`);
    const values = lines.map((line) => `(${line.split(' ').map(literal).join(', ')})`);
    await session.run(`INSERT INTO made VALUES ${values.join(', ')}`);
    await session.run(`COPY made TO '${path}' (FORMAT parquet, COMPRESSION gzip)`);
    return readFileSync(path);
  } finally {
    session.close();
    rmSync(folder, { recursive: true });
  }
}

describe('Parquet', () => {
  it.each([
    { kind: 'the documented types', writing: {} },
    { kind: 'wider integers', writing: { int32: 'BIGINT', int64: 'HUGEINT' } },
    { kind: 'unsigned integers', writing: { int32: 'UINTEGER', int64: 'UBIGINT' } },
    { kind: 'the names of the text header', writing: { hyphens: true } },
    { kind: 'numbers as text', writing: { int32: 'VARCHAR', int64: 'VARCHAR' } },
  ])('says what the text says, with $kind', async ({ writing }) => {
    const files = { 'a.log.parquet': await writeParquet(ROWS, writing), 'b.log': writeLog(ROWS) };

    const parquet = await ingestFiles(toolsOf(), { 'a.log.parquet': files['a.log.parquet'] });
    const text = await ingestFiles(toolsOf(), { 'b.log': files['b.log'] });

    expect(parquet.facts['a.log.parquet']).toMatchObject({
      records: 4,
      malformed: 0,
      noData: 1,
      skipData: 1,
      unreadable: null,
    });
    expect(parquet.rows).toEqual(text.rows);
  });

  it.each([
    { damage: 'a port out of range', change: { dstport: '70000' } },
    { damage: 'a negative count', change: { bytes: '-1' } },
    { damage: 'a start after the end', change: { start: '1893456000' } },
    { damage: 'no address', change: { 'pkt-dstaddr': 'nobody' } },
    { damage: 'an unknown action', change: { action: 'MAYBE' } },
    { damage: 'null for a port', change: { srcport: '-' } },
  ])('leaves out and notes a row with $damage', async ({ change }) => {
    const [first, ...rest] = ROWS;
    const bad = Object.fromEntries(Object.entries({ ...first, ...change })) as Row;

    const { facts, rows } = await ingestFiles(toolsOf(), {
      'a.parquet': await writeParquet([...(first === undefined ? [] : [first]), bad, ...rest]),
    });
    const sound = await ingestFiles(toolsOf(), { 'a.parquet': await writeParquet(ROWS) });

    expect(facts['a.parquet']).toMatchObject({ records: 4, malformed: 1, noData: 1, skipData: 1 });
    expect(facts['a.parquet']?.malformedLines).toHaveLength(1);
    expect(rows).toEqual(sound.rows);
  });

  it('with a damaged page is said to be unusable, and the objects beside it are read', async () => {
    const many = Array.from({ length: 400 }, (_, index) => call(`web:${20_000 + index * 7} -> api:8080`)).flat();
    const sound = await writeParquet(many);
    const damaged = Buffer.from(sound);
    damaged.fill(0xa5, 100, 900);

    const { facts } = await ingestFiles(toolsOf(), { 'damaged.parquet': damaged, 'sound.parquet': sound });

    expect(facts['damaged.parquet']).toMatchObject({ records: 0, unreadable: { code: 'object-damaged' } });
    expect(facts['sound.parquet']).toMatchObject({ records: 800, unreadable: null });
  });

  it('without the columns of a flow log is said to be unusable', async () => {
    const bare = ROWS.map(({ srcport, ...rest }) => rest);
    const all = await writeParquet(bare);

    const { facts } = await ingestFiles(toolsOf(), { 'a.parquet': all.subarray(0, all.length - 9), 'b.parquet': all });

    expect(facts['a.parquet']?.unreadable?.code).toBe('object-damaged');
    expect(facts['b.parquet']).toMatchObject({ records: 0, malformed: 4 });
  });
});
