// What the draft opens and closes that was never observed.
import { connectionKey } from '../../../recommendation/connection-key.ts';
import { endpointText } from '../../../report/endpoint-text.ts';
import { permissionText } from '../../../report/permissions.ts';
import { counted, grouped } from '../../../report/words.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { explainParameters, type PolicyChoice } from '../../data/explain-address.ts';
import type { Model } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';
import type { ChangedPermission, PermissionChanges, PolicySource } from '../../workers/messages.ts';
import { progressText } from '../../workers/progress-text.ts';
import { useReply } from '../../workers/use-reply.ts';
import { openedFirst } from './changes.ts';
import type { Base } from './start-controls.tsx';

/** Longer than for the observed ones: it is more work, and the first answer matters more. */
const TYPING_MILLISECONDS = 600;

export interface PermissionPanelProps {
  readonly model: Model;
  readonly text: string;
  readonly base: Base;
}

export function PermissionPanel({ model, text, base }: PermissionPanelProps) {
  return (
    <ChangedPermissions
      model={model}
      before={{ kind: base }}
      after={{ kind: 'draft', text }}
      explainUnder="what-if"
      delayMilliseconds={TYPING_MILLISECONDS}
    />
  );
}

export interface ChangedPermissionsProps {
  readonly model: Model;
  readonly before: PolicySource;
  readonly after: PolicySource;
  readonly namespace?: string;
  readonly explainUnder: PolicyChoice;
  readonly delayMilliseconds?: number;
}

export function ChangedPermissions(props: ChangedPermissionsProps) {
  const { model, before, after, namespace, explainUnder, delayMilliseconds = 0 } = props;
  const ask = { kind: 'permissions', before, after, ...(namespace === undefined ? {} : { namespace }) } as const;
  const { reply, waiting, progress } = useReply(model.document, ask, delayMilliseconds);
  const changes = reply?.kind === 'permissions' ? reply.changes : undefined;
  return (
    <Panel title={`Never observed${changes === undefined ? '' : `: ${countsText(changes)}`}`}>
      <p class="quiet" role="status">
        {waiting ? 'Asking about every pair of workloads and the outside … ' : <Asked changes={changes} />}
        {progress === undefined ? null : `${progressText(progress)}${changes === undefined ? '' : ', found so far:'}`}
      </p>
      {reply?.kind === 'failed' ? <p role="alert">{reply.reason}</p> : null}
      {changes === undefined || changes.changed.length === 0 ? null : (
        <DataTable
          label="Connections never observed that open or close"
          columns={columnsFor(explainUnder)}
          rows={openedFirst(changes.changed)}
          rowId={connectionKey}
        />
      )}
    </Panel>
  );
}

function Asked({ changes }: { readonly changes: PermissionChanges | undefined }) {
  if (changes === undefined) return null;
  if (changes.asked + changes.notAsked === 0) return <>Nothing to ask: no workload is treated differently.</>;
  const left =
    changes.notAsked === 0
      ? ''
      : ` ${counted(changes.notAsked, 'more question')} not asked, as they are too many for a page: flowfence diff asks all.`;
  const { changed, counts } = changes;
  const found = counts.allowed + counts.denied + counts.unknown;
  const listed = found === changed.length ? '' : ` The first ${grouped(changed.length)} of what changes are listed.`;
  return (
    <>
      {counted(changes.asked, 'question')} asked.{left}
      {listed}
    </>
  );
}

function countsText(changes: PermissionChanges): string {
  const { allowed: opened, denied: closed, unknown: unclear } = changes.counts;
  const unclearText = unclear === 0 ? '' : `, ${grouped(unclear)} become unknown`;
  return `${grouped(opened)} open, ${grouped(closed)} close${unclearText}`;
}

const WORDS = { allowed: '+ opens', denied: '− closes', unknown: '? unknown' } as const;

function columnsFor(explainUnder: PolicyChoice): readonly Column<ChangedPermission>[] {
  return [
    {
      key: 'change',
      title: 'change',
      width: '7rem',
      cell: ({ after }) => <span class={`change change-${after}`}>{WORDS[after]}</span>,
    },
    {
      key: 'connection',
      title: 'connection',
      heading: true,
      hint: permissionText,
      cell: ({ client, server, standsFor }) => (
        <>
          <Name text={standsFor?.client ?? endpointText(client)} /> <span class="quiet">to</span>{' '}
          <Name text={standsFor?.server ?? endpointText(server)} />
        </>
      ),
    },
    {
      key: 'port',
      title: 'port',
      width: '9rem',
      cell: ({ protocol, port, standsFor }) => `${protocol}/${standsFor?.port ?? port}`,
    },
    {
      key: 'why',
      title: 'why',
      width: '3.5rem',
      cell: (permission) => (
        <a href={viewHref('explain', explainParameters(permission, explainUnder))}>
          why
          <span class="hidden-visually">
            {' '}
            {endpointText(permission.client)} to {endpointText(permission.server)}
          </span>
        </a>
      ),
    },
  ];
}
