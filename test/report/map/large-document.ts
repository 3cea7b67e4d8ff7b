// A report of 2,000 workloads in 60 namespaces and 20,000 connections, with hubs: what the map must still draw.
import type { Endpoint } from '../../../lib/connections/connection.ts';
import type { ReportDocument } from '../../../lib/report/document.ts';
import { connection, DENIED, sampleDocument } from '../sample-document.ts';

const NAMESPACES = 60;
const HUBS = 8;

type Workload = Extract<Endpoint, { kind: 'workload' }>;

/** Namespaces are of different size: the first has most workloads. */
function workloads(count: number): readonly Workload[] {
  return Array.from({ length: count }, (_, index) => {
    const namespace = Math.floor(NAMESPACES * (index / count) ** 2);
    return { kind: 'workload', namespace: `team-${namespace}`, workloadKind: 'Deployment', name: `w-${index}` };
  });
}

/** The same for the same numbers. `connections` are distinct while there are fewer than pairs. */
export function largeDocument(workloadCount = 2000, connectionCount = 20_000): ReportDocument {
  const all = workloads(workloadCount);
  const at = (index: number): Workload => {
    const found = all[index % workloadCount];
    if (found === undefined) throw new Error('there are workloads');
    return found;
  };
  return sampleDocument({
    workloads: all.map(({ namespace, workloadKind, name }) => ({
      id: `${namespace}/${workloadKind}/${name}`,
      ...{ namespace, kind: workloadKind, name, labels: {}, pods: 1, hostNetwork: false },
    })),
    connections: Array.from({ length: connectionCount }, (_, index) => {
      const server = index % 4 === 0 ? at(index % HUBS) : at(index * 7919 + Math.floor(index / workloadCount) * 31);
      const verdict = index % 97 === 0 ? { verdicts: { current: DENIED, recommended: DENIED } } : {};
      return connection({ client: at(index * 13), server, port: 8000 + (index % 50), ...verdict });
    }),
  });
}
