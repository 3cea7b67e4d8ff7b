// The worker: takes the report first, then questions; what is soon answered goes before what takes long.
import { readReport } from '../data/load-report.ts';
import { type Engine, makeEngine } from './engine.ts';
import type { Ask, FromWorker, Reply, ToWorker } from './messages.ts';
import type { Work } from './work.ts';

interface Job {
  readonly number: number;
  readonly isLong: boolean;
  readonly work: Work<Reply>;
}

/** After this the worker looks whether something else was asked. */
const SLICE_MILLISECONDS = 40;
/** Whoever waits hears this often how far it is. */
const TELL_MILLISECONDS = 250;

let engine: Engine | undefined;
let jobs: readonly Job[] = [];
let isRunning = false;
let lastTold = 0;

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'report':
      engine = engineOf(data.text);
      return;
    case 'forget':
      jobs = jobs.filter(({ number }) => number !== data.number);
      return;
    case 'ask':
      add(data.number, data.ask);
  }
});

function engineOf(text: string): Engine {
  const loaded = readReport(text);
  if (loaded.kind === 'report') return makeEngine(loaded.document);
  throw new Error(loaded.message);
}

function add(number: number, ask: Ask): void {
  if (engine === undefined) {
    tell({ kind: 'reply', number, reply: { kind: 'failed', reason: 'the report has not come yet' } });
    return;
  }
  const job = { number, isLong: ask.kind === 'permissions' || ask.kind === 'unused', work: engine(ask) };
  const soon = [...jobs, job];
  jobs = [...soon.filter(({ isLong }) => !isLong), ...soon.filter(({ isLong }) => isLong)];
  if (!isRunning) {
    isRunning = true;
    setTimeout(run);
  }
}

function run(): void {
  const [job] = jobs;
  if (job === undefined) {
    isRunning = false;
    return;
  }
  const until = performance.now() + SLICE_MILLISECONDS;
  for (;;) {
    const { done, value } = job.work.next();
    if (done === true) {
      jobs = jobs.filter((each) => each !== job);
      tell({ kind: 'reply', number: job.number, reply: value });
      break;
    }
    const now = performance.now();
    if (now < until) continue;
    if (now - lastTold >= TELL_MILLISECONDS) {
      lastTold = now;
      const { partial, ...progress } = value;
      const known = partial === undefined ? {} : { partial: partial() };
      tell({ kind: 'progress', number: job.number, progress, ...known });
    }
    break;
  }
  setTimeout(run);
}

function tell(message: FromWorker): void {
  postMessage(message);
}
