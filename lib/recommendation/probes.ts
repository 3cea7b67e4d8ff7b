// The endpoints that the proof asks the evaluator about: one for each way the policies can look at an endpoint.
import { compareBy, uniqueSorted } from '../base/order.ts';
import type { Endpoint } from '../connections/connection.ts';
import type { Workload } from '../identity/workload.ts';
import { formatAddress } from '../net/address.ts';
import { cidrLast } from '../net/cidr.ts';
import type { PolicyEndpoint } from '../policy/model.ts';
import type { ContainerPort, Labels } from '../sources/kubernetes-objects.ts';
import { type Cluster, endpointWorkload } from './cluster.ts';
import { outsideBlocks } from './peers.ts';

export type PodProbe = Extract<PolicyEndpoint, { kind: 'pod' }>;

/** On no node of any peer: the free way between a pod and its own node must not hide a missing rule. */
const NO_NODE = '(no node)';

/** Of pods that no snapshot shows an address of: no block that is written covers it. */
const NO_ADDRESS = '0.0.0.0';

/** Pods that differ only in labels that `keys` leaves out are one: selectors cannot tell them apart. */
export function workloadProbes(workload: Workload, keys: ReadonlySet<string>): readonly PodProbe[] {
  const groups = new Map<
    string,
    { readonly labels: Labels; readonly addresses: string[]; readonly ports: ContainerPort[] }
  >();
  const variants = workload.variants.length > 0 ? workload.variants : [{ ...workload, addresses: [], ports: [] }];
  for (const { labels, addresses, ports } of variants) {
    const named = Object.entries(labels).filter(([key]) => keys.has(key));
    const key = JSON.stringify(named.sort(compareBy(([name]) => name)));
    const group = groups.get(key) ?? { labels: Object.fromEntries(named), addresses: [], ports: [] };
    group.addresses.push(...addresses);
    group.ports.push(...ports);
    groups.set(key, group);
  }
  const sorted = [...groups.entries()].sort(compareBy(([key]) => key));
  return sorted.map(([, { labels, addresses, ports }], index) => ({
    kind: 'pod',
    namespace: workload.namespace,
    name: `${workload.name}#${index}`,
    labels,
    addresses: addresses.length > 0 ? uniqueSorted(addresses) : [NO_ADDRESS],
    ports,
    hostNetwork: false,
    nodeName: NO_NODE,
  }));
}

/** An address as the network shows it; a node is asked about by its address, as on another node than the pod's own. */
export function outsideProbe(address: string): PolicyEndpoint {
  return { kind: 'address', address };
}

/** Every one of them has to be allowed for the connection to be. Of a block the first and the last address. */
export function endpointProbes(
  cluster: Cluster,
  endpoint: Endpoint,
  keys: ReadonlySet<string>,
): readonly PolicyEndpoint[] {
  const workload = endpointWorkload(cluster, endpoint);
  if (workload !== undefined && !workload.hostNetwork) return workloadProbes(workload, keys);
  return outsideAddresses(cluster, endpoint).map(outsideProbe);
}

export function outsideAddresses(cluster: Cluster, endpoint: Endpoint): readonly string[] {
  const blocks = outsideBlocks(cluster, endpoint);
  return uniqueSorted(
    blocks.flatMap((block) =>
      [block.base, cidrLast(block)].map((value) => formatAddress({ family: block.family, value })),
    ),
  );
}

/** A client of the same workload is another pod than its server: a pod always reaches itself. */
export function asAnotherPod(probe: PolicyEndpoint): PolicyEndpoint {
  return probe.kind === 'pod' ? { ...probe, name: `${probe.name} (client)` } : probe;
}
