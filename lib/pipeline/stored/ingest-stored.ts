// Step one over an object store: one log object becomes one stored summary, which lasts before the call returns.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { SummaryFacts } from '../summary-facts.ts';
import type { LogSource, StoredTools } from './tools.ts';

export type IngestOutcome =
  | { readonly kind: 'ingested'; readonly summaryKey: string; readonly facts: SummaryFacts }
  /** Its summary says so; nothing but another object under the key would mend it. */
  | { readonly kind: 'unreadable'; readonly summaryKey: string; readonly diagnostic: Diagnostic }
  /** Nothing is under the key any more. */
  | { readonly kind: 'absent' };

/** Reads the object as it is now, whatever was said of it; a repeat overwrites its summary. */
export function ingestStored(_tools: StoredTools, _logs: LogSource, _key: string): Promise<IngestOutcome> {
  throw new Error('to be written');
}

/** Key of the summary that says that reading the object kills its reader; undefined where nothing is under the key. */
export function markKiller(_tools: StoredTools, _logs: LogSource, _key: string): Promise<string | undefined> {
  throw new Error('to be written');
}

/** After a success: `mark` is what `markKiller` gave; the summary of the object itself stays. */
export function clearKiller(_tools: StoredTools, _mark: string | undefined, _outcome: IngestOutcome): Promise<void> {
  throw new Error('to be written');
}
