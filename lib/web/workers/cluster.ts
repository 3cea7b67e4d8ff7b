// What the page knows of the cluster, made of its report: workloads, pods, namespaces and the dataplane.
import { makeDataplane } from '../../policy/dataplanes/choose.ts';
import type { PodEndpoint } from '../../policy/pod-match.ts';
import type { Dataplane } from '../../policy/profiles/dataplane.ts';
import { parseDataplaneArgument } from '../../policy/profiles/dataplane-argument.ts';
import { podsOfWorkloads } from '../../policy/workload-pods.ts';
import type { ReportDocument, ReportNamespace, ReportService } from '../../report/document.ts';
import { judgedWorkloads } from '../../report/judge.ts';
import type { JudgedWorkload } from '../../report/pieces.ts';
import { fromReportNodes } from '../../report/report-nodes.ts';

export interface Cluster {
  readonly document: ReportDocument;
  readonly workloads: readonly JudgedWorkload[];
  readonly namespaces: readonly ReportNamespace[];
  /** Without their external addresses in reports of before these were kept. */
  readonly services: readonly ReportService[];
  /** Undefined where the report has not kept all pods: it says nothing then of what the cluster has. */
  readonly pods: readonly PodEndpoint[] | undefined;
  readonly dataplane: Dataplane;
}

export type KnownCluster =
  | { readonly kind: 'cluster'; readonly cluster: Cluster }
  | { readonly kind: 'unusable'; readonly reason: string };

export function clusterOf(document: ReportDocument): KnownCluster {
  const parsed = parseDataplaneArgument(document.dataplane);
  if (parsed.kind === 'unusable') {
    return { kind: 'unusable', reason: `the report's dataplane cannot be evaluated: ${parsed.message}` };
  }
  const workloads = judgedWorkloads(document.workloads);
  const isWhole = document.workloads.every(({ variants }) => variants !== undefined);
  return {
    kind: 'cluster',
    cluster: {
      document,
      workloads,
      namespaces: document.namespaces ?? [],
      services: document.services ?? [],
      pods: isWhole ? podsOfWorkloads(workloads) : undefined,
      // Without nodes, as in reports made before they were kept, what depends on them is unknown.
      dataplane: makeDataplane(parsed.argument, { nodes: fromReportNodes(document.nodes ?? []) }),
    },
  };
}
