// The observed connections before and under the draft; first those that fare differently.
import type { VerdictClass } from '../../../report/verdict-class.ts';
import { counted } from '../../../report/words.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Name } from '../../components/name.tsx';
import { NarrowVerdict } from '../../components/narrow-verdict.tsx';
import { Panel } from '../../components/panel.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { VERDICT_STYLES } from '../../components/verdict-style.ts';
import { explainParameters } from '../../data/explain-address.ts';
import { viewHref } from '../../state/location.ts';
import type { ChangeRow } from './changes.ts';

const COLUMNS: readonly Column<ChangeRow>[] = [
  {
    key: 'connection',
    title: 'connection',
    heading: true,
    hint: ({ connection: { text } }) => text,
    cell: ({ connection: { client, server }, after }) => (
      <>
        <NarrowVerdict verdict={after} />
        <Name text={client.text} /> <span class="quiet">to</span> <Name text={server.text} />
      </>
    ),
  },
  {
    key: 'port',
    title: 'port',
    width: '6.5rem',
    cell: ({ connection: { observed } }) => `${observed.protocol}/${observed.port}`,
  },
  {
    key: 'verdict',
    title: 'before, under the draft',
    width: '15.25rem',
    cell: ({ before, after, isChanged }) =>
      isChanged ? (
        <>
          <Before verdict={before} /> <VerdictBadge verdict={after} />
        </>
      ) : (
        <>
          <span class="quiet">still</span> <VerdictBadge verdict={after} />
        </>
      ),
  },
  {
    key: 'why',
    title: 'why',
    width: '3.5rem',
    cell: ({ connection: { observed, text } }) => (
      <a href={viewHref('explain', explainParameters(observed, 'what-if'))}>
        why<span class="hidden-visually"> {text}</span>
      </a>
    ),
  },
];

/** Its sign alone: what it becomes is the news, and a row has one line. */
function Before({ verdict }: { readonly verdict: VerdictClass }) {
  const { icon, word } = VERDICT_STYLES[verdict];
  return (
    <span class={`verdict-${verdict}`} title={word}>
      <span aria-hidden="true">{icon} →</span>
      <span class="hidden-visually">{word}, then</span>
    </span>
  );
}

export interface ConnectionChangesProps {
  readonly rows: readonly ChangeRow[];
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
}

export function ConnectionChanges({ rows, all, onAll }: ConnectionChangesProps) {
  const changed = rows.filter(({ isChanged }) => isChanged);
  const shown = all ? rows : changed;
  return (
    <Panel
      title={`Observed: ${changed.length === 0 ? 'none' : counted(changed.length, 'connection')} ${changed.length === 1 ? 'changes' : 'change'}`}
      actions={
        <label class="only-changed no-print">
          <input type="checkbox" checked={!all} onChange={(event) => onAll(!event.currentTarget.checked)} /> only
          changed
        </label>
      }
    >
      {shown.length === 0 ? (
        <p class="empty">
          {rows.length === 0
            ? 'This report has no connections.'
            : `All ${counted(rows.length, 'observed connection')} fare as before. Edit the draft: the result appears as you type.`}
        </p>
      ) : (
        <DataTable
          label="Observed connections under the draft"
          columns={COLUMNS}
          rows={shown}
          rowId={({ connection }) => connection.id}
        />
      )}
    </Panel>
  );
}
