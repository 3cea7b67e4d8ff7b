// The beginning of a run: which snapshots and summaries a window needs, who held which address, and what is new.
import { compareText } from '../../base/order.ts';
import { type IdentityFacts, identityFacts, presumedRanges } from '../identity-facts.ts';
import { writeIdentityFacts } from '../identity-files.ts';
import { readSnapshotObjects } from '../read-cluster.ts';
import { livenessHour, type TimeWindow } from '../roll-up-window.ts';
import { unusable } from '../unusable.ts';
import { makeFingerprint } from './hour-fingerprints.ts';
import { formatRunName, formatSummaryName, type RunName, runKey, snapshotsPrefix, WIDE_HOURS } from './keys.ts';
import { reportOptions } from './report-options.ts';
import { IDENTITY_FILES } from './run-files.ts';
import {
  type ClusterRequest,
  formatPlan,
  PLAN_SCHEMA,
  type PlannedHour,
  REPORT_VERSION,
  type RunPlan,
} from './run-plan.ts';
import { writeJson } from './stored-json.ts';
import type { LogSource, StoredTools } from './tools.ts';
import { snapshotsOfWindow } from './window-snapshots.ts';
import { type FoundSummary, type HourRange, overlaps, summariesOfHours } from './window-summaries.ts';

export interface RunRequest {
  readonly cluster: ClusterRequest;
  /** At least those that the cluster names. */
  readonly logs: readonly LogSource[];
  /** Both ends belong to the window. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface PlannedRun {
  readonly cluster: string;
  readonly run: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly planKey: string;
  /** A JSON array of `{"plan": "<planKey>", "hour": 498000}`, ascending. */
  readonly hoursKey: string;
  readonly hours: number;
}

const SECONDS_PER_HOUR = 3600;
/** A wild time must not make us plan the hours of centuries. */
const MOST_HOURS = 10_000;

/** Writes the plan last of all; the same input writes the same bytes under the same keys. */
export async function planRun(tools: StoredTools, request: RunRequest): Promise<PlannedRun> {
  const { cluster, fromSeconds, toSeconds } = checkedRequest(request);
  const window = { fromSeconds, toSeconds };
  const prefix = snapshotsPrefix(tools.places, cluster.name);
  const objects = await snapshotsOfWindow(tools.store, prefix, window);
  if (objects.length === 0) throw unusable(prefix, 'no snapshot of the window or before it is there', EXPORT_ONE);
  tools.progress.step('snapshots', 0, objects.length);
  const { snapshots } = await readSnapshotObjects(tools.store, objects);
  const facts = identityFacts(snapshots);
  const found = await summariesOfHours(tools, cluster.logs, hoursToList(window, facts));
  const plan: RunPlan = {
    schema: PLAN_SCHEMA,
    version: REPORT_VERSION,
    cluster,
    ...window,
    snapshots: objects.map(({ key, etag }) => ({ key, etag })),
    summaries: cluster.logs.map((logs) => ({ logs, names: namesOf(found.filter((one) => one.logs === logs)) })),
    hours: planHours(tools, { window, facts, found }),
  };
  return writePlan(tools, plan, facts);
}

const EXPORT_ONE = 'let the snapshot exporter run, or upload an export of kubectl get';

function checkedRequest(request: RunRequest): RunRequest {
  const { cluster, logs, fromSeconds, toSeconds } = request;
  const missing = cluster.logs.find((name) => logs.every((source) => source.name !== name));
  if (missing !== undefined)
    throw unusable(`cluster ${cluster.name}`, `there is no log source ${missing}`, 'name one of the settings');
  reportOptions(cluster);
  const { firstHour, lastHour } = hoursOf(request);
  if (!(fromSeconds >= 0 && toSeconds >= fromSeconds))
    throw unusable(`cluster ${cluster.name}`, 'the window ends before it begins', 'name a later end');
  if (lastHour - firstHour >= MOST_HOURS)
    throw unusable(`cluster ${cluster.name}`, `the window has more than ${MOST_HOURS} hours`, 'name a shorter one');
  return request;
}

function hoursOf({ fromSeconds, toSeconds }: TimeWindow): HourRange {
  return { firstHour: Math.floor(fromSeconds / SECONDS_PER_HOUR), lastHour: Math.floor(toSeconds / SECONDS_PER_HOUR) };
}

/** Presumed owners are proven by traffic from before the window too, but not from any time before it. */
function hoursToList(window: TimeWindow, facts: IdentityFacts): HourRange {
  const { firstHour, lastHour } = hoursOf(window);
  const liveness = livenessHour(presumedRanges(facts), firstHour) ?? firstHour;
  return { firstHour: Math.max(0, firstHour - WIDE_HOURS, liveness), lastHour };
}

function namesOf(found: readonly FoundSummary[]): readonly string[] {
  return found.map(({ name }) => formatSummaryName(name));
}

interface PlanInput {
  readonly window: TimeWindow;
  readonly facts: IdentityFacts;
  readonly found: readonly FoundSummary[];
}

/** Those of which a summary has rows, or may have. */
function planHours({ digest }: StoredTools, { window, facts, found }: PlanInput): readonly PlannedHour[] {
  const { firstHour, lastHour } = hoursOf(window);
  const fingerprint = makeFingerprint(digest, facts);
  const presumed = presumedRanges(facts);
  const within = (first: number, last: number) =>
    [...namesOf(found.filter(({ name }) => overlaps(name, { firstHour: first, lastHour: last })))].sort(compareText);
  const hours: PlannedHour[] = [];
  for (let hour = firstHour; hour <= lastHour; hour += 1) {
    const summaries = within(hour, hour);
    if (summaries.length === 0) continue;
    const livenessFrom = livenessHour(presumed, hour);
    const livenessSummaries = livenessFrom === undefined ? [] : within(livenessFrom, hour);
    const made = { hour, fingerprint: fingerprint({ hour, window, summaries, livenessSummaries }) };
    hours.push(livenessFrom === undefined ? made : { ...made, livenessFrom });
  }
  return hours;
}

async function writePlan(tools: StoredTools, plan: RunPlan, facts: IdentityFacts): Promise<PlannedRun> {
  const { store, places, digest } = tools;
  const { fromSeconds, toSeconds } = plan;
  const text = formatPlan(plan);
  const run: RunName = { cluster: plan.cluster.name, run: formatRunName(toSeconds, digest(text)) };
  await writeIdentity(tools, run, facts);
  const planKey = runKey(places, run, 'plan.json');
  const hoursKey = runKey(places, run, 'hours.json');
  await writeJson(store, hoursKey, `${JSON.stringify(plan.hours.map(({ hour }) => ({ plan: planKey, hour })))}\n`);
  await writeJson(store, planKey, text);
  return { ...run, fromSeconds, toSeconds, planKey, hoursKey, hours: plan.hours.length };
}

async function writeIdentity(tools: StoredTools, run: RunName, facts: IdentityFacts): Promise<void> {
  const { store, files, places } = tools;
  const folder = await files.makeFolder('plan');
  try {
    const paths = await writeIdentityFacts(files, facts, folder);
    for (const { file, pathOf } of IDENTITY_FILES) {
      const content = { kind: 'file', path: pathOf(paths), contentType: 'application/x-ndjson' } as const;
      await store.write(runKey(places, run, file), content);
    }
  } finally {
    await files.removeFolder(folder);
  }
}
