// Published reports in a bucket, as the API reads them; what is published under a run never changes, so that it is kept.
import { z } from 'zod';
import type { ObjectStore } from '../pipeline/ports.ts';
import {
  isRunName,
  isStoredName,
  latestKey,
  manifestKey,
  type RunName,
  reportKey,
  type StoredPlaces,
} from '../pipeline/stored/keys.ts';
import { latestSchema } from '../pipeline/stored/latest.ts';
import { type Manifest, manifestSchema } from '../pipeline/stored/manifest.ts';
import { REPORT_SCHEMA, type ReportDocument } from '../report/document.ts';
import type { Link, ReportEntry, ReportStore } from '../report/report-store.ts';
import { LocationError } from './location-error.ts';

export interface ReportStoreTools {
  readonly store: Pick<ObjectStore, 'readText'>;
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

/** Written by `analyze`, whole or not at all: the reports bucket takes no other writer. */
const documentSchema = z.custom<ReportDocument>((value) => Object(value).schema === REPORT_SCHEMA, 'is no report');

export function makeReportStore({ store, places, folders, sign, now }: ReportStoreTools): ReportStore {
  const read = (key: string): Promise<string | undefined> => store.readText(key).catch(onlyAbsent);
  const manifests = makeMemory(async (run: RunName): Promise<Manifest | undefined> => {
    const text = await read(manifestKey(places, run));
    return text === undefined ? undefined : manifestSchema.parse(JSON.parse(text));
  }, Number.POSITIVE_INFINITY);
  const documents = makeMemory(async (run: RunName): Promise<ReportDocument | undefined> => {
    const text =
      (await manifests(run)) === undefined ? undefined : await read(reportKey(places, run, 'report.json.gz'));
    return text === undefined ? undefined : documentSchema.parse(JSON.parse(text));
  }, KEPT_DOCUMENTS);
  return {
    clusters: async () => (await folders(`${places.reports}reports/`)).filter(isStoredName).sort(),
    reports: async (cluster) => {
      const runs = (await folders(`${places.reports}reports/${cluster}/`)).filter(isRunName).sort().reverse();
      const published = await Promise.all(runs.map((run) => manifests({ cluster, run })));
      const entries = published.flatMap((manifest) => (manifest === undefined ? [] : [toEntry(manifest)]));
      return entries.length === 0 ? undefined : entries;
    },
    latest: async (cluster) => {
      const text = await read(latestKey(places, cluster));
      return text === undefined ? undefined : latestSchema.parse(JSON.parse(text)).run;
    },
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

function onlyAbsent(error: unknown): undefined {
  if (!(error instanceof LocationError && error.problem === 'absent')) throw error;
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
