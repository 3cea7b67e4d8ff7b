// Published reports in a bucket, as the API reads them; what is published under a run never changes, so that it is kept.
import type { ObjectStore } from '../pipeline/ports.ts';
import {
  isRunName,
  isStoredName,
  manifestKey,
  type RunName,
  reportKey,
  type StoredPlaces,
} from '../pipeline/stored/keys.ts';
import { readLatest } from '../pipeline/stored/latest.ts';
import { type Manifest, manifestSchema } from '../pipeline/stored/manifest.ts';
import { readDocument } from '../pipeline/stored/news-stored.ts';
import { readJson } from '../pipeline/stored/stored-json.ts';
import type { Link, ReportEntry, ReportStore } from '../report/report-store.ts';

export interface ReportStoreTools {
  readonly store: ObjectStore;
  readonly places: StoredPlaces;
  /** Names of the folders directly below a location. */
  readonly folders: (location: string) => Promise<readonly string[]>;
  /** Undefined where there are no links. */
  readonly sign: ((key: string, at: Date, seconds: number) => Promise<string>) | undefined;
  readonly now: () => Date;
}

/** Long enough to click, short enough to be of no use in a log. */
const LINK_SECONDS = 900;
/** A document takes some ten times its file in memory. */
const KEPT_DOCUMENTS = 3;

export function makeReportStore({ store, places, folders, sign, now }: ReportStoreTools): ReportStore {
  const manifests = makeMemory(async (run: RunName): Promise<Manifest | undefined> => {
    const key = manifestKey(places, run);
    return (await store.info(key)) === undefined ? undefined : readJson(store, key, manifestSchema);
  }, Number.POSITIVE_INFINITY);
  const documents = makeMemory(
    async (run) => ((await manifests(run)) === undefined ? undefined : readDocument({ store, places }, run)),
    KEPT_DOCUMENTS,
  );
  return {
    clusters: async () => (await folders(`${places.reports}reports/`)).filter(isStoredName).sort(),
    reports: async (cluster) => {
      const runs = (await folders(`${places.reports}reports/${cluster}/`)).filter(isRunName).sort().reverse();
      const published = await Promise.all(runs.map((run) => manifests({ cluster, run })));
      const entries = published.flatMap((manifest) => (manifest === undefined ? [] : [toEntry(manifest)]));
      return entries.length === 0 ? undefined : entries;
    },
    latest: async (cluster) => (await readLatest({ store, places }, cluster))?.run,
    document: (cluster, run) => documents({ cluster, run }),
    link: async (cluster, run, file) => {
      const manifest = await manifests({ cluster, run });
      if (sign === undefined || manifest?.files.some(({ name }) => name === file) !== true) return undefined;
      const at = now();
      return { url: await sign(reportKey(places, { cluster, run }, file), at, LINK_SECONDS), expires: expiryOf(at) };
    },
  };
}

function toEntry({ run, to }: Manifest): ReportEntry {
  return { run, to };
}

function expiryOf(at: Date): Link['expires'] {
  return new Date(at.getTime() + LINK_SECONDS * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The last few of what `load` found; what is not there yet is asked for again, and so is what could not be read. */
function makeMemory<T>(load: (run: RunName) => Promise<T | undefined>, most: number): typeof load {
  const kept = new Map<string, Promise<T | undefined>>();
  return async (run) => {
    const name = `${run.cluster}/${run.run}`;
    const loading = kept.get(name) ?? load(run);
    // Again at the end: the first is the one that was not asked for the longest.
    kept.delete(name);
    kept.set(name, loading);
    for (const [oldest] of kept) if (kept.size > most) kept.delete(oldest);
    const found = await loading.catch((error: unknown) => {
      kept.delete(name);
      throw error;
    });
    if (found === undefined) kept.delete(name);
    return found;
  };
}
