// Every observed connection with its verdicts and evidence, to search, filter, sort, open and take away.
import { useRef } from 'preact/hooks';
import { formatCsv } from '../../../report/formats/csv.ts';
import { counted, grouped } from '../../../report/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Name } from '../../components/name.tsx';
import type { ModelConnection } from '../../data/model.ts';
import { hasGoneOn, setParameters, useUrlState } from '../../state/location.ts';
import type { ViewProps } from '../view.ts';
import { ColumnsChoice } from './columns-choice.tsx';
import { columnsBesideDetail, columnsShown, leastWidth } from './connection-columns.tsx';
import { ConnectionDetail } from './connection-detail.tsx';
import { FACET_NAMES, type FacetName } from './connection-facets.ts';
import { CONNECTION_FIELDS } from './connection-fields.ts';
import { placeText } from './connection-places.ts';
import { FilterBar } from './filter-bar.tsx';
import { focusRow, moveBetweenRows } from './row-focus.ts';
import { useConnectionRows } from './use-connection-rows.ts';
import './connections.css';

export function ConnectionsView({ model }: ViewProps) {
  const { values, set } = useUrlState(CONNECTION_FIELDS);
  const { q, namespace, sort, columns, row, from, to } = values;
  const { shown, counts } = useConnectionRows(model, values);
  const asked = useRef(hasGoneOn());
  const table = useRef<HTMLDivElement>(null);
  const total = model.connections.length;
  const opened = row === '' ? undefined : model.connectionById.get(row);
  const open = ({ id }: ModelConnection): void => {
    asked.current = true;
    set({ row: id });
  };
  const shownColumns = columnsShown(opened === undefined ? columns : columnsBesideDetail(columns), open);
  const close = (): void => {
    set({ row: '' });
    focusRow(table.current);
  };
  const clear = (): void => {
    setParameters(Object.fromEntries(['q', 'namespace', 'from', 'to', ...FACET_NAMES].map((name) => [name, ''])), {
      replace: true,
    });
  };
  const choose = (facet: FacetName, choices: readonly string[]): void => {
    setParameters({ [facet]: choices.join(',') }, { replace: true });
  };
  return (
    <>
      <FilterBar
        search={q}
        namespace={namespace}
        namespaces={model.namespaces}
        choices={values}
        counts={counts}
        onSearch={(text) => set({ q: text })}
        onNamespace={(name) => set({ namespace: name })}
        onChoices={choose}
      >
        <DownloadButton
          label="Save as CSV"
          fileName="connections.csv"
          mediaType="text/csv"
          text={() => formatCsv({ ...model.document, connections: shown.map(({ observed }) => observed) })}
        />
        <CopyButton label="Copy link" text={() => location.href} />
      </FilterBar>
      <div class="table-head">
        <p role="status">
          Showing {shown.length === total ? 'all' : `${grouped(shown.length)} of`} {counted(total, 'connection')}
        </p>
        {shown.length === total ? null : (
          <button type="button" class="link no-print" onClick={clear}>
            Clear all filters
          </button>
        )}
        <ColumnsChoice names={columns} onChange={(names) => set({ columns: names })} />
      </div>
      {from === '' && to === '' ? null : (
        <p>
          Only from <Name text={from === '' ? 'anywhere' : placeText(model, from)} /> to{' '}
          <Name text={to === '' ? 'anywhere' : placeText(model, to)} />.{' '}
          <button type="button" class="link no-print" onClick={() => set({ from: '', to: '' })}>
            Any two sides
          </button>
        </p>
      )}
      {row === '' || opened !== undefined ? null : (
        <p class="empty" role="status">
          This report has no connection “<bdi>{row}</bdi>”: the link may be of another report.
        </p>
      )}
      <div class={opened === undefined ? 'connections' : 'connections with-detail'}>
        {shown.length === 0 ? (
          <EmptyState
            total={total}
            noun="connection"
            reason="Nothing in the flow logs was between sides that are known."
            onClear={clear}
          />
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: the rows' buttons have the focus, the arrows go from one to the next.
          <div
            class="connections-table"
            style={{ '--least-width': leastWidth(shownColumns) }}
            ref={table}
            onKeyDown={moveBetweenRows}
          >
            <DataTable
              label="Connections"
              columns={shownColumns}
              rows={shown}
              rowId={({ id }) => id}
              sort={sort}
              onSort={(next) => set({ sort: next })}
              {...(opened === undefined ? {} : { currentId: opened.id })}
            />
          </div>
        )}
        {opened === undefined ? null : (
          <ConnectionDetail model={model} connection={opened} takesFocus={asked.current} onClose={close} />
        )}
      </div>
    </>
  );
}
