// How a rule names the other side: pods by their selector, everything outside the pod network by its addresses.
import { compareText, uniqueSorted } from '../base/order.ts';
import type { Connection, Endpoint } from '../connections/connection.ts';
import { type Address, addressBits, parseAddress } from '../net/address.ts';
import { type Cidr, cidrContains, cidrOf, parseCidr } from '../net/cidr.ts';
import { type Cluster, endpointSubject, endpointWorkload } from './cluster.ts';
import type { RecommendationOptions } from './recommendation.ts';
import type { Subject } from './subjects.ts';

/**
 * `observed` are the blocks seen, `blocks` those written: the same unless a prefix was asked for. `everybody`: the
 * dataplane has no word for who was observed.
 */
export type Peer =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'blocks'; readonly observed: readonly Cidr[]; readonly blocks: readonly Cidr[] };

/** Widens one outside block; told apart by what may not be covered. */
export type Widen = (block: Cidr) => Cidr;

export function peerOf(cluster: Cluster, endpoint: Endpoint, widen: Widen): Peer {
  const subject = endpointSubject(cluster, endpoint);
  if (subject !== undefined) return { kind: 'subject', subject };
  const observed = outsideBlocks(cluster, endpoint);
  return { kind: 'blocks', observed, blocks: endpoint.kind === 'external' ? observed.map(widen) : observed };
}

/** The addresses of what no selector can name; none for other pods. hostNetwork pods are their nodes to the network. */
export function outsideBlocks(cluster: Cluster, endpoint: Endpoint): readonly Cidr[] {
  if (endpoint.kind === 'external') return [parseCidr(endpoint.cidr) ?? []].flat();
  if (endpoint.kind === 'node') return singleBlocks([endpoint.address]);
  const workload = endpointWorkload(cluster, endpoint);
  const variants = workload?.hostNetwork ? workload.variants : [];
  return singleBlocks(uniqueSorted(variants.flatMap(({ addresses }) => addresses)));
}

function singleBlocks(addresses: readonly string[]): readonly Cidr[] {
  return addresses.flatMap((text) => {
    const address = parseAddress(text);
    return address === undefined ? [] : [cidrOf(address, addressBits(address.family))];
  });
}

/** Blocks that would cover an address inside the cluster stay as they were seen. */
export function widening(
  cluster: Cluster,
  connections: readonly Connection[],
  prefix: RecommendationOptions['cidrPrefix'],
): Widen {
  if (prefix === undefined) return (block) => block;
  const inside = insideAddresses(cluster, connections);
  return (block) => {
    const wanted = (block.family === 4 ? prefix.v4 : prefix.v6) ?? block.prefix;
    if (wanted < 0 || wanted >= block.prefix) return block;
    const wide = cidrOf({ family: block.family, value: block.base }, wanted);
    return inside.some((address) => cidrContains(wide, address)) ? block : wide;
  };
}

function insideAddresses(cluster: Cluster, connections: readonly Connection[]): readonly Address[] {
  const pods = [...cluster.workloads.values()].flatMap(({ variants }) => variants.flatMap((v) => v.addresses));
  const nodes = connections.flatMap(({ client, server }) =>
    [client, server].flatMap((endpoint) => (endpoint.kind === 'node' ? [endpoint.address] : [])),
  );
  return [...new Set([...pods, ...nodes])].sort(compareText).flatMap((text) => parseAddress(text) ?? []);
}
