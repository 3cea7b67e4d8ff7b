// What the shared table and buttons decide without a browser.
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../lib/web/components/file-name.ts';
import { sortRows } from '../../lib/web/components/sort-rows.ts';
import { tablePieces } from '../../lib/web/components/table-pieces.ts';

describe('sorted rows', () => {
  const rows = [
    { name: 'b', size: 2 },
    { name: 'a', size: 10 },
    { name: 'B', size: 2 },
  ];
  const columns = [
    { key: 'name', sortBy: (row: { name: string }) => row.name },
    { key: 'size', sortBy: (row: { size: number }) => row.size },
    { key: 'note' },
  ];

  it.each([
    ['name', false, ['B', 'a', 'b']],
    ['name', true, ['b', 'a', 'B']],
    ['size', false, ['b', 'B', 'a']],
    ['size', true, ['a', 'b', 'B']],
    ['note', false, ['b', 'a', 'B']],
    ['nowhere', true, ['b', 'a', 'B']],
  ])('by %s, descending %s', (column, descending, expected) => {
    expect(sortRows(rows, columns, { column, descending }).map(({ name }) => name)).toEqual(expected);
    expect(rows.map(({ name }) => name)).toEqual(['b', 'a', 'B']);
  });
});

describe('the pieces of a long table', () => {
  it.each([
    [[], 0, []],
    [[0, 1], 2, ['0', '1']],
    [[2, 3], 6, ['2 rows', '2', '3', '2 rows']],
    [[0, 5, 6], 7, ['0', '4 rows', '5', '6']],
    [[], 3, ['3 rows']],
  ])('%j of %d', (indexes, count, expected) => {
    const pieces = tablePieces(indexes, count, 10);

    expect(pieces.map((piece) => (piece.kind === 'row' ? `${piece.index}` : `${piece.height / 10} rows`))).toEqual(
      expected,
    );
  });
});

describe('a file name', () => {
  it.each([
    ['shop.yaml', 'shop.yaml'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a/b\\c:d', 'a-b-c-d'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['.hidden', 'hidden'],
    ['//', 'flowfence'],
    ['x'.repeat(300), 'x'.repeat(120)],
  ])('%j is saved as %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });
});
