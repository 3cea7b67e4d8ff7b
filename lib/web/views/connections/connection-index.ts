// The connections as columns of small numbers, so that a filter asks tens of thousands of them between two frames.
import type { Model, ModelConnection, ModelEndpoint } from '../../data/model.ts';
import { FACETS, type FacetName } from './connection-facets.ts';

/** Each column by the position of a connection in the report. */
export interface ConnectionIndex {
  /** The position of its choice in the list of the facet. */
  readonly choices: Readonly<Record<FacetName, Uint8Array>>;
  /** Positions in `endpointTexts`. */
  readonly clients: Uint32Array;
  readonly servers: Uint32Array;
  /** Positions in `portTexts`. */
  readonly ports: Uint32Array;
  /** What is written on an endpoint, in small letters: names, id, addresses of its pods. Connections share them. */
  readonly endpointTexts: readonly string[];
  /** `tcp/8080/tcp`: either way of writing it is a part. */
  readonly portTexts: readonly string[];
}

export function indexConnections({ connections, endpoints }: Model): ConnectionIndex {
  const positionOf = new Map(endpoints.map((endpoint, position) => [endpoint, position]));
  const sides = (sideOf: (connection: ModelConnection) => ModelEndpoint): Uint32Array => {
    const column = new Uint32Array(connections.length);
    for (const connection of connections)
      column[connection.position] = positionOf.get(sideOf(connection)) ?? endpoints.length;
    return column;
  };
  const choicesOf = (name: FacetName): Uint8Array => {
    const { choices, choiceOf } = FACETS[name];
    const column = new Uint8Array(connections.length);
    for (const connection of connections) column[connection.position] = choices.indexOf(choiceOf(connection));
    return column;
  };
  return {
    choices: {
      verdict: choicesOf('verdict'),
      recommended: choicesOf('recommended'),
      outcome: choicesOf('outcome'),
      protocol: choicesOf('protocol'),
      evidence: choicesOf('evidence'),
      client: choicesOf('client'),
      server: choicesOf('server'),
    },
    clients: sides(({ client }) => client),
    servers: sides(({ server }) => server),
    ...indexPorts(connections),
    endpointTexts: endpoints.map((endpoint) => textOf(endpoint).toLowerCase()),
  };
}

function indexPorts(connections: readonly ModelConnection[]): Pick<ConnectionIndex, 'ports' | 'portTexts'> {
  const portTexts: string[] = [];
  const positions = new Map<string, number>();
  const ports = new Uint32Array(connections.length);
  for (const { position, observed } of connections) {
    const name = `${observed.protocol}/${observed.port}`;
    const known = positions.get(name) ?? portTexts.length;
    if (known === portTexts.length) {
      positions.set(name, known);
      portTexts.push(`${name}/${observed.protocol}`.toLowerCase());
    }
    ports[position] = known;
  }
  return { ports, portTexts };
}

function textOf({ id, text, workload }: ModelEndpoint): string {
  const addresses = (workload?.variants ?? []).flatMap((variant) => variant.addresses);
  return [text, id, ...addresses].join('\n');
}
