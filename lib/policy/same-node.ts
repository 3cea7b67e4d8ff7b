// Whether the two sides of a connection are one pod, or a pod and the node it runs on.
import type { Address } from '../net/address.ts';
import { type Cidr, cidrContains, parseCidr } from '../net/cidr.ts';
import { type Certainty, certaintyOf } from './certainty.ts';
import { addressesOf } from './endpoint-addresses.ts';
import type { PolicyEndpoint } from './model.ts';
import type { PodEndpoint } from './pod-match.ts';

/**
 * Link-local addresses at which every node has a DNS cache of its own, where one is installed: NodeLocal DNSCache
 * (Kubernetes docs, "Using NodeLocal DNSCache in Kubernetes Clusters") and LocalDNS of AKS. They lie in no network, so
 * that nothing outside the node answers there.
 */
export const NODE_LOCAL_DNS: readonly Cidr[] = ['169.254.20.10/32', '169.254.10.0/24'].flatMap(
  (text) => parseCidr(text) ?? [],
);

/** "a pod cannot block access to itself" (concepts page). */
export function isItself(subject: PodEndpoint, peer: PolicyEndpoint): boolean {
  return peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name;
}

/**
 * Whether the peer is the node that the subject runs on, or a hostNetwork pod, which is that node to the network. Of a
 * cache on the node it is not said whether it is installed.
 */
export function isOwnNode(subject: PodEndpoint, peer: PolicyEndpoint): Certainty {
  if (isNodeLocal(peer)) return 'unknown';
  const node = nodeNameOf(peer);
  if (node === undefined) return 'no';
  if (node.name === undefined || subject.nodeName === undefined) return 'unknown';
  return certaintyOf(node.name === subject.nodeName);
}

/** A node, a hostNetwork pod, which is its node to the network, or an address that only a node can hold. */
export function isOnNode(endpoint: PolicyEndpoint): boolean {
  return nodeNameOf(endpoint) !== undefined || isNodeLocal(endpoint);
}

/** Undefined where the endpoint does not have a node's address; `name` where it is not known which. */
export function nodeNameOf(endpoint: PolicyEndpoint): { readonly name: string | undefined } | undefined {
  if (endpoint.kind === 'node') return { name: endpoint.name };
  return endpoint.kind === 'pod' && endpoint.hostNetwork ? { name: endpoint.nodeName } : undefined;
}

export function isNodeLocal(endpoint: PolicyEndpoint): boolean {
  // Told by its text, as this is asked for each question; all of these blocks are link-local.
  if (endpoint.kind !== 'address' || !endpoint.address.startsWith('169.254.')) return false;
  return (addressesOf(endpoint) ?? []).some(isNodeLocalAddress);
}

function isNodeLocalAddress(address: Address): boolean {
  return NODE_LOCAL_DNS.some((block) => cidrContains(block, address));
}
