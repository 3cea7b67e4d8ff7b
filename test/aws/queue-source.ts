// Lambda's event source mapping of a queue: receives batches, calls the function, deletes what it did not report as failed.
// Source: AWS Lambda developer guide, "Using Lambda with Amazon SQS".
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
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

/** Calls the function until no message is left in the queue: each is deleted, or moved to the dead-letter queue. */
export async function drainQueue(source: QueueSource): Promise<Drained> {
  const counts = { batches: 0, failedBatches: 0 };
  // One batch at a time: the server loses deletions that overlap.
  for (let messages = await receive(source); messages.length > 0; messages = await receive(source)) {
    counts.batches += 1;
    if (!(await handle(source, messages))) counts.failedBatches += 1;
  }
  const left = await waiting(source);
  if (left > 0) throw new Error(`${left} messages are left that cannot be received`);
  return counts;
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

async function handle(source: QueueSource, messages: readonly Message[]): Promise<boolean> {
  const event = JSON.stringify({ Records: messages.map((message) => toRecord(message, source.queueArn)) });
  const result = await source.host.invoke(source.functionName, event);
  const failed = result.kind === 'returned' ? failuresOf(result.payload, messages) : messages;
  for (const message of messages) {
    const key = { QueueUrl: source.queueUrl, ReceiptHandle: message.ReceiptHandle };
    // A message that failed comes again after the visibility timeout; here at once, or these tests would wait for hours.
    if (failed.includes(message))
      await source.sqs.send(new ChangeMessageVisibilityCommand({ ...key, VisibilityTimeout: 0 }));
    else await source.sqs.send(new DeleteMessageCommand(key));
  }
  return result.kind === 'returned';
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
