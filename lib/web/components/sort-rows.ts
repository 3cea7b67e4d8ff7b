// Orders the rows of a table by one column; equal rows keep the order they came in.
import type { Compare } from '../../base/order.ts';
import type { Sort } from '../state/url-fields.ts';

export interface SortableColumn<Row> {
  readonly key: string;
  readonly sortBy?: (row: Row) => string | number;
}

/** The rows as they came where no column is asked for, or one that cannot be sorted by. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly SortableColumn<Row>[],
  sort: Sort | undefined,
): readonly Row[] {
  const sortBy = columns.find(({ key }) => key === sort?.column)?.sortBy;
  if (sort === undefined || sortBy === undefined) return rows;
  // Each key is made once, not at every comparison.
  const keyed = rows.map((row) => ({ row, key: sortBy(row) }));
  const ascending: Compare<{ readonly key: string | number }> = ({ key: left }, { key: right }) =>
    left < right ? -1 : left > right ? 1 : 0;
  keyed.sort(sort.descending ? (left, right) => ascending(right, left) : ascending);
  return keyed.map(({ row }) => row);
}
