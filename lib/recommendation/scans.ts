// Clients that knock on many doors without an answer, and which of their connections are only probes.
import { type Connection, endpointKey } from '../connections/connection.ts';

/** Fewer unanswered targets than this happen to honest clients of servers that are down. */
const SCAN_TARGETS = 10;

/** By client: how many servers and ports never answered it. Only clients with at least SCAN_TARGETS of them. */
export type Scanners = ReadonlyMap<string, number>;

export function findScanners(connections: readonly Connection[]): Scanners {
  const targets = new Map<string, Set<string>>();
  for (const connection of connections) {
    if (connection.outcome !== 'unanswered' && connection.outcome !== 'rejected') continue;
    const client = endpointKey(connection.client);
    const known = targets.get(client) ?? new Set();
    targets.set(client, known.add(`${endpointKey(connection.server)} ${connection.protocol}/${connection.port}`));
  }
  const many = [...targets].filter(([, servers]) => servers.size >= SCAN_TARGETS);
  return new Map(many.map(([client, servers]) => [client, servers.size]));
}

/** A scanner's connection that carried no data found an open port, nothing more: the handshake is the probe. */
export function isProbe({ client, outcome, payload }: Connection, scanners: Scanners): boolean {
  return outcome === 'established' && payload === false && scanners.has(endpointKey(client));
}
