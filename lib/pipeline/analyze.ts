// The main job on one machine: the three steps in turn over local files, then verdicts, recommendation and report.
import type { Evidence } from '../connections/connection.ts';
import { sharedNodes } from '../identity/placement.ts';
import { buildWorkloads } from '../identity/workloads.ts';
import { compilePolicies } from '../policy/compile.ts';
import { clusterFacts } from '../policy/dataplanes/cluster-facts.ts';
import { type DataplaneRequest, resolveDataplane } from '../policy/dataplanes/resolve.ts';
import { findDns } from '../recommendation/dns.ts';
import { recommend } from '../recommendation/recommend.ts';
import { assembleReport } from '../report/assemble.ts';
import { buildCoverage } from '../report/coverage.ts';
import { lintNodes, lintServices } from '../report/lint-cluster.ts';
import type { ReportData } from '../report/report-data.ts';
import { toReportServices } from '../report/report-services.ts';
import type { Layout } from '../sources/flow-log-layout.ts';
import type { PolicyDocument, Snapshot } from '../sources/kubernetes-objects.ts';
import { writeIdentityFiles } from './identity-files.ts';
import { ingestAll, readSummaries, type Summary } from './ingest-all.ts';
import type { Digest, ObjectSource, Progress, SqlEngine, SqlSession, WorkFiles } from './ports.ts';
import { type ClusterHistory, listObjects, readPolicies, readSnapshots } from './read-cluster.ts';
import { rollUpWindow, type TimeWindow } from './roll-up-window.ts';
import {
  sumInputs,
  summariesDiagnostics,
  toMalformedRows,
  toSourceRows,
  withOutsideWindow,
} from './summaries-report.ts';
import { UnusableInputError, unusable } from './unusable.ts';
import { readWindow } from './window.ts';
import { writeReport } from './write-report.ts';

export interface AnalyzeTools {
  /** In memory, within the memory limit. */
  readonly engine: SqlEngine;
  readonly openFile: (path: string) => Promise<SqlEngine>;
  readonly source: ObjectSource;
  readonly files: WorkFiles;
  readonly digest: Digest;
  readonly progress: Progress;
  /** Objects under way at once. */
  readonly parallel: number;
  readonly threads: number;
}

/** Locations as the command line takes them; times in seconds since the epoch. */
export interface AnalyzeOptions {
  readonly flows: readonly string[];
  readonly summaries: readonly string[];
  readonly snapshots: readonly string[];
  /** Replaces the policies of the newest snapshot. */
  readonly policies?: readonly string[];
  readonly dataplane: DataplaneRequest;
  readonly cluster?: string;
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  readonly declared?: Layout;
  readonly minEvidence: Evidence;
  readonly includeSystem: boolean;
  readonly maxPolicies?: number;
  readonly cidrPrefix?: { readonly v4?: number; readonly v6?: number };
  readonly reportPath: string;
}

export async function analyze(tools: AnalyzeTools, options: AnalyzeOptions): Promise<ReportData> {
  const history = await readSnapshots(tools.source, options.snapshots);
  const current = await currentPolicies(tools.source, options, history.newest);
  const folder = await tools.files.makeFolder('flowfence');
  const session = await tools.engine.session();
  try {
    const summaries = await summarize(tools, options, { session, folder });
    const window = await windowOf(session, summaries, options);
    tools.progress.step('snapshots', 0, 1);
    const identity = await writeIdentityFiles(tools.files, history.snapshots, folder);
    const rollups = await rollUpWindow({ ...tools, session }, { summaries, identity, window, folder });
    const observed = await readWindow(session, rollups, identity.declaredPath);
    tools.progress.step('recommending', 0, 1);
    const data = report({ options, history, current, summaries, window, observed });
    await writeReport(tools, data, options.reportPath);
    return data;
  } finally {
    session.close();
    await tools.files.removeFolder(folder);
  }
}

/** Policies given by name must be readable: whoever gave them can mend them. Those of a snapshot make verdicts unknown. */
async function currentPolicies(
  source: ObjectSource,
  options: AnalyzeOptions,
  newest: Snapshot,
): Promise<readonly PolicyDocument[]> {
  if (options.policies === undefined || options.policies.length === 0) return newest.policies;
  const { documents } = await readPolicies(source, options.policies);
  const { diagnostics } = compilePolicies({ documents, namespaces: newest.namespaces });
  const fatal = diagnostics.find(({ level }) => level === 'error');
  if (fatal !== undefined) throw new UnusableInputError(fatal);
  return documents;
}

interface Workplace {
  readonly session: SqlSession;
  readonly folder: string;
}

const NO_SUMMARY = 'nothing there is a summary that this version wrote';

/** Step one for the raw objects, beside the summaries that exist already. */
async function summarize(
  tools: AnalyzeTools,
  options: AnalyzeOptions,
  { session, folder }: Workplace,
): Promise<readonly Summary[]> {
  const paths: string[] = [];
  if (options.summaries.length > 0) {
    for (const { key } of await listObjects(tools.source, options.summaries)) paths.push(key);
  }
  if (options.flows.length > 0) {
    const objects = await listObjects(tools.source, options.flows);
    const own = tools.files.makePath(folder, 'summaries');
    await tools.files.ensureFolder(own);
    await ingestAll({ ...tools, workFolder: folder, declared: options.declared }, objects, own);
    for (const name of await tools.files.list(own)) paths.push(tools.files.makePath(own, name));
  }
  const summaries = await readSummaries(session, paths);
  const locations = [...options.flows, ...options.summaries].join(', ');
  if (summaries.length === 0 && paths.length > 0)
    throw unusable(locations, NO_SUMMARY, 'make them again with flowfence ingest');
  if (summaries.length === 0) throw unusable(locations, 'no flow logs are there', 'check the path');
  if (summaries.every(({ facts }) => facts.unreadable !== null)) {
    const first = summaries[0]?.facts;
    throw unusable(
      first?.source ?? locations,
      first?.unreadable?.message ?? 'not readable',
      first?.unreadable?.mend ?? '',
    );
  }
  return summaries;
}

/** The asked-for time, or what the rows span. */
async function windowOf(
  session: SqlSession,
  summaries: readonly Summary[],
  options: AnalyzeOptions,
): Promise<TimeWindow> {
  const paths = summaries.map(({ path }) => `'${path.replaceAll("'", "''")}'`).join(', ');
  const [span] = await session.rows(
    `SELECT min(start)::BIGINT AS first, max("end")::BIGINT AS last FROM read_parquet([${paths}])`,
  );
  const fromSeconds = options.fromSeconds ?? Number(span?.first ?? 0);
  return { fromSeconds, toSeconds: options.toSeconds ?? Math.max(fromSeconds, Number(span?.last ?? 0)) + 0 };
}

interface ReportInput {
  readonly options: AnalyzeOptions;
  readonly history: ClusterHistory;
  readonly current: readonly PolicyDocument[];
  readonly summaries: readonly Summary[];
  readonly window: TimeWindow;
  readonly observed: Awaited<ReturnType<typeof readWindow>>;
}

/** Pure from here on: what was observed, and what follows from it. */
function report({ options, history, current, summaries, window, observed }: ReportInput): ReportData {
  const { snapshots, newest } = history;
  const workloads = buildWorkloads(snapshots);
  const { connections, facts } = observed;
  const cluster = clusterFacts(snapshots);
  const { dataplane, findings: dataplaneFindings } = resolveDataplane(options.dataplane, cluster);
  const { includeSystem, minEvidence, maxPolicies, cidrPrefix } = options;
  const recommendation = recommend({
    workloads,
    namespaces: newest.namespaces,
    connections,
    dns: findDns({ workloads, ...newest }),
    ...{
      dataplane,
      services: newest.services,
      nodes: snapshots.flatMap(({ nodes }) => nodes),
      currentPolicies: current,
    },
    options: {
      ...{ includeSystem, minEvidence },
      ...(maxPolicies === undefined ? {} : { maxPolicies }),
      ...(cidrPrefix === undefined ? {} : { cidrPrefix }),
    },
  });
  const malformed = toMalformedRows(summaries);
  const snapshotTimes = snapshots.map(({ timeSeconds }) => timeSeconds);
  const inputs = sumInputs(summaries);
  const document = assembleReport({
    cluster: options.cluster ?? clusterName(newest.source),
    dataplane,
    dataplaneFindings,
    nodes: cluster.nodes,
    services: toReportServices(newest.services, newest.endpointSlices),
    lint: { services: lintServices(newest), nodes: lintNodes(newest) },
    window,
    inputs: { ...inputs, snapshots: snapshots.length, policies: current.length },
    coverage: buildCoverage({
      ...facts,
      records: withOutsideWindow(facts.records, inputs.records),
      sharedNodes: sharedNodes(snapshots, window),
      snapshotTimes,
    }),
    snapshotTimes,
    workloads,
    namespaces: newest.namespaces,
    connections,
    currentPolicies: current,
    recommendation,
    malformed,
    diagnostics: [...history.diagnostics, ...summariesDiagnostics(summaries)],
  });
  return { document, sources: toSourceRows(summaries), malformed };
}

/** `snapshots/<cluster>/<timestamp>.json.gz` names the cluster; any other layout does not. */
function clusterName(source: string): string {
  return /(?:^|\/)snapshots\/([^/]+)\/[^/]+$/.exec(source)?.[1] ?? 'cluster';
}
