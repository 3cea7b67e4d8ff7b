// The cluster that the rows of `flow-lines.ts` speak of: five workloads on four nodes, seen before and after the rows.
import type { Pod, Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { node, owner, pod, snapshot } from '../identity/cluster-builders.ts';
import { ADDRESSES, BEGIN, PRIMARIES } from './flow-lines.ts';

const WORKLOADS: Readonly<Record<string, string>> = {
  web: 'web',
  web2: 'web',
  api: 'api',
  api2: 'api',
  db: 'db',
  cache: 'cache',
  job: 'job',
};

export const NODES = Object.values(PRIMARIES).map((address, index) =>
  node({ name: `node-${index + 1}`, addresses: [address] }),
);

/** Of a StatefulSet that has the workload's name, on the node that its address tells. */
export function podNamed(name: string, changes: Parameters<typeof pod>[0] = {}): Pod {
  const address = ADDRESSES[name] ?? '';
  return pod({
    name,
    owner: owner('StatefulSet', WORKLOADS[name] ?? name),
    addresses: [address],
    nodeName: `node-${address.split('.')[2] ?? ''}`,
    startSeconds: BEGIN - 1000,
    ...changes,
  });
}

export const PODS = Object.keys(WORKLOADS).map((name) => podNamed(name));

/** Nobody comes or goes: a snapshot before the rows and one three hours later. */
export function steady(changes: Partial<Snapshot> = {}): readonly Snapshot[] {
  const shown = { pods: PODS, nodes: NODES, ...changes };
  return [snapshot(BEGIN - 600, shown), snapshot(BEGIN + 10_800, shown)];
}
