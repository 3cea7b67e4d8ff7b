// One object through step one, counted, with what went wrong said in one line.
import { clearKiller, ingestStored, markKiller } from '../../lib/pipeline/stored/ingest-stored.ts';
import type { LogSource, StoredTools } from '../../lib/pipeline/stored/tools.ts';
import type { Invocation } from '../shared/define-function.ts';
import { textOf } from '../shared/errors.ts';

/** `failed`: for a reason of this try; `absent`: nothing is under the key any more. */
export type Outcome =
  | { readonly kind: 'ingested' | 'unreadable' | 'absent' }
  | { readonly kind: 'failed'; readonly error: unknown };

export type Teller = Pick<Invocation<unknown>, 'warn' | 'metric'>;

/** `lastTry`: that it kills its reader is written down before it is read, as nobody could do so afterwards. */
export async function ingestOne(
  tools: StoredTools,
  { logs, key, lastTry }: { readonly logs: LogSource; readonly key: string; readonly lastTry: boolean },
  { warn, metric }: Teller,
): Promise<Outcome> {
  try {
    const mark = lastTry ? await markKiller(tools, logs, key) : undefined;
    const outcome = await ingestStored(tools, logs, key);
    if (lastTry) await clearKiller(tools, mark, outcome);
    switch (outcome.kind) {
      case 'ingested': {
        const { records, malformed, bytes } = outcome.facts;
        metric('objects', 1);
        metric('records', records);
        metric('malformed', malformed);
        metric('bytes', bytes);
        return { kind: 'ingested' };
      }
      case 'unreadable': {
        const { code, message, mend } = outcome.diagnostic;
        metric('unreadableObjects', 1);
        warn('object unreadable', { key, code, reason: message, mend });
        return { kind: 'unreadable' };
      }
      case 'absent':
        warn('object is not there any more', { key });
        return { kind: 'absent' };
    }
  } catch (error) {
    metric('failedObjects', 1);
    warn('object not read', { key, reason: textOf(error) });
    return { kind: 'failed', error };
  }
}
