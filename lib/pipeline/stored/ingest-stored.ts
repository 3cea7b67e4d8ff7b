// Step one over an object store: one log object becomes one stored summary, which lasts before the call returns.
import type { Diagnostic } from '../../base/diagnostic.ts';
import { type IngestTools, ingestObject, summarizeUnreadable, summaryDigest } from '../ingest.ts';
import type { ObjectInfo } from '../ports.ts';
import { type SummaryFacts, summaryName } from '../summary-facts.ts';
import { summaryKey } from './keys.ts';
import type { LogSource, StoredTools } from './tools.ts';

export type IngestOutcome =
  | { readonly kind: 'ingested'; readonly summaryKey: string; readonly facts: SummaryFacts }
  /** Its summary says so; nothing but another object under the key would mend it. */
  | { readonly kind: 'unreadable'; readonly summaryKey: string; readonly diagnostic: Diagnostic }
  /** Nothing is under the key any more. */
  | { readonly kind: 'absent' };

/** An object that is replaced more often while it is read is left to the notification of its last change. */
const MOST_READINGS = 3;

/**
 * Reads the object as it is now, whatever was said of it; a repeat overwrites its summary. Where it was replaced in the
 * meantime, the summary of what it was is taken away again: it may be younger than that of what it is.
 */
export async function ingestStored(tools: StoredTools, logs: LogSource, key: string): Promise<IngestOutcome> {
  for (let reading = 1; ; reading += 1) {
    const object = await tools.store.info(key);
    if (object === undefined) return { kind: 'absent' };
    const written = await writeSummary(tools, { logs, object }, ingestObject);
    const now = await tools.store.info(key);
    if (now === undefined || now.etag === written.facts.etag || reading === MOST_READINGS) return outcomeOf(written);
    await tools.store.remove(written.summaryKey);
  }
}

function outcomeOf({ facts, summaryKey }: WrittenSummary): IngestOutcome {
  if (facts.unreadable === null) return { kind: 'ingested', summaryKey, facts };
  const diagnostic: Diagnostic = { ...facts.unreadable, level: 'error', place: { source: facts.source } };
  return { kind: 'unreadable', summaryKey, diagnostic };
}

const KILLER = {
  code: 'object-kills-reader',
  message: 'whoever read it was ended before it was done, each time',
  mend: 'look at its size and content; give the ingest function more memory or time, and ingest it again',
} as const;

/**
 * Before the last try: what kills its reader leaves nobody to say so. Gives the key of the summary that says it, or
 * undefined where nothing is under the key.
 */
export async function markKiller(tools: StoredTools, logs: LogSource, key: string): Promise<string | undefined> {
  const object = await tools.store.info(key);
  if (object === undefined) return undefined;
  const written = await writeSummary(tools, { logs, object }, (place, killer, folder) =>
    summarizeUnreadable(place, { object: killer, unreadable: KILLER }, folder),
  );
  return written.summaryKey;
}

/** After a try that nobody died of: `mark` is what `markKiller` gave; the summary of the object itself stays. */
export async function clearKiller(tools: StoredTools, mark: string | undefined, outcome: IngestOutcome): Promise<void> {
  const own = outcome.kind === 'absent' ? undefined : outcome.summaryKey;
  if (mark !== undefined && mark !== own) await tools.store.remove(mark);
}

interface Work {
  readonly logs: LogSource;
  readonly object: ObjectInfo;
}

interface WrittenSummary {
  readonly summaryKey: string;
  readonly facts: SummaryFacts;
}

type Summarize = (tools: IngestTools, object: ObjectInfo, folder: string) => Promise<SummaryFacts>;

const SECONDS_PER_HOUR = 3600;
const CONTENT_TYPE = 'application/vnd.apache.parquet';

/** An object without a row has no hours: it is named by the hour in which it was written. */
async function writeSummary(tools: StoredTools, { logs, object }: Work, summarize: Summarize): Promise<WrittenSummary> {
  const { files, store, digest, engine } = tools;
  const folder = await files.makeFolder('ingest');
  const session = await engine.session();
  try {
    const place = { session, source: store, files, digest, workFolder: folder, declared: logs.declared };
    const facts = await summarize(place, object, folder);
    const name = summaryDigest(digest, { key: facts.source, etag: facts.etag });
    const hour = Math.floor(object.lastModifiedSeconds / SECONDS_PER_HOUR);
    const hours = { firstHour: facts.firstHour ?? hour, lastHour: facts.lastHour ?? hour };
    const key = summaryKey(tools.places, logs.name, { ...hours, digest: name });
    const path = files.makePath(folder, summaryName(facts, name));
    await store.write(key, { kind: 'file', path, contentType: CONTENT_TYPE });
    return { summaryKey: key, facts };
  } finally {
    session.close();
    await files.removeFolder(folder);
  }
}
