// Asks the evaluator in its worker, which is started when it is first needed and keeps what it has worked out.
import type { ReportDocument } from '../../report/document.ts';
import { reportText } from '../data/load-report.ts';
import type { Ask, FromWorker, Progress, Reply, ToWorker } from './messages.ts';
import PolicyWorker from './policy-worker.ts?worker&inline';

export interface Listener {
  /** `partial`: what is known so far, where something is. */
  readonly onProgress: (progress: Progress, partial: Reply | undefined) => void;
  readonly onReply: (reply: Reply) => void;
}

interface Running {
  readonly worker: Worker;
  readonly document: ReportDocument;
  readonly waiting: Map<number, Listener>;
}

let running: Running | undefined;
let asked = 0;

/** Gives what ends the waiting: the work on the question is dropped. */
export function askWorker(document: ReportDocument, ask: Ask, listener: Listener): () => void {
  const { worker, waiting } = runningFor(document);
  asked += 1;
  const number = asked;
  waiting.set(number, listener);
  send(worker, { kind: 'ask', number, ask });
  return () => {
    if (waiting.delete(number)) send(worker, { kind: 'forget', number });
  };
}

/** For a question that is asked once, outside of a view. */
export function askOnce(document: ReportDocument, ask: Ask): Promise<Reply> {
  return new Promise((onReply) => {
    askWorker(document, ask, { onProgress: () => undefined, onReply });
  });
}

function runningFor(document: ReportDocument): Running {
  if (running?.document === document) return running;
  running?.worker.terminate();
  const started = start(document);
  running = started;
  return started;
}

function start(document: ReportDocument): Running {
  const worker = new PolicyWorker();
  const waiting: Running['waiting'] = new Map();
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const listener = waiting.get(data.number);
    if (data.kind === 'progress') {
      listener?.onProgress(data.progress, data.partial);
      return;
    }
    waiting.delete(data.number);
    listener?.onReply(data.reply);
  });
  worker.addEventListener('error', ({ message }) => {
    running = undefined;
    const reply: Reply = { kind: 'failed', reason: message || 'the evaluator did not start' };
    for (const { onReply } of waiting.values()) onReply(reply);
    waiting.clear();
  });
  send(worker, { kind: 'report', text: reportText(document) });
  return { worker, document, waiting };
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
