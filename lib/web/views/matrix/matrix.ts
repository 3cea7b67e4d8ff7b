// Who talks to whom as a table: groups by groups, or the places of one group by those of another.
import { compareNumber, compareText } from '../../../base/order.ts';
import { type Bundle, bundleId, bundleLinks } from '../../../report/map/bundles.ts';
import type { MapGraph, MapLink } from '../../../report/map/map-links.ts';
import type { MapGroup, MapNode } from '../../../report/map/map-places.ts';

/** More rows or columns than this no browser lays out at once, and nobody reads. */
export const MOST_SIDES = 100;

export interface MatrixSide {
  readonly id: string;
  readonly title: string;
}

export interface Matrix {
  /** Clients. */
  readonly rows: readonly MatrixSide[];
  /** Servers. */
  readonly columns: readonly MatrixSide[];
  readonly ofRows: number;
  readonly ofColumns: number;
  /** What is in a cell; undefined where it is empty. */
  readonly cell: (row: MatrixSide, column: MatrixSide) => Bundle | undefined;
}

/** In the order of the groups. */
export function groupMatrix({ places, links }: MapGraph): Matrix {
  const bundles = bundleLinks({ links, endOf: (link, side) => link[side].group, isSystem: () => false });
  return matrixOf(bundles, { rows: places.groups, columns: places.groups });
}

/** Only places with a connection between the two; by name. Undefined where a group is not there. */
export function nodeMatrix({ places, links }: MapGraph, from: string, to: string): Matrix | undefined {
  const groupOf = (id: string) => places.groups.find((group) => group.id === id);
  const [clients, servers] = [groupOf(from), groupOf(to)];
  if (clients === undefined || servers === undefined) return undefined;
  const between = links.filter(({ client, server }) => client.group === from && server.group === to);
  const bundles = bundleLinks({ links: between, endOf: (link, side) => link[side].id, isSystem: () => false });
  return matrixOf(bundles, {
    rows: talking(clients, between, 'client'),
    columns: talking(servers, between, 'server'),
  });
}

function talking({ nodes }: MapGroup, links: readonly MapLink[], side: 'client' | 'server'): readonly MapNode[] {
  const ids = new Set(links.map((link) => link[side].id));
  return nodes.filter(({ id }) => ids.has(id));
}

interface Sides {
  readonly rows: readonly MatrixSide[];
  readonly columns: readonly MatrixSide[];
}

function matrixOf(bundles: readonly Bundle[], { rows, columns }: Sides): Matrix {
  const byId = new Map(bundles.map((bundle) => [bundle.id, bundle]));
  return {
    rows: busiest(rows, bundles, 'from'),
    columns: busiest(columns, bundles, 'to'),
    ofRows: rows.length,
    ofColumns: columns.length,
    cell: (row, column) => byId.get(bundleId(row.id, column.id)),
  };
}

/** Those with most connections where there are too many, in the order given. */
function busiest(sides: readonly MatrixSide[], bundles: readonly Bundle[], end: 'from' | 'to'): readonly MatrixSide[] {
  if (sides.length <= MOST_SIDES) return sides;
  const totals = new Map<string, number>();
  for (const bundle of bundles) totals.set(bundle[end], (totals.get(bundle[end]) ?? 0) + bundle.total);
  const total = ({ id }: MatrixSide) => totals.get(id) ?? 0;
  const ranked = [...sides].sort((a, b) => compareNumber(total(b), total(a)) || compareText(a.id, b.id));
  const kept = new Set(ranked.slice(0, MOST_SIDES));
  return sides.filter((side) => kept.has(side));
}
