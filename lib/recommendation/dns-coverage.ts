// Which connections the DNS policies allow already, so that no workload's own policy repeats them.
import type { Connection, Endpoint } from '../connections/connection.ts';
import { cidrContainsCidr, parseCidr } from '../net/cidr.ts';
import { type Cluster, endpointSubject, endpointWorkload } from './cluster.ts';
import { DNS_PORT, type DnsFacts } from './dns.ts';
import type { PortManifest } from './manifests.ts';

/** The client's side: to the DNS pods, to a node-local cache, and from the DNS pods to any upstream resolver. */
export function isDnsEgress(connection: Connection, cluster: Cluster, dns: DnsFacts): boolean {
  const { client, server } = connection;
  if (isDnsWorkload(server, cluster, dns) && isTargetPort(connection, dns)) return true;
  if (!isDnsPort(connection)) return false;
  return isLocalDns(server, dns) || isDnsWorkload(client, cluster, dns);
}

/** The server's side: any pod to the DNS pods; what is seen of nodes and outside addresses needs rules of its own. */
export function isDnsIngress(connection: Connection, cluster: Cluster, dns: DnsFacts): boolean {
  if (endpointSubject(cluster, connection.client) === undefined) return false;
  return isDnsWorkload(connection.server, cluster, dns) && isTargetPort(connection, dns);
}

export function isTargetPort(port: PortManifest, dns: DnsFacts): boolean {
  return dns.ports.some((target) => target.port === port.port && target.protocol === port.protocol);
}

export function isDnsPort({ protocol, port }: PortManifest): boolean {
  return port === DNS_PORT && protocol !== 'SCTP';
}

function isDnsWorkload(endpoint: Endpoint, cluster: Cluster, dns: DnsFacts): boolean {
  const workload = endpointWorkload(cluster, endpoint);
  return workload !== undefined && dns.workloads.includes(workload.id) && !workload.hostNetwork;
}

function isLocalDns(endpoint: Endpoint, dns: DnsFacts): boolean {
  const block = endpoint.kind === 'external' ? parseCidr(endpoint.cidr) : undefined;
  return block !== undefined && dns.localBlocks.some((text) => containsBlock(text, block));
}

function containsBlock(outerText: string, inner: NonNullable<ReturnType<typeof parseCidr>>): boolean {
  const outer = parseCidr(outerText);
  return outer !== undefined && cidrContainsCidr(outer, inner);
}
