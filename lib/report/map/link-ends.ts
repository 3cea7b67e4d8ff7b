// Which box each end of a link leads to: a closed group, a node of an open one, or the border of an open one.
import { bundleId } from './bundles.ts';
import type { MapLink } from './map-links.ts';
import type { MapGroup, MapNode } from './map-places.ts';

/** An open group with more lines than this to closed ones has them put together at its border. */
export const MOST_CROSSING = 12;

export interface LinkEnds {
  /** The box of the node itself, or that of the rest of its group; the group where that is closed. */
  readonly own: LinkEnd;
  /** Where the line of a link ends: `own`, or the border of its open group. */
  readonly line: LinkEnd;
}

export type LinkEnd = (link: MapLink, side: 'client' | 'server') => string;

export interface LinkEndsInput {
  readonly links: readonly MapLink[];
  readonly opened: readonly MapGroup[];
  /** Of open groups: the nodes that are drawn one by one. */
  readonly drawn: ReadonlyMap<string, readonly MapNode[]>;
  /** Id of a node or a line that is drawn one by one, whatever there is besides. */
  readonly about?: string;
}

export function restId(group: string): string {
  return `rest of ${group}`;
}

/** What would be blocked goes on to the node, so that one sees whose it is, and so does what `about` asks for. */
export function linkEnds({ links, opened, drawn, about }: LinkEndsInput): LinkEnds {
  const ends = endsOfNodes(opened, drawn);
  const own: LinkEnd = (link, side) => ends.get(link[side].id) ?? link[side].group;
  const ownId = (link: MapLink) => bundleId(own(link, 'client'), own(link, 'server'));
  const crossing = new Map<string, Set<string>>();
  const blocked = new Set<string>();
  for (const link of links) {
    const group = leftGroup(link, ends);
    if (group === undefined) continue;
    const id = ownId(link);
    crossing.set(group, (crossing.get(group) ?? new Set()).add(id));
    if (link.class === 'blocked') blocked.add(id);
  }
  const isDrawnSingly = (link: MapLink): boolean => {
    const group = leftGroup(link, ends);
    if (group === undefined || (crossing.get(group)?.size ?? 0) <= MOST_CROSSING) return true;
    const id = ownId(link);
    const inside = own(link, ends.has(link.client.id) ? 'client' : 'server');
    return blocked.has(id) || about === id || about === inside;
  };
  return { own, line: (link, side) => (isDrawnSingly(link) ? own(link, side) : link[side].group) };
}

/** The open group whose border a link crosses on its way to or from a closed one; undefined for none. */
function leftGroup({ client, server }: MapLink, ends: ReadonlyMap<string, string>): string | undefined {
  const [fromOpen, toOpen] = [ends.has(client.id), ends.has(server.id)];
  if (fromOpen === toOpen) return undefined;
  return fromOpen ? client.group : server.group;
}

function endsOfNodes(
  opened: readonly MapGroup[],
  drawn: ReadonlyMap<string, readonly MapNode[]>,
): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const group of opened) {
    for (const node of group.nodes) ends.set(node.id, restId(group.id));
    for (const node of drawn.get(group.id) ?? []) ends.set(node.id, node.id);
  }
  return ends;
}
