// Finds places by any part of their names or addresses.
import type { MapNode, MapPlaces } from '../../../report/map/map-places.ts';
import type { ModelEndpoint } from '../../data/model.ts';

/** In the order of the places; none for the empty search. */
export function searchPlaces(
  places: MapPlaces,
  endpoints: readonly ModelEndpoint[],
  search: string,
): readonly MapNode[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return [];
  const found = new Set<MapNode>();
  for (const { endpoint, text } of endpoints) {
    const node = text.toLowerCase().includes(wanted) ? places.nodeOf(endpoint) : undefined;
    if (node !== undefined) found.add(node);
  }
  return places.groups.flatMap(({ nodes }) =>
    nodes.filter((node) => found.has(node) || node.text.toLowerCase().includes(wanted)),
  );
}
