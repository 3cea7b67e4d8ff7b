// Step three over an object store: the rollups of a plan become a published report, and `latest` is switched last.
import type { ReportData } from '../../report/report-data.ts';
import type { ObjectInfo, SqlSession } from '../ports.ts';
import { type ClusterHistory, readSnapshotObjects } from '../read-cluster.ts';
import { reportOfWindow } from '../report-of-window.ts';
import { unusable } from '../unusable.ts';
import { readWindow } from '../window.ts';
import { inParallel } from './in-parallel.ts';
import { manifestKey } from './keys.ts';
import { switchLatest } from './latest.ts';
import type { Manifest } from './manifest.ts';
import { type PublishTools, publishReport } from './publish-report.ts';
import { reportOptions } from './report-options.ts';
import { fetchIdentity, type ReadPlan, readPlan } from './run-files.ts';
import type { RunPlan } from './run-plan.ts';
import { fetchRollups, readSources } from './window-rollups.ts';

export type AnalyzeStoredTools = PublishTools;

export interface PublishedRun {
  readonly cluster: string;
  readonly run: string;
  readonly manifestKey: string;
  readonly manifest: Manifest;
  /** False where a report of a later window is the latest already. */
  readonly latest: boolean;
}

export async function analyzeStored(tools: AnalyzeStoredTools, planKey: string): Promise<PublishedRun> {
  const read = await readPlan(tools, planKey);
  const folder = await tools.files.makeFolder('analyze');
  const session = await tools.engine.session();
  try {
    const data = await analyzePlan({ ...tools, session }, read, folder);
    const manifest = await publishReport(tools, { run: read.run, data, folder });
    const latest = await switchLatest(tools, manifest);
    return { ...read.run, manifestKey: manifestKey(tools.places, read.run), manifest, latest };
  } finally {
    session.close();
    await tools.files.removeFolder(folder);
  }
}

async function analyzePlan(
  tools: AnalyzeStoredTools & { readonly session: SqlSession },
  { run, plan }: ReadPlan,
  folder: string,
): Promise<ReportData> {
  const { session } = tools;
  tools.progress.step('rollups', 0, plan.hours.length);
  const rollups = await fetchRollups(tools, { run, plan }, folder);
  const identity = await fetchIdentity(tools, run, folder);
  const observed = await readWindow(session, rollups, identity);
  const sources = await readSources(session, rollups);
  tools.progress.step('snapshots', 0, plan.snapshots.length);
  const history = await readHistory(tools, plan);
  tools.progress.step('recommending', 0, 1);
  return reportOfWindow({
    options: reportOptions(plan.cluster),
    history,
    currentPolicies: history.newest.policies,
    sources,
    window: { fromSeconds: plan.fromSeconds, toSeconds: plan.toSeconds },
    observed,
  });
}

/** The same snapshots that the plan was made from: others would be another run. */
async function readHistory(tools: AnalyzeStoredTools, { snapshots }: RunPlan): Promise<ClusterHistory> {
  const objects = await inParallel(snapshots, tools.parallel, async ({ key, etag }): Promise<ObjectInfo> => {
    const object = await tools.store.info(key);
    if (object?.etag === etag) return object;
    const what = object === undefined ? 'it is gone' : 'it was replaced';
    throw unusable(key, `${what} since the run was planned`, 'plan the run again');
  });
  return readSnapshotObjects(tools.store, objects);
}
