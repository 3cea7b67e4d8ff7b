// The worker: takes the report first, then questions, one after the other.
import { type Engine, makeEngine } from './engine.ts';
import type { FromWorker, Reply, ToWorker } from './messages.ts';

let engine: Engine | undefined;

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'report') {
    engine = makeEngine(data.document);
    return;
  }
  const reply: Reply = engine?.(data.ask) ?? { kind: 'failed', reason: 'the report has not come yet' };
  postMessage({ number: data.number, reply } satisfies FromWorker);
});
