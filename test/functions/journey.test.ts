// The sample cluster through all handlers: from S3 events to the report, the message and the API.
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as analyze } from '../../functions/analyze/handler.ts';
import { handler as api } from '../../functions/api/handler.ts';
import { handler as ingest } from '../../functions/ingest/handler.ts';
import { type HoursOfRun, handler as listHours } from '../../functions/list-hours/handler.ts';
import { handler as notify } from '../../functions/notify/handler.ts';
import { handler as planBackfill } from '../../functions/plan-backfill/handler.ts';
import { handler as rollup } from '../../functions/rollup/handler.ts';
import { type MotoServer, startMoto } from '../aws/moto.ts';
import { missingS3Server } from '../aws/s3-server.ts';
import { missingTools } from '../aws/tools.ts';
import { BUCKETS, type Deployment, sampleObjects, startDeployment } from './deployment.ts';
import { httpEvent } from './http-event.ts';
import { lambdaContext } from './lambda-context.ts';
import { type RecordedOutput, recordOutput } from './recorded-output.ts';
import { encodeKey, s3Record, sqsRecord } from './s3-record.ts';

const missing = missingS3Server ?? missingTools;
const BATCH = 10;
const QUEUE = 'news';

let deployment: Deployment;
let moto: MotoServer;

beforeAll(async () => {
  if (missing !== undefined) return;
  deployment = await startDeployment();
  moto = await startMoto(0);
  Object.assign(process.env, { AWS_ENDPOINT_URL_SNS: moto.url, AWS_ENDPOINT_URL_SQS: moto.url });
  process.env.TOPIC_ARN = await makeTopic();
  for (const { key, body } of sampleObjects('flows')) await deployment.put(BUCKETS.logs, key, body);
  for (const { key, body } of sampleObjects('snapshots'))
    await deployment.put(BUCKETS.snapshots, `snapshots/${key}`, body);
}, 300_000);
afterAll(async () => {
  await moto?.close();
  await deployment?.stop();
});

/** With a queue that gets what the topic is told. */
async function makeTopic(): Promise<string> {
  const [sns, sqs] = [new SNSClient({}), new SQSClient({})];
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: QUEUE }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  return TopicArn;
}

async function received(): Promise<readonly Record<string, unknown>[]> {
  const sqs = new SQSClient({});
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: QUEUE }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body)).map(({ Message, ...envelope }) => ({
    ...envelope,
    ...JSON.parse(Message),
  }));
}

type Invoked<T> = RecordedOutput & { readonly result: T };
async function invoke<T>(job: (context: ReturnType<typeof lambdaContext>) => Promise<T>): Promise<Invoked<T>> {
  const { result, error, ...output } = await recordOutput(() => job(lambdaContext(() => 900_000)));
  if (result === undefined) throw error;
  return { ...output, result };
}

async function ingestAll(): Promise<void> {
  const keys = sampleObjects('flows').map(({ key }) => key);
  for (let from = 0; from < keys.length; from += BATCH) {
    const records = keys
      .slice(from, from + BATCH)
      .map((key) => sqsRecord(key, { Records: [s3Record(BUCKETS.logs, encodeKey(key))] }));
    const { result } = await invoke((context) => ingest({ Records: records }, context));
    expect(result).toEqual({ batchItemFailures: [] });
  }
}

const hoursOf = async ({ hours }: HoursOfRun): Promise<readonly unknown[]> =>
  JSON.parse(await deployment.store.readText(`s3://${hours.bucket}/${hours.key}`));

async function ask(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const { result } = await invoke((context) => api(httpEvent('GET', path), context));
  return { status: result.statusCode, body: JSON.parse(result.body) };
}

describe.skipIf(missing !== undefined)(`all functions ${missing ?? ''}`, () => {
  it('go from S3 events to policies, a message and answers', async () => {
    await ingestAll();
    const event = { cluster: 'boutique', to: '2026-11-01T05:10:00Z' };
    const planned = await invoke((context) => listHours(event, context));
    const run = planned.result;
    expect(run).toMatchObject({ cluster: 'boutique', from: '2026-11-01T00:00:00Z', to: '2026-11-01T04:59:59Z' });
    expect(planned.metrics[0]).toMatchObject({ service: 'list-hours', cluster: 'boutique', snapshotAgeSeconds: 3599 });

    const hours = await hoursOf(run);
    expect(hours).toHaveLength(run.hours.count);
    for (const hour of hours) {
      const { result } = await invoke((context) => rollup(hour, context));
      expect(result).toMatchObject({ reused: false });
    }
    const again = await invoke((context) => rollup({ Items: hours }, context));
    expect(again.result).toEqual(hours.map((hour) => ({ hour: Object(hour).hour, reused: true })));
    expect(again.metrics[0]).toMatchObject({ rollups: hours.length, reusedRollups: hours.length });

    const analyzed = await invoke((context) => analyze(run, context));
    const manifest = `s3://${BUCKETS.reports}/reports/boutique/${run.run}/manifest.json`;
    expect(analyzed.result).toEqual({ cluster: 'boutique', run: run.run, manifest, latest: true });
    expect(analyzed.lines).toHaveLength(1);
    const files = await deployment.store.listBelow(`s3://${BUCKETS.reports}/reports/boutique/${run.run}/`);
    const names = files.map(({ key }) => key.slice(key.indexOf(run.run) + run.run.length + 1));
    expect(names).toEqual(expect.arrayContaining(['report.html', 'report.duckdb', 'report.json.gz', 'policies.zip']));
    expect(names.some((name) => /^policies\/shop\/.*\.yaml$/.test(name))).toBe(true);

    const notified = await invoke((context) => notify(analyzed.result, context));
    expect(notified.result.published).toBe(true);
    const [message] = await received();
    expect(message).toMatchObject({ schema: 'flowfence.news/v1', cluster: 'boutique', run: run.run });
    expect(String(message?.text)).toContain('boutique');

    expect(await ask('/api/v1/clusters')).toMatchObject({ status: 200 });
    expect(JSON.stringify((await ask('/api/v1/clusters/boutique/reports')).body)).toContain(run.run);
    const links = await ask(`/api/v1/reports/boutique/latest/links`);
    expect(links.status).toBe(200);
    const [url = ''] = /http:[^"]*report\.html\?[^"]*/.exec(JSON.stringify(links.body)) ?? [];
    expect(await (await fetch(url)).text()).toContain('</html>');
  });

  it('tell of an analysis that failed', async () => {
    const cause = JSON.stringify({ errorType: 'UnusableInputError', errorMessage: 'no snapshot is there' });
    const event = { cluster: 'boutique', failure: { Error: 'UnusableInputError', Cause: cause } };
    const { result } = await invoke((context) => notify(event, context));

    expect(result).toEqual({ published: true, news: {} });
    expect(await received()).toMatchObject([
      { schema: 'flowfence.failure/v1', cluster: 'boutique', reason: 'no snapshot is there' },
    ]);
  });

  it('plan a backfill of what has no summary yet', async () => {
    const late = 'AWSLogs/late.log.gz';
    await deployment.put(BUCKETS.logs, late, 'no flow log');
    const event = {
      logs: 'vpc',
      from: '2000-01-01T00:00:00Z',
      to: '2100-01-01T00:00:00Z',
      execution: 'a1b2-c3',
    };
    const { result } = await invoke((context) => planBackfill(event, context));

    expect(result).toMatchObject({ logs: 'vpc', manifest: { bucket: BUCKETS.data, count: 1 } });
    const listed = await deployment.store.readText(`s3://${result.manifest.bucket}/${result.manifest.key}`);
    expect(JSON.parse(listed)).toEqual([{ key: `s3://${BUCKETS.logs}/${late}` }]);
  });
});

describe('events of other shapes', () => {
  it.each([
    ['list-hours', listHours, { cluster: '../x' }],
    ['list-hours', listHours, { cluster: 'boutique', to: 'yesterday' }],
    ['rollup', rollup, { plan: 's3://data/runs/a/b/plan.json', hour: -1 }],
    ['rollup', rollup, { plan: '/etc/passwd', hour: 1 }],
    ['analyze', analyze, { cluster: 'boutique', run: '../../latest', plan: 's3://data/x' }],
    ['notify', notify, { cluster: 'boutique' }],
    ['plan-backfill', planBackfill, { logs: 'vpc', from: 'x', to: 'y', execution: 'e' }],
    [
      'plan-backfill',
      planBackfill,
      { logs: 'vpc', from: '2026-11-01T00:00:00Z', to: '2026-11-01T00:00:00Z', execution: '../e' },
    ],
  ] as const)('are refused by %s', async (_name, handler, event) => {
    const { error } = await recordOutput<unknown>(() => handler(event, lambdaContext()));

    expect(error).toMatchObject({ name: 'UnusableInputError' });
  });
});
