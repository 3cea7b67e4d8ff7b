// Puts the report together: observed connections, both verdicts for each, the recommendation and its proof, coverage.
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareBy } from '../base/order.ts';
import { formatTime } from '../base/time.ts';
import type { Connection } from '../connections/connection.ts';
import type { Workload } from '../identity/workload.ts';
import { compilePolicies } from '../policy/compile.ts';
import type { NodeFacts } from '../policy/dataplanes/cluster-facts.ts';
import type { DataplaneFinding } from '../policy/dataplanes/finding.ts';
import { isLintCode, lintPolicies } from '../policy/lint/lint.ts';
import type { LintService, NodeEndpoint } from '../policy/lint/lint-input.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { podsOfWorkloads } from '../policy/workload-pods.ts';
import type { Recommendation } from '../recommendation/recommendation.ts';
import { standingDocuments } from '../recommendation/standing.ts';
import type { Namespace, PolicyDocument } from '../sources/kubernetes-objects.ts';
import {
  type PolicyManifest,
  REPORT_SCHEMA,
  type ReportConnection,
  type ReportCoverage,
  type ReportDocument,
  type ReportInputs,
  type ReportService,
} from './document.ts';
import { buildFindings, compareFindings, dataplaneFinding, policyFinding } from './findings.ts';
import { type Judge, makeJudge } from './judge.ts';
import { lintCluster } from './lint-cluster.ts';
import type { MalformedRow } from './report-data.ts';
import { toReportNodes } from './report-nodes.ts';
import { toReportWorkload } from './report-workload.ts';

export interface AssemblyInput {
  readonly cluster: string;
  readonly dataplane: Dataplane;
  readonly window: { readonly fromSeconds: number; readonly toSeconds: number };
  readonly inputs: ReportInputs;
  readonly coverage: ReportCoverage;
  readonly workloads: readonly Workload[];
  readonly namespaces: readonly Namespace[];
  readonly connections: readonly Connection[];
  readonly currentPolicies: readonly PolicyDocument[];
  readonly recommendation: Recommendation;
  readonly malformed: readonly MalformedRow[];
  /** Ascending. */
  readonly snapshotTimes: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
  /** About the dataplane and how it was chosen. */
  readonly dataplaneFindings: readonly DataplaneFinding[];
  /** Of the newest snapshot, by namespace and name. */
  readonly services: readonly ReportService[];
  /** Of the newest snapshot, as lint asks about them. */
  readonly lint: { readonly services: readonly LintService[]; readonly nodes: readonly NodeEndpoint[] };
  /** Of all snapshots; kept where the dataplane may tell them apart. */
  readonly nodes: readonly NodeFacts[];
}

export function assembleReport(input: AssemblyInput): ReportDocument {
  const { dataplane, workloads, namespaces, recommendation } = input;
  const cluster = { namespaces, pods: podsOfWorkloads(workloads) };
  const current = compilePolicies({ documents: input.currentPolicies, ...cluster });
  const inForce = [...toDocuments(recommendation.policies), ...standingDocuments(input.currentPolicies)];
  const recommended = compilePolicies({ documents: inForce, ...cluster });
  const judged = { workloads, dataplane, services: input.services };
  const judges = {
    current: makeJudge({ ...judged, policies: current }),
    recommended: makeJudge({ ...judged, policies: recommended }),
  };
  const leftOut = new Map(recommendation.leftOut.map(({ connection, reason }) => [connection, reason]));
  const connections = input.connections.map((connection) => toReport(connection, judges, leftOut.get(connection)));
  const lint = lintPolicies({ policies: current, ...lintCluster({ ...input, ...input.lint }) });
  const diagnostics = [...input.diagnostics, ...current.diagnostics.filter((one) => !isSaidByLint(one))];
  const malformed = countMalformed(input.malformed);
  const { window, snapshotTimes, coverage } = input;
  const own = buildFindings({ window, snapshotTimes, connections, coverage, diagnostics, malformed });
  return {
    schema: REPORT_SCHEMA,
    cluster: input.cluster,
    dataplane: dataplane.name,
    window: { from: formatTime(input.window.fromSeconds), to: formatTime(input.window.toSeconds) },
    inputs: input.inputs,
    coverage: input.coverage,
    workloads: workloads.map(toReportWorkload),
    namespaces: [...namespaces].sort(compareBy(({ name }) => name)),
    services: input.services,
    ...(dataplane.name === 'upstream' ? {} : { nodes: toReportNodes(input.nodes) }),
    connections,
    policies: {
      current: input.currentPolicies.map(({ manifest }) => manifest).filter(isManifest),
      recommended: recommendation.policies.map((policy): PolicyManifest => ({ ...policy })),
    },
    ruleUsage: recommendation.ruleUsage,
    verification: recommendation.verification,
    findings: [
      ...own,
      ...input.dataplaneFindings.map(dataplaneFinding),
      ...lint.map(policyFinding),
      ...recommendation.findings,
    ].sort(compareFindings),
  };
}

/** Rules in a direction that is not declared are told for the dataplane, and some diagnostics with their policy. */
function isSaidByLint({ code, level }: Diagnostic): boolean {
  return level === 'info' || code === 'policy-inert-rules' || isLintCode(code);
}

interface Judges {
  readonly current: Judge;
  readonly recommended: Judge;
}

function toReport(connection: Connection, judges: Judges, leftOut: string | undefined): ReportConnection {
  const { client, server, protocol, port, outcome, evidence, records, bytes, packets } = connection;
  return {
    ...{ client, server, protocol, port, outcome, evidence, records, bytes, packets },
    firstSeen: formatTime(connection.firstSeenSeconds),
    lastSeen: formatTime(connection.lastSeenSeconds),
    kept: leftOut === undefined,
    ...(leftOut === undefined ? {} : { leftOut }),
    verdicts: { current: judges.current(connection).verdict, recommended: judges.recommended(connection).verdict },
  };
}

function toDocuments(manifests: readonly object[]): readonly PolicyDocument[] {
  return manifests.map((manifest) => ({ place: { source: 'recommended policies' }, manifest }));
}

function isManifest(value: unknown): value is PolicyManifest {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function countMalformed(rows: readonly MalformedRow[]) {
  const counts = new Map<string, { source: string; reason: string; lines: number }>();
  for (const { source, reason } of rows) {
    const entry = counts.get(`${source} ${reason}`) ?? { source, reason, lines: 0 };
    counts.set(`${source} ${reason}`, { ...entry, lines: entry.lines + 1 });
  }
  return [...counts.values()];
}
