// From what was observed in a window to its report, the same for the command line and for an object store. Pure.
import type { Diagnostic } from '../base/diagnostic.ts';
import { formatTime } from '../base/time.ts';
import type { Evidence } from '../connections/connection.ts';
import { sharedNodes } from '../identity/placement.ts';
import { buildWorkloads } from '../identity/workloads.ts';
import { clusterFacts } from '../policy/dataplanes/cluster-facts.ts';
import { type DataplaneRequest, resolveDataplane } from '../policy/dataplanes/resolve.ts';
import { findDns } from '../recommendation/dns.ts';
import { recommend } from '../recommendation/recommend.ts';
import type { RecommendationInput } from '../recommendation/recommendation.ts';
import { assembleReport } from '../report/assemble.ts';
import { buildCoverage } from '../report/coverage.ts';
import { lintNodes, lintServices } from '../report/lint-cluster.ts';
import type { ReportData } from '../report/report-data.ts';
import { toReportServices } from '../report/report-services.ts';
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import type { ClusterHistory } from './read-cluster.ts';
import type { TimeWindow } from './roll-up-window.ts';
import {
  sumInputs,
  summariesDiagnostics,
  toMalformedRows,
  toSourceRows,
  withOutsideWindow,
} from './summaries-report.ts';
import type { SummaryFacts } from './summary-facts.ts';
import type { WindowFacts, WindowResult } from './window.ts';

export interface ReportOptions {
  /** Without a name, the folder of the snapshots says it. */
  readonly cluster?: string;
  readonly dataplane: DataplaneRequest;
  readonly minEvidence: Evidence;
  readonly includeSystem: boolean;
  readonly maxPolicies?: number;
  readonly cidrPrefix?: { readonly v4?: number; readonly v6?: number };
}

export interface WindowReportInput {
  readonly options: ReportOptions;
  readonly history: ClusterHistory;
  readonly currentPolicies: readonly PolicyDocument[];
  /** Of all log objects that were read, by source. */
  readonly sources: readonly SummaryFacts[];
  readonly window: TimeWindow;
  readonly observed: WindowResult;
}

export function reportOfWindow(input: WindowReportInput): ReportData {
  const { options, history, currentPolicies, sources, window, observed } = input;
  const { snapshots, newest } = history;
  const workloads = buildWorkloads(snapshots);
  const { connections, facts } = observed;
  const cluster = clusterFacts(snapshots);
  const { dataplane, findings: dataplaneFindings } = resolveDataplane(options.dataplane, cluster);
  const recommendation = recommend({
    ...{ workloads, namespaces: newest.namespaces, connections, dns: findDns({ workloads, ...newest }) },
    ...{ dataplane, services: newest.services, nodes: snapshots.flatMap(({ nodes }) => nodes), currentPolicies },
    options: recommendationOptions(options),
  });
  const malformed = toMalformedRows(sources);
  const snapshotTimes = snapshots.map(({ timeSeconds }) => timeSeconds);
  const inputs = sumInputs(sources);
  const document = assembleReport({
    cluster: options.cluster ?? clusterName(newest.source),
    ...{ dataplane, dataplaneFindings, nodes: cluster.nodes },
    services: toReportServices(newest.services, newest.endpointSlices),
    lint: { services: lintServices(newest), nodes: lintNodes(newest) },
    window,
    inputs: { ...inputs, snapshots: snapshots.length, policies: currentPolicies.length },
    coverage: buildCoverage({
      ...facts,
      records: withOutsideWindow(facts.records, inputs.records),
      sharedNodes: sharedNodes(snapshots, window),
      snapshotTimes,
    }),
    ...{
      snapshotTimes,
      workloads,
      namespaces: newest.namespaces,
      connections,
      currentPolicies,
      recommendation,
      malformed,
    },
    diagnostics: [...history.diagnostics, ...summariesDiagnostics(sources), ...emptyWindow(window, facts)],
  });
  return { document, sources: toSourceRows(sources), malformed };
}

function recommendationOptions(options: ReportOptions): RecommendationInput['options'] {
  const { includeSystem, minEvidence, maxPolicies, cidrPrefix } = options;
  return {
    ...{ includeSystem, minEvidence },
    ...(maxPolicies === undefined ? {} : { maxPolicies }),
    ...(cidrPrefix === undefined ? {} : { cidrPrefix }),
  };
}

/** Nothing was seen, which is not the same as nothing was used: a report without a word on it would look sound. */
function emptyWindow({ fromSeconds, toSeconds }: TimeWindow, facts: WindowFacts): readonly Diagnostic[] {
  if (facts.records.length > 0) return [];
  return [
    {
      code: 'empty-window',
      level: 'error',
      message: 'no record of a flow log lies in the window, so that nothing is known of the traffic',
      place: { source: `${formatTime(fromSeconds)} to ${formatTime(toSeconds)}` },
      mend: 'check that the flow log delivers, and that its objects are ingested',
    },
  ];
}

/** `snapshots/<cluster>/<timestamp>.json.gz` names the cluster; any other layout does not. */
function clusterName(source: string): string {
  return /(?:^|\/)snapshots\/([^/]+)\/[^/]+$/.exec(source)?.[1] ?? 'cluster';
}
