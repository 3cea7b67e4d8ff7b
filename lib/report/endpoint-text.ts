// How an endpoint and a connection are written in one line for people.
import type { Connection, Endpoint } from '../connections/connection.ts';

/** `shop/web` for a Deployment, `shop/CronJob/report` for other kinds, the address or block for the rest. */
export function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'workload':
      return endpoint.workloadKind === 'Deployment'
        ? `${endpoint.namespace}/${endpoint.name}`
        : `${endpoint.namespace}/${endpoint.workloadKind}/${endpoint.name}`;
    case 'node':
      return `node ${endpoint.name}`;
    case 'service':
      return `service ${endpoint.namespace}/${endpoint.name}`;
    case 'external':
      return endpoint.cidr.replace(/(\/32|(?<=:.*)\/128)$/, '');
    case 'unknown':
      return `${endpoint.address} (${endpoint.reason})`;
  }
}

/** `shop/web -> shop/api TCP/8080` */
export function connectionText(connection: Pick<Connection, 'client' | 'server' | 'protocol' | 'port'>): string {
  const { client, server, protocol, port } = connection;
  return `${endpointText(client)} -> ${endpointText(server)} ${protocol}/${port}`;
}
