// Which report of a cluster is the newest: switched last, and only forward in time.
import { z } from 'zod';
import { isRunName, isStoredName, latestKey } from './keys.ts';
import { readJson, writeJson } from './stored-json.ts';
import type { StoredTools } from './tools.ts';

export const LATEST_SCHEMA = 'flowfence.latest/v1';

const run = z.string().refine(isRunName, 'is no run');

export const latestSchema = z
  .object({
    schema: z.literal(LATEST_SCHEMA),
    cluster: z.string().refine(isStoredName, 'is no name of a cluster'),
    run,
    /** RFC 3339; both ends belong to the window. */
    from: z.string(),
    to: z.string(),
    /** The report that was the latest before; absent for the first. */
    previous: run.optional(),
  })
  .readonly();

export type Latest = z.infer<typeof latestSchema>;

export function formatLatest(latest: Latest): string {
  return `${JSON.stringify(latest, null, 2)}\n`;
}

/** Other analyses of the cluster were first, again and again: the report is published, and to switch again may go well. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';

  constructor(key: string, tries: number) {
    super(`${key} was replaced ${tries} times while it was switched; run the analysis again`);
  }
}

/** Another analysis of the cluster may be at it as well. */
const MOST_TRIES = 5;

/** Whether the run is the latest now; one of an earlier window never takes the place of a later one. Throws `OvertakenError`. */
export async function switchLatest(
  { store, places }: Pick<StoredTools, 'store' | 'places'>,
  { cluster, run, from, to }: Pick<Latest, 'cluster' | 'run' | 'from' | 'to'>,
): Promise<boolean> {
  const key = latestKey(places, cluster);
  const next = { schema: LATEST_SCHEMA, cluster, run, from, to } as const;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const there = await store.info(key);
    if (there === undefined) {
      if (await writeJson(store, key, formatLatest(next), { kind: 'absent' })) return true;
      continue;
    }
    const current = await readJson(store, key, latestSchema);
    if (current.run === run) return true;
    if (current.to > to) return false;
    const text = formatLatest({ ...next, previous: current.run });
    if (await writeJson(store, key, text, { kind: 'unchanged', etag: there.etag })) return true;
  }
  throw new OvertakenError(key, MOST_TRIES);
}

/** Undefined before the first report. */
export async function readLatest(
  { store, places }: Pick<StoredTools, 'store' | 'places'>,
  cluster: string,
): Promise<Latest | undefined> {
  const key = latestKey(places, cluster);
  return (await store.info(key)) === undefined ? undefined : readJson(store, key, latestSchema);
}
