// Asks the evaluator in its worker, which is started when it is first needed.
import type { ReportDocument } from '../../report/document.ts';
import type { Ask, FromWorker, Reply, ToWorker } from './messages.ts';
import PolicyWorker from './policy-worker.ts?worker&inline';

interface Running {
  readonly worker: Worker;
  readonly document: ReportDocument;
  readonly waiting: Map<number, (reply: Reply) => void>;
}

/** Two workers: what is soon answered does not wait for what takes long. */
type Lane = 'quick' | 'long';

const lanes = new Map<Lane, Running>();
let asked = 0;

/** Never resolves where a later question of the same lane that takes long has ended the work on it. */
export function askWorker(document: ReportDocument, ask: Ask): Promise<Reply> {
  const lane: Lane = ask.kind === 'permissions' || ask.kind === 'unused' ? 'long' : 'quick';
  const running = runningIn(lane, document);
  asked += 1;
  const number = asked;
  return new Promise((resolve) => {
    running.waiting.set(number, resolve);
    send(running.worker, { kind: 'ask', number, ask });
  });
}

function runningIn(lane: Lane, document: ReportDocument): Running {
  const known = lanes.get(lane);
  const superseded = lane === 'long' && known !== undefined && known.waiting.size > 0;
  if (known !== undefined && known.document === document && !superseded) return known;
  known?.worker.terminate();
  const started = start(document, () => lanes.delete(lane));
  lanes.set(lane, started);
  return started;
}

function start(document: ReportDocument, forget: () => void): Running {
  const worker = new PolicyWorker();
  const waiting: Running['waiting'] = new Map();
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const resolve = waiting.get(data.number);
    waiting.delete(data.number);
    resolve?.(data.reply);
  });
  worker.addEventListener('error', ({ message }) => {
    forget();
    for (const resolve of waiting.values())
      resolve({ kind: 'failed', reason: message || 'the evaluator did not start' });
    waiting.clear();
  });
  send(worker, { kind: 'report', document });
  return { worker, document, waiting };
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
