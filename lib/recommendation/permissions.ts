// What the recommendation means to allow: the kept connections, health checks and DNS. Everything else that is allowed is too much.

import { parseAddress } from '../net/address.ts';
import { type AddressSet, addressSetHas, cidrsToSet } from '../net/address-set.ts';
import { type Cidr, cidrContains, parseCidr } from '../net/cidr.ts';
import { type Cluster, endpointWorkload } from './cluster.ts';
import type { DnsFacts } from './dns.ts';
import { isDnsPort, isTargetPort } from './dns-coverage.ts';
import type { KeptConnection } from './eligible.ts';
import type { HealthCheck } from './health-checks.ts';
import type { PortManifest } from './manifests.ts';
import { outsideBlocks } from './peers.ts';
import { portText } from './ports.ts';

/** A workload id or an outside address. */
export type Party =
  | { readonly kind: 'workload'; readonly id: string }
  | { readonly kind: 'outside'; readonly address: string };

export interface Permission {
  readonly client: Party;
  readonly server: Party;
  readonly port: PortManifest;
}

export type IsMeant = (permission: Permission) => boolean;

export function meantPermissions(
  kept: readonly KeptConnection[],
  cluster: Cluster,
  dns: DnsFacts,
  healthChecks: readonly HealthCheck[] = [],
): IsMeant {
  const pairs = new Set<string>();
  const blocks = new Map<string, Cidr[]>();
  for (const { connection } of kept) {
    const { protocol, port } = connection;
    const [client, server] = [podWorkload(cluster, connection.client), podWorkload(cluster, connection.server)];
    const text = portText({ protocol, port });
    if (client !== undefined && server !== undefined) pairs.add(`${client} -> ${server} ${text}`);
    else if (client !== undefined) push(blocks, `${client} -> ${text}`, outsideBlocks(cluster, connection.server));
    else if (server !== undefined) push(blocks, `-> ${server} ${text}`, outsideBlocks(cluster, connection.client));
  }
  for (const { subject, block, port } of healthChecks) {
    for (const { id } of subject.members) push(blocks, `-> ${id} ${portText(port)}`, [block]);
  }
  const local = dns.localBlocks.flatMap((text) => parseCidr(text) ?? []);
  const outside = new Map([...blocks].map(([key, list]) => [key, cidrsToSet(list)]));
  return (permission) => isDns(permission, { dns, local }) || isKept(permission, pairs, outside);
}

function podWorkload(cluster: Cluster, endpoint: KeptConnection['connection']['client']): string | undefined {
  const workload = endpointWorkload(cluster, endpoint);
  return workload === undefined || workload.hostNetwork ? undefined : workload.id;
}

function push(blocks: Map<string, Cidr[]>, key: string, more: readonly Cidr[]): void {
  const known = blocks.get(key);
  if (known === undefined) blocks.set(key, [...more]);
  else known.push(...more);
}

function isKept(
  { client, server, port }: Permission,
  pairs: ReadonlySet<string>,
  blocks: ReadonlyMap<string, AddressSet>,
): boolean {
  const text = portText(port);
  if (client.kind === 'workload' && server.kind === 'workload')
    return pairs.has(`${client.id} -> ${server.id} ${text}`);
  if (client.kind === 'workload') return isInside(server, blocks.get(`${client.id} -> ${text}`));
  return server.kind === 'workload' && isInside(client, blocks.get(`-> ${server.id} ${text}`));
}

function isInside(party: Party, blocks: AddressSet = []): boolean {
  const address = party.kind === 'outside' ? parseAddress(party.address) : undefined;
  return address !== undefined && addressSetHas(blocks, address);
}

/** What the DNS policies are for: the DNS pods from everywhere, node-local caches, upstream resolvers. */
function isDns(
  { client, server, port }: Permission,
  { dns, local }: { readonly dns: DnsFacts; readonly local: readonly Cidr[] },
): boolean {
  if (server.kind === 'workload' && dns.workloads.includes(server.id) && isTargetPort(port, dns)) return true;
  if (!isDnsPort(port) || server.kind !== 'outside') return false;
  if (client.kind === 'workload' && dns.workloads.includes(client.id)) return true;
  const address = parseAddress(server.address);
  return address !== undefined && local.some((block) => cidrContains(block, address));
}
