// Whether the two sides of a connection are one pod, or a pod and the node it runs on.
import { type Certainty, certaintyOf } from './certainty.ts';
import type { PolicyEndpoint } from './model.ts';
import type { PodEndpoint } from './pod-match.ts';

/** "a pod cannot block access to itself" (concepts page). */
export function isItself(subject: PodEndpoint, peer: PolicyEndpoint): boolean {
  return peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name;
}

/** Whether the peer is the node that the subject runs on, or a hostNetwork pod, which is that node to the network. */
export function isOwnNode(subject: PodEndpoint, peer: PolicyEndpoint): Certainty {
  const node = nodeNameOf(peer);
  if (node === undefined) return 'no';
  if (node.name === undefined || subject.nodeName === undefined) return 'unknown';
  return certaintyOf(node.name === subject.nodeName);
}

function nodeNameOf(peer: PolicyEndpoint): { readonly name: string | undefined } | undefined {
  if (peer.kind === 'node') return { name: peer.name };
  return peer.kind === 'pod' && peer.hostNetwork ? { name: peer.nodeName } : undefined;
}
