// What the recommended policies of a namespace mean against the current ones: connections and permissions gained and lost.
import { counted } from '../../../report/words.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { explainParameters } from '../../data/explain-address.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';
import { ChangedPermissions } from '../what-if/permission-changes.tsx';
import '../what-if/what-if.css';

export function MeaningPanel({ model, namespace }: { readonly model: Model; readonly namespace: string }) {
  const here = model.connections.filter(
    ({ client, server }) => client.namespace === namespace || server.namespace === namespace,
  );
  const changed = here.filter(({ current, recommended }) => current !== recommended);
  return (
    <div class="changes">
      <p>
        All recommended policies in place of all current ones, for connections of the namespace <bdi>{namespace}</bdi>.
      </p>
      <Panel title={`Observed: ${changed.length} of ${counted(here.length, 'connection')} change`}>
        {changed.length === 0 ? (
          <p class="quiet">Every observed connection fares under the recommended policies as under the current ones.</p>
        ) : (
          <DataTable label="Observed connections that change" columns={COLUMNS} rows={changed} rowId={({ id }) => id} />
        )}
      </Panel>
      <ChangedPermissions
        model={model}
        before={{ kind: 'current' }}
        after={{ kind: 'recommended' }}
        namespace={namespace}
        explainUnder="recommended"
      />
    </div>
  );
}

const COLUMNS: readonly Column<ModelConnection>[] = [
  { key: 'connection', title: 'connection', heading: true, cell: ({ text }) => <Name text={text} /> },
  { key: 'current', title: 'current', width: '11.75rem', cell: ({ current }) => <VerdictBadge verdict={current} /> },
  {
    key: 'recommended',
    title: 'recommended',
    width: '11.75rem',
    cell: ({ recommended }) => <VerdictBadge verdict={recommended} />,
  },
  {
    key: 'why',
    title: 'why',
    width: '3.5rem',
    cell: ({ observed, text }) => (
      <a href={viewHref('explain', explainParameters(observed, 'recommended'))}>
        why<span class="hidden-visually"> {text}</span>
      </a>
    ),
  },
];
