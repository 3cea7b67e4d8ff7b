// Orders the rows of a table by one column; equal rows keep the order they came in.
import { type Compare, compareBy } from '../../base/order.ts';
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
  const ascending: Compare<Row> = compareBy(sortBy);
  return [...rows].sort(sort.descending ? (left, right) => ascending(right, left) : ascending);
}
