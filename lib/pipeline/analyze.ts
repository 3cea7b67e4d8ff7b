// The main job on one machine: the three steps in turn over local files, then verdicts, recommendation and report.

import type { Diagnostic } from '../base/diagnostic.ts';
import { compilePolicies } from '../policy/compile.ts';
import type { ReportData } from '../report/report-data.ts';
import type { Layout } from '../sources/flow-log-layout.ts';
import type { PolicyDocument, Snapshot } from '../sources/kubernetes-objects.ts';
import { fetchSummaries, type HourRange, hoursNeeded } from './fetch-summaries.ts';
import { writeIdentityFiles } from './identity-files.ts';
import { ingestAll, readSummaryFiles, type Summary } from './ingest-all.ts';
import type { Digest, ObjectSource, ObjectStore, Progress, SqlEngine, SqlSession, WorkFiles } from './ports.ts';
import { listObjects, readPolicies, readSnapshots } from './read-cluster.ts';
import { type ReportOptions, reportOfWindow } from './report-of-window.ts';
import { rollUpWindow, type TimeWindow } from './roll-up-window.ts';
import { UnusableInputError, unusable } from './unusable.ts';
import { readWindow } from './window.ts';
import { writeReport } from './write-report.ts';

export interface AnalyzeTools {
  /** In memory, within the memory limit. */
  readonly engine: SqlEngine;
  readonly openFile: (path: string) => Promise<SqlEngine>;
  readonly source: ObjectStore;
  readonly files: WorkFiles;
  readonly digest: Digest;
  readonly progress: Progress;
  /** Objects under way at once. */
  readonly parallel: number;
  readonly threads: number;
}

/** Locations as the command line takes them; times in seconds since the epoch. */
export interface AnalyzeOptions extends ReportOptions {
  readonly flows: readonly string[];
  readonly summaries: readonly string[];
  readonly snapshots: readonly string[];
  /** Replaces the policies of the newest snapshot. */
  readonly policies?: readonly string[];
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  readonly declared?: Layout;
  readonly reportPath: string;
}

export async function analyze(tools: AnalyzeTools, options: AnalyzeOptions): Promise<ReportData> {
  const history = await readSnapshots(tools.source, options.snapshots);
  const current = await currentPolicies(tools.source, options, history.newest);
  const folder = await tools.files.makeFolder('flowfence');
  const session = await tools.engine.session();
  try {
    tools.progress.step('snapshots', 0, 1);
    const identity = await writeIdentityFiles(tools.files, history.snapshots, folder);
    const hours = hoursNeeded(options, identity.presumed);
    const summaries = await summarize(tools, options, { session, folder, hours });
    const window = await windowOf(session, { summaries, snapshots: history.snapshots }, options);
    const rollups = await rollUpWindow({ ...tools, session }, { summaries, identity, window, folder });
    const observed = await readWindow(session, rollups, identity);
    tools.progress.step('recommending', 0, 1);
    const sources = summaries.map(({ facts }) => facts);
    const data = reportOfWindow({
      ...{ options, sources, window, observed, currentPolicies: current.documents },
      history: { ...history, diagnostics: [...history.diagnostics, ...current.diagnostics] },
    });
    await writeReport(tools, data, options.reportPath);
    return data;
  } finally {
    session.close();
    await tools.files.removeFolder(folder);
  }
}

/** Policies given by name must be readable: whoever gave them can mend them. Those of a snapshot make verdicts unknown. */
async function currentPolicies(source: ObjectSource, options: AnalyzeOptions, newest: Snapshot): Promise<PolicyFiles> {
  if (options.policies === undefined || options.policies.length === 0)
    return { documents: newest.policies, diagnostics: [] };
  const files = await readPolicies(source, options.policies);
  const { documents } = files;
  const { diagnostics } = compilePolicies({ documents, namespaces: newest.namespaces });
  const fatal = diagnostics.find(({ level }) => level === 'error');
  if (fatal !== undefined) throw new UnusableInputError(fatal);
  return files;
}

/** `diagnostics`: of reading the files; what the policies say is diagnosed where the report is put together. */
interface PolicyFiles {
  readonly documents: readonly PolicyDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Workplace {
  readonly session: SqlSession;
  readonly folder: string;
  /** Of which kept summaries are wanted. */
  readonly hours: HourRange;
}

const NO_SUMMARY = 'nothing there is a summary that this version wrote';

/** Step one for the raw objects, beside the summaries that exist already. */
async function summarize(
  tools: AnalyzeTools,
  options: AnalyzeOptions,
  { session, folder, hours }: Workplace,
): Promise<readonly Summary[]> {
  const kept = await keptSummaries(tools, options, { folder, hours });
  const own: string[] = [];
  if (options.flows.length > 0) {
    const objects = await listObjects(tools.source, options.flows);
    const shelf = tools.files.makePath(folder, 'summaries');
    await tools.files.ensureFolder(shelf);
    await ingestAll({ ...tools, workFolder: folder, declared: options.declared }, objects, shelf);
    for (const name of await tools.files.list(shelf)) own.push(tools.files.makePath(shelf, name));
  }
  const paths = [...kept, ...own];
  const summaries = await readSummaryFiles(session, paths);
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

async function keptSummaries(
  tools: AnalyzeTools,
  { summaries: locations }: AnalyzeOptions,
  { folder, hours }: Pick<Workplace, 'folder' | 'hours'>,
): Promise<readonly string[]> {
  if (locations.length === 0) return [];
  const { found, paths } = await fetchSummaries(tools, locations, { hours, folder });
  const name = locations.join(', ');
  if (found === 0) throw unusable(name, NO_SUMMARY, 'make them again with flowfence ingest');
  if (paths.length === 0) throw unusable(name, 'no summary there has rows of that time', 'change --from or --to');
  return paths;
}

interface Spanned {
  readonly summaries: readonly Summary[];
  readonly snapshots: readonly Snapshot[];
}

/** The asked-for time, or what the rows span; where there are none, what the snapshots span. */
async function windowOf(
  session: SqlSession,
  { summaries, snapshots }: Spanned,
  options: AnalyzeOptions,
): Promise<TimeWindow> {
  const paths = summaries.map(({ path }) => `'${path.replaceAll("'", "''")}'`).join(', ');
  const [span] = await session.rows(
    `SELECT min(start)::BIGINT AS first, max("end")::BIGINT AS last FROM read_parquet([${paths}])`,
  );
  const fromSeconds = options.fromSeconds ?? Number(span?.first ?? snapshots[0]?.timeSeconds ?? 0);
  const lastSeconds = Number(span?.last ?? snapshots.at(-1)?.timeSeconds ?? 0);
  return { fromSeconds, toSeconds: options.toSeconds ?? Math.max(fromSeconds, lastSeconds) };
}
