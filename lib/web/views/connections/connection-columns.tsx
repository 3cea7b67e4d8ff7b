// The columns of the table of connections.
import { grouped } from '../../../report/words.ts';
import type { Column } from '../../components/data-table.tsx';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import type { ModelConnection } from '../../data/model.ts';
import { VERDICT_CLASSES } from '../../data/verdict-class.ts';

export const COLUMNS: readonly Column<ModelConnection>[] = [
  {
    key: 'client',
    title: 'client',
    heading: true,
    cell: ({ client }) => <Name text={client.text} />,
    sortBy: ({ client }) => client.text,
  },
  {
    key: 'server',
    title: 'server',
    cell: ({ server }) => <Name text={server.text} />,
    sortBy: ({ server }) => server.text,
  },
  {
    key: 'port',
    title: 'port',
    width: '7rem',
    cell: ({ observed }) => `${observed.protocol}/${observed.port}`,
    sortBy: ({ observed }) => observed.port,
  },
  {
    key: 'verdict',
    title: 'current verdict',
    width: '12rem',
    cell: ({ current }) => <VerdictBadge verdict={current} />,
    sortBy: ({ current }) => VERDICT_CLASSES.indexOf(current),
  },
  {
    key: 'evidence',
    title: 'evidence',
    width: '7rem',
    cell: ({ observed }) => observed.evidence,
    sortBy: ({ observed }) => observed.evidence,
  },
  {
    key: 'bytes',
    title: 'bytes',
    width: '9rem',
    numeric: true,
    cell: ({ observed }) => grouped(observed.bytes),
    sortBy: ({ observed }) => observed.bytes,
  },
  {
    key: 'last-seen',
    title: 'last seen (UTC)',
    width: '12rem',
    cell: ({ observed }) => <Time text={observed.lastSeen} />,
    sortBy: ({ observed }) => observed.lastSeen,
  },
];
