// A batch of a backfill's objects: what could not be read for a passing reason fails the batch, which then comes again.
import type { LogSource, StoredTools } from '../../lib/pipeline/stored/tools.ts';
import { unusable } from '../../lib/pipeline/unusable.ts';
import type { Invocation } from '../shared/define-function.ts';
import { IngestError, RetryableError } from '../shared/errors.ts';
import { ingestOne } from './outcomes.ts';
import { makeTimeLeft } from './time-left.ts';

/** `skipped`: nothing is under the key any more. */
export interface BackfillResult {
  readonly ingested: number;
  readonly skipped: number;
  readonly unreadable: readonly string[];
}

export interface BackfillWork {
  readonly tools: StoredTools;
  readonly logs: LogSource;
  readonly invocation: Pick<Invocation<unknown>, 'warn' | 'metric' | 'remainingMs' | 'note'>;
}

export async function ingestBackfill(work: BackfillWork, keys: readonly string[]): Promise<BackfillResult> {
  const { tools, logs, invocation } = work;
  const outside = keys.find((key) => !key.startsWith(logs.location));
  if (outside !== undefined) throw unusable(outside, `not below ${logs.location}`, 'plan the backfill again');
  const time = makeTimeLeft(invocation.remainingMs);
  const done = { ingested: 0, absent: 0 };
  const unreadable: string[] = [];
  const failed: { readonly key: string; readonly error: unknown }[] = [];
  for (const key of keys) {
    if (!time.isEnough()) {
      failed.push({ key, error: new RetryableError('the time of the function is over') });
      continue;
    }
    const outcome = await time.timed(() => ingestOne(tools, { logs, key, lastTry: false }, invocation));
    if (outcome.kind === 'failed') failed.push({ key, error: outcome.error });
    else if (outcome.kind === 'unreadable') unreadable.push(key);
    else done[outcome.kind] += 1;
  }
  invocation.note({ ...done, unreadable: unreadable.length, failed: failed.length });
  const [first] = failed;
  if (first !== undefined)
    throw new IngestError(
      failed.map(({ key }) => key),
      first.error,
    );
  return { ingested: done.ingested, skipped: done.absent, unreadable };
}
