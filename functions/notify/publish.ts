// A message to the topic: text for those who read it, JSON for programs.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

export interface Message {
  /** Printable ASCII, at most 100 characters. */
  readonly subject: string;
  readonly text: string;
  readonly json: unknown;
  /** For filters of subscriptions. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Programs among the subscribers: they get the JSON, everyone else the text. */
const PROGRAMS = ['sqs', 'http', 'https', 'lambda', 'firehose'] as const;
/** "Message: maximum 256 KB" (SNS API reference, Publish), for all forms together; six are sent. */
const LONGEST_BYTES = 250_000;

export async function publish(client: SNSClient, topicArn: string, message: Message): Promise<void> {
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subjectOf(message.subject),
      MessageStructure: 'json',
      Message: formsOf(message),
      MessageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  );
}

/** Where the JSON would make the message too long, its lists are cut; where that does not help, programs get the text. */
export function formsOf({ text, json }: Message): string {
  const whole = { ...Object(json), text };
  const forms = [whole, { ...Object(withShortLists(whole)), cut: true }].map((body) => formsWith(text, body));
  const fitting = forms.find((form) => Buffer.byteLength(form) <= LONGEST_BYTES);
  return fitting ?? JSON.stringify({ default: text });
}

function formsWith(text: string, body: unknown): string {
  const json = JSON.stringify(body);
  return JSON.stringify({ default: text, ...Object.fromEntries(PROGRAMS.map((protocol) => [protocol, json])) });
}

/** Of a cut list; the report has the rest. */
const LONGEST_LIST = 20;

function withShortLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(withShortLists);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withShortLists(part)]));
}

/** "Subjects must be ASCII text that begins with a letter, number, or punctuation mark" (SNS API reference, Publish). */
export function subjectOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

export function makeSnsClient(): SNSClient {
  return new SNSClient({});
}
