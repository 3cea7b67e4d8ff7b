// What only the whole cluster shows and some dataplanes go by: the numbers of port names, and who shares a node's address.
import type { PolicyEndpoint } from './model.ts';

type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

export interface ClusterPods {
  /** The numbers that pods with an address of their own give a name, by `portNameKey`. */
  readonly portNumbers: ReadonlyMap<string, ReadonlySet<number>>;
  readonly hostNetworkPods: readonly PodEndpoint[];
}

export function portNameKey(name: string, protocol: string): string {
  return `${name}/${protocol}`;
}

export function summarizePods(pods: readonly PodEndpoint[]): ClusterPods {
  const portNumbers = new Map<string, Set<number>>();
  for (const { ports, hostNetwork } of pods) {
    if (hostNetwork) continue;
    for (const { name, protocol, port } of ports) {
      if (name === undefined) continue;
      const key = portNameKey(name, protocol);
      portNumbers.set(key, (portNumbers.get(key) ?? new Set()).add(port));
    }
  }
  return { portNumbers, hostNetworkPods: pods.filter(({ hostNetwork }) => hostNetwork) };
}
