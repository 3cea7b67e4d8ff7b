// What a selected box or line stands for: its links, and the lines of a box to everybody else.
import { type Bundle, bundleId, bundleLinks, gravestFirst } from '../../../report/map/bundles.ts';
import { restId } from '../../../report/map/link-ends.ts';
import type { MapGraph, MapLink } from '../../../report/map/map-links.ts';
import type { MapGroup, MapNode } from '../../../report/map/map-places.ts';

export type Selection =
  | { readonly kind: 'group'; readonly group: MapGroup; readonly links: readonly MapLink[] }
  | { readonly kind: 'node'; readonly node: MapNode; readonly links: readonly MapLink[] }
  | {
      readonly kind: 'line';
      /** For people. */
      readonly from: string;
      readonly to: string;
      /** Ids of the places at its ends: those of a rest of a group are the group. */
      readonly fromId: string;
      readonly toId: string;
      readonly links: readonly MapLink[];
    };

/** Undefined where nothing has that id any more: an address may come from another report. */
export function selectionOf({ places }: MapGraph, links: readonly MapLink[], id: string): Selection | undefined {
  if (id === '') return undefined;
  for (const group of places.groups) {
    if (group.id === id || restId(group.id) === id) {
      return {
        kind: 'group',
        group,
        links: links.filter((link) => sides(link).some((node) => node.group === group.id)),
      };
    }
    const node = group.nodes.find((candidate) => candidate.id === id);
    if (node !== undefined) return { kind: 'node', node, links: links.filter((link) => sides(link).includes(node)) };
  }
  const titles = new Map(places.groups.map((group) => [group.id, group.title]));
  const own = links.filter((link) => joins(link, id));
  const ends = own
    .flatMap(({ client, server }) => endPairs(client, server))
    .find(([from, to]) => bundleId(from, to) === id);
  const first = own[0];
  if (first === undefined || ends === undefined) return undefined;
  const nameOf = (end: string, node: MapNode) => (end === node.id ? node.text : (titles.get(node.group) ?? node.group));
  const placeOf = (end: string, { group }: MapNode) => (end === restId(group) ? group : end);
  return {
    ...{ kind: 'line', from: nameOf(ends[0], first.client), to: nameOf(ends[1], first.server), links: own },
    ...{ fromId: placeOf(ends[0], first.client), toId: placeOf(ends[1], first.server) },
  };
}

function sides({ client, server }: MapLink): readonly MapNode[] {
  return [client, server];
}

function joins({ client, server }: MapLink, id: string): boolean {
  if (!id.startsWith(client.id) && !id.startsWith(client.group) && !id.startsWith('rest of ')) return false;
  return endPairs(client, server).some(([from, to]) => bundleId(from, to) === id);
}

/** Every two boxes that can stand for the sides of a link. */
function endPairs(client: MapNode, server: MapNode): readonly (readonly [string, string])[] {
  const ends = ({ id, group }: MapNode) => [id, group, restId(group)];
  return ends(client).flatMap((from) => ends(server).map((to) => [from, to] as const));
}

export interface Neighbour {
  readonly bundle: Bundle;
  /** The other side. */
  readonly text: string;
}

/**
 * Whom a group or node talks to and who talks to it, by group or by node as it is one: the gravest first, as a list may be
 * cut, then by id.
 */
export function neighboursOf(
  { places }: MapGraph,
  selection: Extract<Selection, { readonly kind: 'group' | 'node' }>,
): { readonly clients: readonly Neighbour[]; readonly servers: readonly Neighbour[] } {
  const byGroup = selection.kind === 'group';
  const self = byGroup ? selection.group.id : selection.node.id;
  const endOf = (link: MapLink, side: 'client' | 'server') => (byGroup ? link[side].group : link[side].id);
  const bundles = gravestFirst(bundleLinks({ links: selection.links, endOf, isSystem: () => false }));
  const titles = new Map(places.groups.map(({ id, title }) => [id, title]));
  const named = (bundle: Bundle, side: 'client' | 'server'): Neighbour => {
    const node = bundle.links[0]?.[side];
    return { bundle, text: (byGroup ? titles.get(node?.group ?? '') : node?.text) ?? '' };
  };
  return {
    clients: bundles.filter(({ to }) => to === self).map((bundle) => named(bundle, 'client')),
    servers: bundles.filter(({ from }) => from === self).map((bundle) => named(bundle, 'server')),
  };
}
