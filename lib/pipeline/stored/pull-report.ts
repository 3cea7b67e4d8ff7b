// A published report brought to a folder: every file checked against the manifest before the first is put there.
import type { ObjectStore, Progress, WorkFiles } from '../ports.ts';
import { type UnusableInputError, unusable } from '../unusable.ts';
import { inParallel } from './in-parallel.ts';
import { isStoredName, manifestKey, reportKey, type StoredPlaces } from './keys.ts';
import { readLatest } from './latest.ts';
import { type Manifest, type ManifestFile, manifestSchema } from './manifest.ts';
import { readJson } from './stored-json.ts';

export interface PullTools {
  readonly store: ObjectStore;
  /** On the disk of the folder that is pulled to, so that a finished file is moved there in one step. */
  readonly files: WorkFiles;
  readonly places: StoredPlaces;
  readonly progress: Progress;
  /** Transfers under way at once. */
  readonly parallel: number;
}

export interface PullRequest {
  readonly cluster: string;
  /** The latest without. */
  readonly run?: string;
  readonly out: string;
}

const MANIFEST = 'manifest.json';

/** Names of the clusters that have a report, in order. Looks at every key of every report: meant for few of them. */
export async function clustersWithReport({
  store,
  places,
}: Pick<PullTools, 'store' | 'places'>): Promise<readonly string[]> {
  const root = `${places.reports}reports/`;
  const names = (await store.listBelow(root)).map(({ key }) => key.slice(root.length).split('/'));
  return names.flatMap(([cluster = '', file, ...rest]) =>
    file === 'latest.json' && rest.length === 0 && isStoredName(cluster) ? [cluster] : [],
  );
}

/** Files of an earlier pull that the report no longer has are removed; what else is in the folder stays. */
export async function pullReport(tools: PullTools, { cluster, run: asked, out }: PullRequest): Promise<Manifest> {
  const { store, files, places } = tools;
  const run = { cluster, run: asked ?? (await latestRun(tools, cluster)) };
  const key = manifestKey(places, run);
  const manifest = await readJson(store, key, manifestSchema);
  const problem = problemOf(manifest, run);
  if (problem !== undefined) throw unusable(key, problem, 'run the analysis again');
  const before = await readJson(store, files.makePath(out, MANIFEST), manifestSchema).catch(() => undefined);
  const drafts = await files.makeFolder('.flowfence-pull');
  try {
    let done = 0;
    await inParallel(manifest.files, tools.parallel, async (file) => {
      tools.progress.step('fetching', done, manifest.files.length);
      await fetchChecked(tools, {
        key: reportKey(places, run, file.name),
        path: files.makePath(drafts, file.name),
        file,
      });
      done += 1;
    });
    tools.progress.step('fetching', done, manifest.files.length);
    await store.download(key, files.makePath(drafts, MANIFEST));
    for (const { name } of manifest.files) await files.publish(files.makePath(drafts, name), files.makePath(out, name));
    await files.publish(files.makePath(drafts, MANIFEST), files.makePath(out, MANIFEST));
  } finally {
    await files.removeFolder(drafts);
  }
  const names = new Set(manifest.files.map(({ name }) => name));
  for (const { name } of before?.files ?? []) if (!names.has(name)) await files.removeFolder(files.makePath(out, name));
  return manifest;
}

async function latestRun(tools: PullTools, cluster: string): Promise<string> {
  const latest = await readLatest(tools, cluster);
  if (latest?.cluster === cluster) return latest.run;
  throw unusable(
    `${tools.places.reports}reports/${cluster}/`,
    'there is no report of this cluster',
    'check --cluster, and whether an analysis has run',
  );
}

/** Names are checked by the schema; together they must also make a folder. */
function problemOf(
  { cluster, run, files }: Manifest,
  asked: { readonly cluster: string; readonly run: string },
): string | undefined {
  if (cluster !== asked.cluster || run !== asked.run) return `it is of ${cluster} ${run}`;
  const names = new Set([MANIFEST]);
  for (const { name } of files) {
    if (names.has(name)) return `${name} is there twice`;
    names.add(name);
  }
  const isFolder = (name: string) => [...names].some((other) => other.startsWith(`${name}/`));
  const clash = files.find(({ name }) => isFolder(name));
  return clash === undefined ? undefined : `${clash.name} is a file and a folder`;
}

interface Fetch {
  readonly key: string;
  readonly path: string;
  readonly file: ManifestFile;
}

async function fetchChecked({ store, files }: PullTools, { key, path, file }: Fetch): Promise<void> {
  const { bytes } = await store.download(key, path);
  const { sha256 } = await files.fingerprint(path);
  if (bytes !== file.bytes || sha256 !== file.sha256) throw notAsStated(key);
}

function notAsStated(key: string): UnusableInputError {
  return unusable(
    key,
    'it is not what the manifest says (size or SHA-256)',
    'nothing was written; run the analysis again',
  );
}
