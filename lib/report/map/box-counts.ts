// How many connections of each class every box of the map has to do with.
import type { Bundle } from './bundles.ts';
import { type ClassCounts, MAP_CLASSES, type MapClass, noCounts } from './map-class.ts';

/** `inside`: those from the box to itself. */
export type BoxCounts = (id: string) => { readonly counts: ClassCounts; readonly inside: number };

/** Of everything that begins, ends or stays in a box, or in a box within it; each connection once. */
export function boxCounts(bundles: readonly Bundle[], groupOf: ReadonlyMap<string, string>): BoxCounts {
  const counts = new Map<string, Record<MapClass, number>>();
  const inside = new Map<string, number>();
  for (const { from, to, counts: own, total } of bundles) {
    for (const id of new Set([from, to, groupOf.get(from) ?? from, groupOf.get(to) ?? to])) {
      const sum = counts.get(id) ?? noCounts();
      for (const mapClass of MAP_CLASSES) sum[mapClass] += own[mapClass];
      counts.set(id, sum);
    }
    if (from === to) inside.set(from, total);
  }
  return (id) => ({ counts: counts.get(id) ?? noCounts(), inside: inside.get(id) ?? 0 });
}
