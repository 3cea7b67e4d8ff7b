// The endpoints that the proof asks the evaluator about: one for each way the policies can look at an endpoint.
import { compareBy, uniqueSorted } from '../base/order.ts';
import type { Endpoint } from '../connections/connection.ts';
import type { PodVariant, Workload } from '../identity/workload.ts';
import { formatAddress, parseAddress } from '../net/address.ts';
import type { BlockClassOf } from '../net/block-index.ts';
import { cidrLast } from '../net/cidr.ts';
import type { PolicyEndpoint } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ContainerPort } from '../sources/kubernetes-objects.ts';
import type { Cluster } from './cluster.ts';
import { outsideBlocks } from './peers.ts';
import { NO_NODE } from './proof-dataplane.ts';

export type PodProbe = Extract<PolicyEndpoint, { kind: 'pod' }>;

/** Of pods that no snapshot shows an address of: no block that is written covers it. */
const NO_ADDRESS = '0.0.0.0';

/** What policies and the dataplane can tell pods apart by. */
export interface Tellers {
  /** Label keys that policies look at; undefined for every key, where some look at more than the pod's own labels. */
  readonly keys: ReadonlySet<string> | undefined;
  /** Equal for addresses that the same blocks hold. */
  readonly blockClassOf: BlockClassOf;
  readonly nodeClassOf: Dataplane['nodeClassOf'];
}

interface Alike {
  readonly pod: Omit<PodProbe, 'name' | 'addresses' | 'ports'>;
  readonly addresses: string[];
  readonly ports: ContainerPort[];
}

/** One for all pods that neither policies nor the dataplane tell apart. */
export function workloadProbes(workload: Workload, tellers: Tellers): readonly PodProbe[] {
  const groups = new Map<string, Alike>();
  const variants: readonly ProbedVariant[] =
    workload.variants.length > 0 ? workload.variants : [{ ...workload, addresses: [], ports: [], nodes: [] }];
  for (const variant of variants) {
    for (const pod of podsAlike(workload, variant, tellers)) {
      const { labels, ...rest } = pod;
      for (const addresses of addressGroups(variant.addresses, tellers)) {
        const named = Object.entries(labels).sort(compareBy(([name]) => name));
        const key = JSON.stringify([named, rest, addresses.number]);
        const group = groups.get(key) ?? { pod, addresses: [], ports: [] };
        group.addresses.push(...addresses.texts);
        group.ports.push(...variant.ports);
        groups.set(key, group);
      }
    }
  }
  const sorted = [...groups.entries()].sort(compareBy(([key]) => key));
  return sorted.map(([, { pod, addresses, ports }], index) => ({
    ...pod,
    name: `${workload.name}#${index}`,
    addresses: addresses.length > 0 ? uniqueSorted(addresses) : [NO_ADDRESS],
    ports,
  }));
}

type ProbedVariant = Omit<PodVariant, 'current'>;

/** One for each class of the nodes that it was seen on. */
function podsAlike(
  { namespace, kind }: Workload,
  { labels, nodes, runtimeClass, serviceAccount }: ProbedVariant,
  { keys, nodeClassOf }: Tellers,
): readonly Alike['pod'][] {
  const named = Object.entries(labels).filter(([key]) => keys === undefined || keys.has(key));
  const pod: Alike['pod'] = {
    ...{ kind: 'pod', namespace, labels: Object.fromEntries(named), hostNetwork: false, nodeName: NO_NODE },
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
    ...(keys === undefined && serviceAccount !== undefined ? { serviceAccount } : {}),
    ...(kind === 'Pod' ? { standalone: true } : {}),
  };
  if (nodeClassOf === undefined || nodes.length === 0) return [pod];
  return uniqueSorted(nodes.map(nodeClassOf)).map((nodeClass) => ({ ...pod, nodeClass }));
}

interface AddressGroup {
  readonly number: number;
  readonly texts: readonly string[];
}

/** One for each way in which blocks hold them. */
function addressGroups(addresses: readonly string[], { blockClassOf }: Tellers): readonly AddressGroup[] {
  const groups = new Map<number, string[]>();
  for (const text of addresses) {
    const address = parseAddress(text);
    const number = address === undefined ? -1 : blockClassOf(address);
    groups.set(number, [...(groups.get(number) ?? []), text]);
  }
  return groups.size === 0 ? [{ number: -1, texts: [] }] : [...groups].map(([number, texts]) => ({ number, texts }));
}

/** An address as the network shows it; a node is asked about as another node than the pod's own. */
export function outsideProbe({ nodeNames }: Pick<Cluster, 'nodeNames'>, address: string): PolicyEndpoint {
  const name = nodeNames.get(address);
  return name === undefined ? { kind: 'address', address } : { kind: 'node', name, addresses: [address] };
}

/** Of a block the first and the last. */
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
