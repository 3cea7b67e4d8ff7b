// A batch of the queue's messages: each is done when all objects that it names are, and only those that are not come again.
import type { LogSource, StoredTools } from '../../lib/pipeline/stored/tools.ts';
import type { Invocation } from '../shared/define-function.ts';
import { logSourceOf } from '../shared/log-sources.ts';
import type { Message } from './event.ts';
import { parseNotification } from './notification.ts';
import { ingestOne } from './outcomes.ts';
import { makeTimeLeft, type TimeLeft } from './time-left.ts';
import { inTurn } from './turn.ts';

/** As the queue's event source takes it: the messages that are to come again. */
export interface BatchResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface MessageWork {
  readonly tools: StoredTools;
  readonly logs: readonly LogSource[];
  readonly maxReceiveCount: number;
  readonly invocation: Pick<Invocation<unknown>, 'warn' | 'metric' | 'remainingMs' | 'note'>;
}

/** One object after the other: each summary lasts before the next object is opened. */
export async function ingestMessages(work: MessageWork, messages: readonly Message[]): Promise<BatchResult> {
  const time = makeTimeLeft(work.invocation.remainingMs);
  const failed: string[] = [];
  let untried = 0;
  for (const message of inTurn(messages)) {
    if (!time.isEnough()) untried += 1;
    else if (await ingestMessage(work, message, time)) continue;
    failed.push(message.messageId);
  }
  work.invocation.note({ messages: messages.length, failed: failed.length, untried });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** False where the message is to come again, and in the end to lie in the dead-letter queue. */
async function ingestMessage(work: MessageWork, message: Message, time: TimeLeft): Promise<boolean> {
  const { invocation, logs, maxReceiveCount, tools } = work;
  const notification = parseNotification(message.body, message.messageId);
  if (notification.kind === 'refused') {
    invocation.metric('refusedObjects', 1);
    const { code, message: reason, mend } = notification.diagnostic;
    invocation.warn('message refused', { message_id: message.messageId, code, reason, mend });
    return false;
  }
  let isDone = true;
  for (const { bucket, key } of notification.objects) {
    const location = `s3://${bucket}/${key}`;
    const source = logSourceOf(logs, location);
    if (source === undefined) {
      // Sent again and again it would only keep the queue from its work.
      invocation.metric('unexpectedObjects', 1);
      invocation.warn('object of no log source', { key: location });
      continue;
    }
    const task = { logs: source, key: location, lastTry: message.receiveCount >= maxReceiveCount };
    const { kind } = await time.timed(() => ingestOne(tools, task, invocation));
    if (kind === 'failed' || kind === 'unreadable') isDone = false;
  }
  return isDone;
}
