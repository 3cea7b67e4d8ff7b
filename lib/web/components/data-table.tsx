// A table of any rows: sortable headers, and above a few hundred rows only those in sight are in the page.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { grouped } from '../../report/words.ts';
import type { Sort } from '../state/url-fields.ts';
import { useVisibleRows } from './visible-rows.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Makes the column sortable; see `sortRows`. */
  readonly sortBy?: (row: Row) => string | number;
  /** CSS width, such as `8rem` or `30%`; the rest is shared. */
  readonly width?: string;
  readonly numeric?: boolean;
  /** The whole of what a narrow cell may cut, shown on hovering. */
  readonly hint?: (row: Row) => string;
  /** The column that names the row. */
  readonly heading?: boolean;
}

export interface DataTableProps<Row> {
  /** Says what the table is, to those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Filtered and sorted. */
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort | undefined) => void;
  /** The row that a detail beside the table is about. */
  readonly currentId?: string;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, currentId } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { pieces, virtual, notPrinted, onFocusIn, onFocusOut } = useVisibleRows(rows.length, scroller);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling part must be a named region that the keyboard can reach.
    <div
      ref={scroller}
      class={virtual ? 'table-scroll virtual' : 'table-scroll'}
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it, which needs focus.
      tabIndex={0}
    >
      <table aria-label={label} aria-rowcount={rows.length + 1} onFocusIn={onFocusIn} onFocusOut={onFocusOut}>
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={width === undefined ? {} : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {pieces.map((piece) => {
            if (piece.kind === 'space') return <Space key={piece.key} height={piece.height} span={columns.length} />;
            const row = rows[piece.index];
            if (row === undefined) return null;
            const id = rowId(row);
            return (
              <tr
                key={id}
                data-index={piece.index}
                aria-rowindex={piece.index + 2}
                aria-current={id === currentId ? 'true' : undefined}
              >
                {columns.map((column) => (
                  <BodyCell key={column.key} column={column} row={row} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {notPrinted === 0 ? null : (
        <p class="print-only">
          The first {grouped(rows.length - notPrinted)} of {grouped(rows.length)} rows are printed,{' '}
          {grouped(notPrinted)} are left out: narrow the filters, or print the CSV.
        </p>
      )}
    </div>
  );
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort | undefined) => void) | undefined;
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const className = column.numeric === true ? 'numeric' : undefined;
  if (column.sortBy === undefined || onSort === undefined) {
    return (
      <th scope="col" class={className}>
        {column.title}
      </th>
    );
  }
  const direction = sort?.column !== column.key ? 'none' : sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={className} aria-sort={direction}>
      <button type="button" class="sort" onClick={() => onSort(nextSort(column.key, sort))}>
        {column.title} <span aria-hidden="true">{{ none: '↕', ascending: '↑', descending: '↓' }[direction]}</span>
      </button>
    </th>
  );
}

/** Ascending, descending, and back to the order of the table without any. */
function nextSort(column: string, sort: Sort | undefined): Sort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

function BodyCell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = column.numeric === true ? 'numeric' : undefined;
  const hint = column.hint?.(row);
  return column.heading === true ? (
    <th scope="row" class={className} title={hint}>
      {column.cell(row)}
    </th>
  ) : (
    <td class={className} title={hint}>
      {column.cell(row)}
    </td>
  );
}

function Space({ height, span }: { readonly height: number; readonly span: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table takes no focus.
    <tr aria-hidden="true" class="space">
      <td colSpan={span} style={{ height: `${height}px` }} />
    </tr>
  );
}
