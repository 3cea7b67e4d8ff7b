// Connections from one place of the map to another, as a line of it stands for them.
import { placeEndpoints } from '../../../report/map/map-places.ts';
import type { Model, ModelEndpoint } from '../../data/model.ts';
import type { ConnectionMatcher } from './connection-search.ts';

/** Ids of groups or nodes of the map; the empty text for any. Undefined where both are. */
export function betweenPlaces(model: Model, from: string, to: string): ConnectionMatcher | undefined {
  if (from === '' && to === '') return undefined;
  const { nodeOf } = placeEndpoints(model.document);
  const endpointsAt = (id: string): ReadonlySet<ModelEndpoint> =>
    new Set(
      model.endpoints.filter(({ endpoint }) => {
        const node = nodeOf(endpoint);
        return id === '' || node?.id === id || node?.group === id;
      }),
    );
  const [clients, servers] = [endpointsAt(from), endpointsAt(to)];
  return ({ client, server }) => clients.has(client) && servers.has(server);
}

/** For people: `namespace shop` is `shop`; the id where no place has it. */
export function placeText(model: Model, id: string): string {
  const { groups } = placeEndpoints(model.document);
  const group = groups.find((each) => each.id === id);
  const node = groups.flatMap(({ nodes }) => nodes).find((each) => each.id === id);
  return group?.title ?? node?.text ?? id;
}
