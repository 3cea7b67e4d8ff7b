// What is selected on the map: how much of it there is, with whom, and each connection.
import type { JSX } from 'preact';
import { gravity, MAP_CLASSES } from '../../../report/map/map-class.ts';
import { classCounts, type MapGraph, type MapLink, type PolicySet } from '../../../report/map/map-links.ts';
import { membersText } from '../../../report/map/map-places.ts';
import { counted } from '../../../report/words.ts';
import { ClassBadge } from '../../components/class-badge.tsx';
import { ConnectionList } from '../../components/connection-list.tsx';
import { Name } from '../../components/name.tsx';
import { viewHref } from '../../state/location.ts';
import { type Neighbour, neighboursOf, type Selection } from './map-selection.ts';

const MOST_CONNECTIONS = 40;
const MOST_NEIGHBOURS = 15;

export interface MapPanelProps {
  readonly graph: MapGraph;
  readonly selection: Selection;
  readonly policySet: PolicySet;
  readonly isOpen: boolean;
  readonly isFocus: boolean;
  readonly onSelect: (id: string) => void;
  readonly onEnter: (id: string) => void;
  /** Takes a group off the map. */
  readonly onHide: (groupId: string) => void;
}

export function MapPanel(props: MapPanelProps) {
  const { graph, selection, policySet, onSelect } = props;
  const { links } = selection;
  const counts = classCounts(links);
  // Neighbours are many: what would be blocked, and why, comes before them.
  const isFirst = (link: MapLink) => selection.kind !== 'line' && link.class === 'blocked';
  const blocked = links.filter(isFirst);
  const others = links.filter((link) => !isFirst(link)).sort((a, b) => gravity(a.class) - gravity(b.class));
  return (
    <aside class="map-panel panel" aria-label="Selection">
      <div class="panel-head">
        <h2>
          <Title selection={selection} />
        </h2>
        <button type="button" aria-label="Close the selection" class="no-print" onClick={() => onSelect('')}>
          ×
        </button>
      </div>
      <Actions {...props} />
      <p class="map-counts">
        {links.length === 0 ? 'No connection that the filter shows.' : `${counted(links.length, 'connection')}: `}
        {MAP_CLASSES.filter((mapClass) => counts[mapClass] > 0).map((mapClass) => (
          <ClassBadge key={mapClass} class={mapClass} count={counts[mapClass]} />
        ))}
      </p>
      {blocked.length === 0 ? null : (
        <>
          <h3>Would be blocked</h3>
          <ConnectionList links={blocked} policySet={policySet} most={MOST_CONNECTIONS} withClass={false} />
        </>
      )}
      {selection.kind === 'line' ? null : <Neighbours graph={graph} selection={selection} onSelect={onSelect} />}
      {others.length === 0 ? null : (
        <>
          <h3>{blocked.length === 0 ? 'Connections' : 'Other connections'}</h3>
          <ConnectionList links={others} policySet={policySet} most={MOST_CONNECTIONS} />
        </>
      )}
      <a href={viewHref('connections', searchOf(selection))}>All of them in the table</a>
    </aside>
  );
}

function Title({ selection }: { readonly selection: Selection }): JSX.Element {
  switch (selection.kind) {
    case 'group':
      return <Name text={selection.group.title} />;
    case 'node':
      return <Name text={selection.node.text} />;
    case 'line':
      return (
        <>
          <Name text={selection.from} /> to <Name text={selection.to} />
        </>
      );
  }
}

function searchOf(selection: Selection): Readonly<Record<string, string>> {
  switch (selection.kind) {
    case 'group':
      return selection.group.kind === 'namespace' ? { namespace: selection.group.title } : {};
    case 'node':
      return { q: selection.node.text };
    case 'line':
      return { from: selection.fromId, to: selection.toId };
  }
}

function Actions({ selection, isOpen, isFocus, onEnter, onHide }: MapPanelProps) {
  if (selection.kind === 'line') return null;
  if (selection.kind === 'node') {
    const { id, kind, endpoints } = selection.node;
    return (
      <p class="no-print">
        {kind !== 'namespace' && endpoints > 1 ? <>{counted(endpoints, 'address', 'addresses')} </> : null}
        <button type="button" onClick={() => onEnter(id)}>
          {isFocus ? 'Back to all groups' : 'Only this and its neighbours'}
        </button>
      </p>
    );
  }
  const { id, kind, nodes } = selection.group;
  return (
    <p class="no-print">
      {membersText(kind, nodes)}{' '}
      <button type="button" onClick={() => onEnter(id)}>
        {isOpen ? 'Close' : 'Open'}
      </button>{' '}
      <button type="button" onClick={() => onHide(id)}>
        Hide on the map
      </button>
    </p>
  );
}

interface NeighboursProps {
  readonly graph: MapGraph;
  readonly selection: Extract<Selection, { readonly kind: 'group' | 'node' }>;
  readonly onSelect: (id: string) => void;
}

function Neighbours({ graph, selection, onSelect }: NeighboursProps) {
  const { clients, servers } = neighboursOf(graph, selection);
  return (
    <>
      <NeighbourList title="Clients" neighbours={clients} onSelect={onSelect} />
      <NeighbourList title="Servers" neighbours={servers} onSelect={onSelect} />
    </>
  );
}

interface NeighbourListProps {
  readonly title: string;
  readonly neighbours: readonly Neighbour[];
  readonly onSelect: (id: string) => void;
}

function NeighbourList({ title, neighbours, onSelect }: NeighbourListProps) {
  if (neighbours.length === 0) return null;
  const hidden = neighbours.length - MOST_NEIGHBOURS;
  return (
    <>
      <h3>
        {title}: {neighbours.length}
      </h3>
      <ul class="map-neighbours">
        {neighbours.slice(0, MOST_NEIGHBOURS).map(({ bundle, text }) => (
          <li key={bundle.id}>
            <button type="button" class="link" onClick={() => onSelect(bundle.id)}>
              <Name text={text} />
            </button>{' '}
            {MAP_CLASSES.filter((mapClass) => bundle.counts[mapClass] > 0).map((mapClass) => (
              <ClassBadge key={mapClass} class={mapClass} count={bundle.counts[mapClass]} />
            ))}
          </li>
        ))}
        {hidden > 0 ? <li>… and {hidden} more</li> : null}
      </ul>
    </>
  );
}
