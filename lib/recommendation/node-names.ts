// Which addresses are nodes: those that snapshots list, that connections were attributed to, and that hostNetwork pods use.
import type { Connection } from '../connections/connection.ts';
import type { Workload } from '../identity/workload.ts';
import type { Node } from '../sources/kubernetes-objects.ts';

export interface NodeSources {
  readonly nodes?: readonly Pick<Node, 'name' | 'addresses'>[];
  readonly connections?: readonly Connection[];
  readonly workloads: readonly Workload[];
}

/** By address. Of a hostNetwork pod on a node that no snapshot lists, the name says only that. */
export function nodeNamesByAddress({
  nodes = [],
  connections = [],
  workloads,
}: NodeSources): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { hostNetwork, variants } of workloads) {
    if (!hostNetwork) continue;
    for (const address of variants.flatMap(({ addresses }) => addresses)) names.set(address, `(node at ${address})`);
  }
  for (const { client, server } of connections) {
    for (const endpoint of [client, server]) if (endpoint.kind === 'node') names.set(endpoint.address, endpoint.name);
  }
  for (const { name, addresses } of nodes) for (const address of addresses) names.set(address, name);
  return names;
}
