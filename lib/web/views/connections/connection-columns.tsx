// The columns of the table of connections.

import { VERDICT_CLASSES } from '../../../report/verdict-class.ts';
import { grouped } from '../../../report/words.ts';
import type { Column } from '../../components/data-table.tsx';
import { Name } from '../../components/name.tsx';
import { NarrowVerdict } from '../../components/narrow-verdict.tsx';
import { Time } from '../../components/time.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import type { ModelConnection } from '../../data/model.ts';

/** What can be counted, chosen and sorted by; the first names the row and opens it. */
export const COLUMNS: readonly Column<ModelConnection>[] = [
  {
    key: 'client',
    title: 'client',
    heading: true,
    cell: ({ client }) => <Name text={client.text} />,
    hint: ({ client }) => client.text,
    sortBy: ({ client }) => client.text,
  },
  {
    key: 'server',
    title: 'server',
    cell: ({ server }) => <Name text={server.text} />,
    hint: ({ server }) => server.text,
    sortBy: ({ server }) => server.text,
  },
  {
    key: 'port',
    title: 'port',
    width: '6.5rem',
    cell: ({ observed }) => `${observed.protocol}/${observed.port}`,
    sortBy: ({ observed }) => observed.port,
  },
  {
    key: 'verdict',
    title: 'current verdict',
    width: '12.75rem',
    cell: ({ current }) => <VerdictBadge verdict={current} />,
    sortBy: ({ current }) => VERDICT_CLASSES.indexOf(current),
  },
  {
    key: 'recommended',
    title: 'recommended',
    width: '12.75rem',
    cell: ({ recommended }) => <VerdictBadge verdict={recommended} />,
    sortBy: ({ recommended }) => VERDICT_CLASSES.indexOf(recommended),
  },
  {
    key: 'outcome',
    title: 'outcome',
    width: '8rem',
    cell: ({ observed }) => observed.outcome,
    sortBy: ({ observed }) => observed.outcome,
  },
  {
    key: 'evidence',
    title: 'evidence',
    width: '7rem',
    cell: ({ observed }) => observed.evidence,
    sortBy: ({ observed }) => observed.evidence,
  },
  numberColumn('records', ({ observed }) => observed.records),
  numberColumn('bytes', ({ observed }) => observed.bytes),
  numberColumn('packets', ({ observed }) => observed.packets),
  timeColumn('first-seen', 'first seen (UTC)', ({ observed }) => observed.firstSeen),
  timeColumn('last-seen', 'last seen (UTC)', ({ observed }) => observed.lastSeen),
  {
    key: 'left-out',
    title: 'left out',
    width: '10rem',
    cell: ({ observed }) => <Name text={observed.leftOut ?? ''} />,
    sortBy: ({ observed }) => observed.leftOut ?? '',
  },
];

function numberColumn(name: string, count: (connection: ModelConnection) => number): Column<ModelConnection> {
  const cell = (connection: ModelConnection) => grouped(count(connection));
  return { key: name, title: name, width: '8.5rem', numeric: true, cell, sortBy: count };
}

function timeColumn(
  key: string,
  title: string,
  textOf: (connection: ModelConnection) => string,
): Column<ModelConnection> {
  const cell = (connection: ModelConnection) => <Time text={textOf(connection)} />;
  return { key, title, width: '11.5rem', cell, sortBy: textOf };
}

/** Of each of the two columns without a width: their names must be readable. */
const NAME_WIDTH_REM = 13;

/** The least width of a table with these columns, as CSS: a narrower page scrolls it. */
export function leastWidth(columns: readonly Column<ModelConnection>[]): string {
  const widths = columns.map(({ width }) => (width === undefined ? NAME_WIDTH_REM : Number.parseFloat(width)));
  return `${widths.reduce((sum, width) => sum + width, 0)}rem`;
}

/** A detail beside the table has the rest, and needs its room. */
const BESIDE_DETAIL: readonly string[] = ['server', 'port', 'verdict'];

export function columnsBesideDetail(names: readonly string[]): readonly string[] {
  return names.filter((name) => BESIDE_DETAIL.includes(name));
}

/** The client, whose name opens the row, and the named ones. */
export function columnsShown(
  names: readonly string[],
  onOpen: (connection: ModelConnection) => void,
): readonly Column<ModelConnection>[] {
  return COLUMNS.filter(({ key }) => key === 'client' || names.includes(key)).map((column) =>
    column.key !== 'client' ? column : { ...column, cell: (row) => <OpenButton connection={row} onOpen={onOpen} /> },
  );
}

interface OpenButtonProps {
  readonly connection: ModelConnection;
  readonly onOpen: (connection: ModelConnection) => void;
}

function OpenButton({ connection, onOpen }: OpenButtonProps) {
  return (
    <button
      type="button"
      class="link open-row"
      aria-label={`Details of ${connection.text}`}
      onClick={() => onOpen(connection)}
    >
      <NarrowVerdict verdict={connection.current} />
      <Name text={connection.client.text} />
    </button>
  );
}
