// Every observed connection with its verdict and evidence, to search, filter, sort and take away.
import { formatCsv } from '../../../report/formats/csv.ts';
import { counted } from '../../../report/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { sortRows } from '../../components/sort-rows.ts';
import { VERDICT_STYLES } from '../../components/verdict-style.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import { VERDICT_CLASSES, type VerdictClass } from '../../data/verdict-class.ts';
import { useUrlState } from '../../state/location.ts';
import { choiceField, sortField, textField } from '../../state/url-fields.ts';
import type { ViewProps } from '../view.ts';
import { COLUMNS } from './connection-columns.tsx';

const FIELDS = {
  verdict: choiceField(['any', ...VERDICT_CLASSES]),
  q: textField,
  sort: sortField(COLUMNS.map(({ key }) => key)),
};

export function ConnectionsView({ model }: ViewProps) {
  const { values, set } = useUrlState(FIELDS);
  const { verdict, q, sort } = values;
  const shown = sortRows(matching(model.connections, verdict, q), COLUMNS, sort);
  const total = model.connections.length;
  return (
    <>
      <div class="filters no-print">
        <SearchBox label="Search" value={q} onChange={(text) => set({ q: text })} placeholder="name, address or port" />
        <label>
          verdict{' '}
          <select
            value={verdict}
            onChange={(event) => set({ verdict: FIELDS.verdict.parse(event.currentTarget.value) })}
          >
            {['any' as const, ...VERDICT_CLASSES].map((choice) => (
              <option key={choice} value={choice}>
                {choice === 'any' ? 'any' : VERDICT_STYLES[choice].word}
              </option>
            ))}
          </select>
        </label>
        <CopyButton label="Copy link" text={() => location.href} />
        <DownloadButton
          label="Save as CSV"
          fileName="connections.csv"
          mediaType="text/csv"
          text={() => csvOf(model, shown)}
        />
      </div>
      <p role="status">
        Showing {shown.length === total ? 'all' : `${counted(shown.length, 'connection')} of`}{' '}
        {counted(total, 'connection')}
      </p>
      {shown.length === 0 ? (
        <EmptyState total={total} noun="connection" onClear={() => set({ verdict: 'any', q: '' })} />
      ) : (
        <DataTable
          label="Connections"
          columns={COLUMNS}
          rows={shown}
          rowId={({ id }) => id}
          sort={sort}
          onSort={(next) => set({ sort: next })}
        />
      )}
    </>
  );
}

function matching(
  connections: readonly ModelConnection[],
  verdict: VerdictClass | 'any',
  search: string,
): readonly ModelConnection[] {
  const wanted = search.trim().toLowerCase();
  return connections.filter(
    ({ current, text }) => (verdict === 'any' || current === verdict) && text.toLowerCase().includes(wanted),
  );
}

function csvOf({ document }: Model, shown: readonly ModelConnection[]): string {
  return formatCsv({ ...document, connections: shown.map(({ observed }) => observed) });
}
