// Who talks to whom, as a table of namespaces, and from any of its cells as a table of workloads.
import { useMemo } from 'preact/hooks';
import { bundleId } from '../../../report/map/bundles.ts';
import { gravity, MAP_CLASSES, MAP_STYLES } from '../../../report/map/map-class.ts';
import { type MapGraph, mapGraph } from '../../../report/map/map-links.ts';
import { counted, grouped } from '../../../report/words.ts';
import { ConnectionList } from '../../components/connection-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { useUnused } from '../../data/use-unused.ts';
import { currentAddress, useUrlState, viewHref } from '../../state/location.ts';
import { choiceField, flagField, textField } from '../../state/url-fields.ts';
import { unusedNote } from '../map/map-words.ts';
import type { ViewProps } from '../view.ts';
import { groupMatrix, type Matrix, type MatrixSide, nodeMatrix } from './matrix.ts';
import { MatrixTable } from './matrix-table.tsx';
import './matrix.css';

const FIELDS = {
  policies: choiceField(['current', 'recommended']),
  unused: flagField,
  /** Ids of groups: which cell is opened. */
  from: textField,
  to: textField,
  /** Ids of places: which cell of it is listed. */
  client: textField,
  server: textField,
};

const MOST_CONNECTIONS = 100;

export function MatrixView({ model }: ViewProps) {
  const { values, set } = useUrlState(FIELDS);
  const { policies, from, to } = values;
  const unused = useUnused(model, policies, values.unused);
  const questions = unused.kind === 'found' ? unused.questions : undefined;
  const graph = useMemo(
    () => mapGraph(model.document, { policySet: policies, ...(questions === undefined ? {} : { unused: questions }) }),
    [model, policies, questions],
  );
  const opened = useMemo(() => nodeMatrix(graph, from, to), [graph, from, to]);
  const matrix = useMemo(() => opened ?? groupMatrix(graph), [graph, opened]);
  if (graph.links.length === 0) return <EmptyState total={0} noun="connection" reason="Nothing was observed." />;
  const [client, server] = [titleOf(graph, from), titleOf(graph, to)];
  const hrefOf = (row: MatrixSide, column: MatrixSide) =>
    hrefWith(opened === undefined ? { from: row.id, to: column.id } : { from, to, client: row.id, server: column.id });
  return (
    <>
      <div class="filters no-print">
        <label>
          policies{' '}
          <select
            value={policies}
            onChange={(event) => set({ policies: FIELDS.policies.parse(event.currentTarget.value) })}
          >
            <option value="current">current</option>
            <option value="recommended">recommended</option>
          </select>
        </label>
        <label class="matrix-unused" title={MAP_STYLES.unused.meaning}>
          <input type="checkbox" checked={values.unused} onChange={() => set({ unused: !values.unused })} /> count what
          is allowed and unused {values.unused ? <span class="quiet">{unusedNote(unused)}</span> : null}
        </label>
        {opened === undefined ? null : <a href={hrefWith({})}>Back to all namespaces</a>}
        {opened === undefined || !from.startsWith('namespace ') ? null : (
          <a href={viewHref('connections', { namespace: client })}>Connections of this namespace</a>
        )}
      </div>
      <MatrixLegend />
      <p role="status">
        {opened === undefined ? 'All groups' : `${client} to ${server}`}: {shownText(matrix)}
      </p>
      <MatrixTable
        label={opened === undefined ? 'Connections by namespace' : `Connections of ${client} to ${server}`}
        matrix={matrix}
        hrefOf={hrefOf}
        currentId={bundleId(values.client, values.server)}
      />
      {opened === undefined ? null : (
        <CellPanel matrix={matrix} client={values.client} server={values.server} policies={policies} />
      )}
    </>
  );
}

/** The same view with another cell; what else the address says is kept. */
function hrefWith(cell: Readonly<Record<string, string>>): string {
  const { parameters } = currentAddress();
  const kept = ['policies', 'unused'].map((name): [string, string] => [name, parameters.get(name) ?? '']);
  return viewHref('matrix', { ...Object.fromEntries(kept), ...cell });
}

function titleOf({ places }: MapGraph, id: string): string {
  return places.groups.find((group) => group.id === id)?.title ?? '';
}

function shownText({ rows, columns, ofRows, ofColumns }: Matrix): string {
  const side = (shown: number, of: number, noun: string) =>
    shown === of ? counted(of, noun) : `${grouped(shown)} of ${counted(of, noun)}, those with most connections`;
  return `showing ${side(rows.length, ofRows, 'client')} and ${side(columns.length, ofColumns, 'server')}`;
}

function MatrixLegend() {
  return (
    <p class="matrix-legend">
      {MAP_CLASSES.map((mapClass) => (
        <span key={mapClass} class={`verdict-${mapClass}`} title={MAP_STYLES[mapClass].meaning}>
          <span aria-hidden="true">{MAP_STYLES[mapClass].icon}</span> {MAP_STYLES[mapClass].word}
        </span>
      ))}
    </p>
  );
}

interface CellPanelProps {
  readonly matrix: Matrix;
  readonly client: string;
  readonly server: string;
  readonly policies: 'current' | 'recommended';
}

/** The connections of the cell that was chosen; what to do where none was. */
function CellPanel({ matrix, client, server, policies }: CellPanelProps) {
  const row = matrix.rows.find(({ id }) => id === client);
  const column = matrix.columns.find(({ id }) => id === server);
  const bundle = row === undefined || column === undefined ? undefined : matrix.cell(row, column);
  if (row === undefined || column === undefined || bundle === undefined) {
    return <p class="quiet no-print">Choose a cell to see its connections.</p>;
  }
  const links = [...bundle.links].sort((left, right) => gravity(left.class) - gravity(right.class));
  return (
    <Panel
      title={counted(bundle.total, 'connection')}
      actions={<a href={viewHref('map', { focus: row.id, select: bundle.id, policies })}>On the map</a>}
    >
      <p>
        <Name text={row.title} /> to <Name text={column.title} />
      </p>
      <ConnectionList links={links} policySet={policies} most={MOST_CONNECTIONS} />
    </Panel>
  );
}
