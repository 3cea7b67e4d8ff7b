// The pods of the cluster, one of each kind that a workload has on each node, as far as policies can tell them apart.
import type { Workload } from '../identity/workload.ts';
import type { PolicyEndpoint } from './model.ts';

type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

export type WorkloadPods = Pick<Workload, 'namespace' | 'name' | 'hostNetwork' | 'variants'>;

/** In the order of the workloads. */
export function podsOfWorkloads(workloads: readonly WorkloadPods[]): readonly PodEndpoint[] {
  return workloads.flatMap(({ namespace, name, hostNetwork, variants }) =>
    variants.flatMap(({ labels, ports, nodes, current }) => {
      const places = nodes.length === 0 ? [undefined] : nodes;
      return (current ? places : []).map(
        (nodeName): PodEndpoint => ({
          ...{ kind: 'pod', namespace, name, labels, addresses: [], ports, hostNetwork, nodeName },
        }),
      );
    }),
  );
}
