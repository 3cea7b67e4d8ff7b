// The text that names a connection in the recommendation, and the order of connections.
import { type Compare, compareBy } from '../base/order.ts';
import { type Connection, endpointKey } from '../connections/connection.ts';

/** `workload shop/Deployment/web -> external 192.0.2.7/32 TCP/443`. */
export function connectionKey(connection: Pick<Connection, 'client' | 'server' | 'protocol' | 'port'>): string {
  const { client, server, protocol, port } = connection;
  return `${endpointKey(client)} -> ${endpointKey(server)} ${protocol}/${port}`;
}

export const compareConnections: Compare<Connection> = compareBy<Connection>(
  (connection) => endpointKey(connection.client),
  (connection) => endpointKey(connection.server),
  (connection) => connection.protocol,
  (connection) => connection.port,
  (connection) => connection.outcome,
  (connection) => connection.evidence,
);
