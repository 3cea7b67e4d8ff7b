// A deployment in a folder: logs, snapshots, data and reports as in their buckets, and the steps over them.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { makeFileStore } from '../../../lib/adapters/file-store.ts';
import { withLocalTools } from '../../../lib/adapters/local-tools.ts';
import { pageTools } from '../../../lib/adapters/page-file.ts';
import type { ObjectStore } from '../../../lib/pipeline/ports.ts';
import {
  type AnalyzeStoredTools,
  analyzeStored,
  type PublishedRun,
} from '../../../lib/pipeline/stored/analyze-stored.ts';
import { type IngestOutcome, ingestStored } from '../../../lib/pipeline/stored/ingest-stored.ts';
import type { StoredPlaces } from '../../../lib/pipeline/stored/keys.ts';
import { type PlannedRun, planRun } from '../../../lib/pipeline/stored/plan-run.ts';
import { type RolledHour, type RollUpTools, rollUpStored } from '../../../lib/pipeline/stored/roll-up-stored.ts';
import type { ClusterRequest } from '../../../lib/pipeline/stored/run-plan.ts';
import type { LogSource } from '../../../lib/pipeline/stored/tools.ts';
import { generateCluster } from '../../generator/cluster.ts';
import type { GeneratorOptions } from '../../generator/options.ts';
import { clusterFiles } from '../../generator/write.ts';
import { writeFiles } from '../object-lab.ts';

/** 2026-11-01T00:00:00Z, when generated logs begin. */
export const BEGIN = 1_793_491_200;

export type LabTools = AnalyzeStoredTools & RollUpTools;

export interface Lab {
  readonly root: string;
  readonly places: StoredPlaces;
  readonly logs: LogSource;
  readonly store: ObjectStore;
}

/** `base`: the lab whose logs and snapshots it reads; else its own. */
export function makeLab(root: string, base?: Lab): Lab {
  for (const folder of ['logs', 'snapshots-bucket', 'data', 'reports'])
    mkdirSync(join(root, folder), { recursive: true });
  const snapshots = base?.places.snapshots ?? join(root, 'snapshots-bucket/');
  return {
    root,
    places: { data: join(root, 'data/'), snapshots, reports: join(root, 'reports/') },
    logs: base?.logs ?? { name: 'vpc', location: join(root, 'logs/') },
    store: makeFileStore(),
  };
}

/** A folder of its own for `use`, gone afterwards. */
export async function withLabFolder<T>(use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'flowfence-stored-'));
  try {
    return await use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** As small as a built page can be. */
const TEMPLATE = '<html><head><meta charset="utf-8" /></head><body><script type="module">0</script></body></html>';

export function withLabTools<T>(lab: Lab, use: (tools: LabTools) => Promise<T>): Promise<T> {
  const options = { memoryBytes: 1_000_000_000, threads: 2, progress: { step: () => undefined } };
  return withLocalTools(options, (tools) =>
    use({
      ...tools,
      ...{ store: lab.store, places: lab.places, parallel: 4, diskBytes: 1_000_000_000 },
      page: { template: TEMPLATE, tools: pageTools },
    }),
  );
}

export const CLUSTER: ClusterRequest = {
  name: 'prod',
  logs: ['vpc'],
  options: { dataplane: 'upstream', includeSystem: false, minEvidence: 'fan-in' },
};

export interface LabWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly cluster?: ClusterRequest;
}

/** A generated cluster in the layout of the buckets, its snapshots under the name of each cluster. */
export function writeLabCluster(lab: Lab, options: GeneratorOptions, clusters: readonly string[] = ['prod']): void {
  for (const [path, bytes] of clusterFiles(generateCluster(options))) {
    const [top = '', ...rest] = path.split('/');
    const name = rest.at(-1) ?? '';
    if (top === 'flows') {
      writeFiles(lab.root, { [`logs/${rest.join('/')}`]: bytes });
      // As if delivered then: objects without a row are named by when they were written.
      utimesSync(join(lab.root, 'logs', ...rest), BEGIN + 1800, BEGIN + 1800);
    }
    if (top !== 'snapshots') continue;
    for (const cluster of clusters) writeFiles(lab.places.snapshots, { [`snapshots/${cluster}/${name}`]: bytes });
  }
}

/** All objects of the log source, in the order given, or by key. */
export async function ingestLogs(lab: Lab, keys?: readonly string[]): Promise<readonly IngestOutcome[]> {
  return withLabTools(lab, async (tools) => {
    const wanted = keys ?? (await tools.store.list(lab.logs.location)).map(({ key }) => key);
    const outcomes: IngestOutcome[] = [];
    for (const key of wanted) outcomes.push(await ingestStored(tools, lab.logs, key));
    return outcomes;
  });
}

export function plan(lab: Lab, { cluster = CLUSTER, ...window }: LabWindow): Promise<PlannedRun> {
  return withLabTools(lab, (tools) => planRun(tools, { cluster, logs: [lab.logs], ...window }));
}

export function rollUp(
  lab: Lab,
  planned: PlannedRun,
  change: Partial<RollUpTools> = {},
): Promise<readonly RolledHour[]> {
  return withLabTools(lab, async (tools) => {
    const rolled: RolledHour[] = [];
    for (const { plan: planKey, hour } of JSON.parse(readFileSync(planned.hoursKey, 'utf8'))) {
      rolled.push(await rollUpStored({ ...tools, ...change }, planKey, hour));
    }
    return rolled;
  });
}

export interface LabRun {
  readonly planned: PlannedRun;
  readonly rolled: readonly RolledHour[];
  readonly published: PublishedRun;
}

export async function runLab(lab: Lab, window: LabWindow): Promise<LabRun> {
  const planned = await plan(lab, window);
  const rolled = await rollUp(lab, planned);
  const published = await withLabTools(lab, (tools) => analyzeStored(tools, planned.planKey));
  return { planned, rolled, published };
}

/** Digests by name below the folder; `report.duckdb` has bytes that nobody reads, and manifests know its digest. */
export function stateOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path), digestOf(path)]),
  );
}

function digestOf(path: string): string {
  if (path.endsWith('report.duckdb')) return 'a database';
  const bytes = readFileSync(path);
  const text = path.endsWith('manifest.json') ? withoutDatabase(bytes.toString('utf8')) : bytes;
  return createHash('sha256').update(text).digest('hex');
}

function withoutDatabase(text: string): string {
  const manifest = JSON.parse(text) as { files: readonly { readonly name: string }[] };
  return JSON.stringify({ ...manifest, files: manifest.files.filter(({ name }) => name !== 'report.duckdb') });
}
