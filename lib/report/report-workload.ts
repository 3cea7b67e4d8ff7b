// A workload as the report keeps it, with the pods that what-if questions need.
import { compareText } from '../base/order.ts';
import type { PodVariant, Workload } from '../identity/workload.ts';
import type { ReportVariant, ReportWorkload } from './document.ts';

export function toReportWorkload(workload: Workload): ReportWorkload {
  const { id, namespace, kind, name, labels, podCount, hostNetwork, variants } = workload;
  return { id, namespace, kind, name, labels, pods: podCount, hostNetwork, variants: variants.map(toReportVariant) };
}

function toReportVariant({ labels, ports, addresses, nodes, current, ...runsAs }: PodVariant): ReportVariant {
  return {
    labels,
    ports: ports.map(({ name, protocol, port }) => ({ ...(name === undefined ? {} : { name }), protocol, port })),
    addresses: [...addresses].sort(compareText),
    nodes: [...nodes].sort(compareText),
    ...runsAs,
    current,
  };
}
