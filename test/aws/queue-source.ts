// Lambda's event source mapping of a queue: receives batches, calls the function, deletes what it did not report as failed.
// Source: AWS Lambda developer guide, "Using Lambda with Amazon SQS".
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { FunctionHost } from './runtime/function-host.ts';

export interface QueueSource {
  readonly sqs: SQSClient;
  readonly host: FunctionHost;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
}

export interface Drained {
  readonly batches: number;
  /** How often the function failed as a whole. */
  readonly failedBatches: number;
}

/**
 * Calls the function until no message is left in the queue: each is deleted, or moved to the dead-letter queue. So many
 * calls at once as pollers: what one gives back, it receives again itself where the others have found nothing left.
 */
export async function drainQueue(source: QueueSource, pollers = 1): Promise<Drained> {
  const counts = { batches: 0, failedBatches: 0 };
  const inTurn = makeTurns();
  const poll = async (): Promise<void> => {
    for (;;) {
      const messages = await inTurn(() => receive(source));
      if (messages.length === 0) return;
      counts.batches += 1;
      const { returned, failed } = await handle(source, messages);
      if (!returned) counts.failedBatches += 1;
      await inTurn(() => settle(source, messages, failed));
    }
  };
  await Promise.all(Array.from({ length: pollers }, poll));
  const left = await waiting(source);
  if (left > 0) throw new Error(`${left} messages are left that cannot be received`);
  return counts;
}

/** The server loses deletions that overlap: one request of the queue after the other, however many functions run. */
function makeTurns(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const turn = last.then(job);
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function waiting({ sqs, queueUrl }: QueueSource): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

const MOST_AT_A_TIME = 10;

async function receive({ sqs, queueUrl, batchSize }: QueueSource): Promise<readonly Message[]> {
  const messages: Message[] = [];
  while (messages.length < batchSize) {
    const answer = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(MOST_AT_A_TIME, batchSize - messages.length),
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (answer.Messages === undefined || answer.Messages.length === 0) break;
    messages.push(...answer.Messages);
  }
  return messages;
}

interface Handled {
  /** Whether the function came to its end. */
  readonly returned: boolean;
  readonly failed: readonly Message[];
}

async function handle(source: QueueSource, messages: readonly Message[]): Promise<Handled> {
  const event = JSON.stringify({ Records: messages.map((message) => toRecord(message, source.queueArn)) });
  const result = await source.host.invoke(source.functionName, event);
  return result.kind === 'returned'
    ? { returned: true, failed: failuresOf(result.payload, messages) }
    : { returned: false, failed: messages };
}

/** Ten at a time, as the service takes them. */
async function settle(
  { sqs, queueUrl }: QueueSource,
  messages: readonly Message[],
  failed: readonly Message[],
): Promise<void> {
  const done = messages.filter((message) => !failed.includes(message));
  for (const Entries of inTens(done, {})) {
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`not deleted: ${JSON.stringify(Failed)}`);
  }
  // A message that failed comes again after the visibility timeout; here at once, or these tests would wait for hours.
  for (const Entries of inTens(failed, { VisibilityTimeout: 0 })) {
    const { Failed = [] } = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`not given back: ${JSON.stringify(Failed)}`);
  }
}

function inTens<T extends object>(messages: readonly Message[], more: T) {
  const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, ...more }));
  return Array.from({ length: Math.ceil(entries.length / MOST_AT_A_TIME) }, (_, index) =>
    entries.slice(index * MOST_AT_A_TIME, (index + 1) * MOST_AT_A_TIME),
  );
}

interface BatchResponse {
  readonly batchItemFailures?: readonly { readonly itemIdentifier?: string }[];
}

/** "If … an empty or null itemIdentifier, or one with a bad key name": the whole batch counts as failed. */
function failuresOf(payload: string, messages: readonly Message[]): readonly Message[] {
  const response = JSON.parse(payload) as BatchResponse | null;
  const ids = (response?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  if (ids.some((id) => !known.has(id))) return messages;
  return messages.filter(({ MessageId }) => ids.includes(MessageId));
}

function toRecord(message: Message, queueArn: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: 'us-east-1',
  };
}
