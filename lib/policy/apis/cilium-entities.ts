// Cilium's entities: the peers that are named by what they are, not by labels or addresses.
import type { CompiledPeer, CompiledPods } from '../compiled.ts';
import { compileBlock } from './compiled-parts.ts';

export const NOBODY: CompiledPeer = { kind: 'any-of', peers: [] };

/** By the labels that the agent sees. */
export const EVERY_POD: CompiledPods = { kind: 'pods', namespaces: { kind: 'all' }, pods: [], view: 'cilium' };

export function undecided(reason: string, among: 'outside' | 'anything' = 'outside'): CompiledPeer {
  return { kind: 'undecided', reason, among };
}

/** "deployments of the kube-apiserver within the cluster and outside of it": on a node, or at any address, never in a pod. */
const API_SERVER: CompiledPeer = {
  kind: 'any-of',
  peers: [{ kind: 'nodes', which: 'any', beyond: 'the kube-apiserver' }, undecided('the kube-apiserver')],
};

/** "All Cilium-managed endpoints, unmanaged endpoints, the host, remote-node and init"; in the agent also the API server. */
const CLUSTER: CompiledPeer = {
  kind: 'any-of',
  peers: [EVERY_POD, { kind: 'nodes', which: 'any' }, undecided('the kube-apiserver')],
};

/**
 * docs.cilium.io, layer 3, "Entities based". A Map, as names come from manifests. The endpoints of `ingress` and `health`
 * have addresses of their own, which no snapshot names. `init` is "typically only observed in non-Kubernetes
 * environments": verdicts are about pods that have started.
 */
const ENTITIES: ReadonlyMap<string, CompiledPeer> = new Map<string, CompiledPeer>([
  ['all', { kind: 'everything' }],
  ['world', { kind: 'outside' }],
  ['world-ipv4', worldOf('0.0.0.0/0', { family: 4, base: 0n, prefix: 0 })],
  ['world-ipv6', worldOf('::/0', { family: 6, base: 0n, prefix: 0 })],
  ['cluster', CLUSTER],
  ['host', { kind: 'nodes', which: 'own' }],
  ['remote-node', { kind: 'nodes', which: 'remote' }],
  ['kube-apiserver', API_SERVER],
  ['ingress', undecided("Cilium's ingress proxies")],
  ['health', undecided("Cilium's health endpoints")],
  ['unmanaged', { ...EVERY_POD, beyond: 'not managed by Cilium' }],
  ['init', NOBODY],
  ['none', NOBODY],
]);

export const ENTITY_NAMES: readonly string[] = [...ENTITIES.keys()];

export function entityPeer(name: string): CompiledPeer | undefined {
  return ENTITIES.get(name);
}

/** The agent knows a world of one family only where both families are on, which no snapshot says. */
function worldOf(block: string, cidr: Parameters<typeof compileBlock>[0]): CompiledPeer {
  return {
    kind: 'all-of',
    peers: [compileBlock(cidr, [], 'outside'), undecided(`${block} where both address families are on`)],
  };
}
