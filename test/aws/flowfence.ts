// flowfence as it is deployed: the synthesised stacks in the AWS server, with what a test does to them and sees of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { globSync } from 'tinyglobby';
import { type Assembly, synthesise } from './assembly.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { type Deployment, deploy } from './deploy/deploy.ts';
import { type HttpAnswer, type HttpRequest, requestApi } from './http-api.ts';
import { type Drained, drainQueue } from './queue-source.ts';
import { awsServices } from './states/aws-services.ts';
import type { Machine } from './states/environment.ts';
import { type Execution, type ExecutionOptions, execute } from './states/execution.ts';
import { isObject, type Json, type JsonObject } from './states/json.ts';

/** Of a test: synthesis, two servers and cold starts, on a busy machine. */
export const SLOW_MS = 1_200_000;

/** As the example of the settings, with the bundled sample's cluster. */
export const SETTINGS = {
  name: 'flowfence',
  logs: [{ name: 'vpc', prefix: 'AWSLogs/' }],
  clusters: [
    {
      name: 'boutique',
      logs: ['vpc'],
      dataplane: 'upstream',
      windowHours: 4,
      schedule: 'cron(15 4 * * ? *)',
      timezone: 'UTC',
    },
  ],
  notify: { emails: [], coverageDropPercent: 10 },
  encryption: 'customer-key',
  // Small, so that a backfill of a test can be stopped between its batches.
  flow: { backfillAtOnce: 2, backfillObjectsPerBatch: 10 },
  api: { authorization: { kind: 'iam' }, requestsPerSecond: 20, burst: 40 },
};

export interface Buckets {
  readonly logs: string;
  readonly data: string;
  readonly snapshots: string;
  readonly reports: string;
}

export type Wanted = 'analysis' | 'backfill';

export interface DeployedFlowfence {
  readonly cloud: Cloud;
  readonly deployment: Deployment;
  readonly buckets: Buckets;
  put(bucket: string, key: string, body: Buffer | string): Promise<void>;
  /** The bytes, or undefined where there is no such object. */
  get(bucket: string, key: string): Promise<Buffer | undefined>;
  keys(bucket: string, prefix: string): Promise<readonly string[]>;
  /** Lets the queue of new objects feed the ingest function until it is empty; several calls at once where asked for. */
  drain(pollers?: number): Promise<Drained>;
  machine(name: Wanted): Machine;
  run(name: Wanted, input: JsonObject, more?: Partial<ExecutionOptions>): Promise<Execution>;
  /** A request of the HTTP API, as its gateway passes it on. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Bodies of the messages in the dead-letter queue of new objects. */
  deadLetters(): Promise<readonly string[]>;
  /** Texts that the news topic has sent since the last call. */
  news(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Functions are named by the deployment and what they do. */
export const functionNamed = (name: string): string => `${SETTINGS.name}-${name}`;

export interface StartOptions {
  readonly settings?: object;
  readonly wrapper?: readonly string[];
}

export async function startFlowfence(name = 'sample', options: StartOptions = {}): Promise<DeployedFlowfence> {
  const assembly = await synthesise(options.settings ?? SETTINGS, name);
  const cloud = await startCloud();
  try {
    return await startIn(cloud, assembly, options);
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

async function startIn(cloud: Cloud, assembly: Assembly, { wrapper }: StartOptions): Promise<DeployedFlowfence> {
  const { folder, codeOf } = assembly;
  const deployment = await deploy(cloud, { assembly: folder, codeOf, ...(wrapper === undefined ? {} : { wrapper }) });
  const environment = deployment.environmentOf(functionNamed('ingest'));
  const buckets = {
    logs: environment.LOG_BUCKET ?? '',
    data: environment.DATA_BUCKET ?? '',
    snapshots: environment.SNAPSHOTS_BUCKET ?? '',
    reports: environment.REPORTS_BUCKET ?? '',
  };
  const newsQueue = await subscribe(cloud, deployment.environmentOf(functionNamed('notify')).TOPIC_ARN ?? '');
  const machine = (name: Wanted): Machine => {
    const found = deployment.machines.get(functionNamed(name));
    if (found === undefined) throw new Error(`no template has a state machine ${name}`);
    return found;
  };
  const run = (name: Wanted, input: JsonObject, more: Partial<ExecutionOptions> = {}): Promise<Execution> => {
    const services = awsServices(cloud, deployment.host, async ({ Input = {} }) => {
      await run('analysis', isObject(Input) ? Input : {});
      return {};
    });
    return execute(machine(name), input, { services, ...more });
  };
  return {
    cloud,
    deployment,
    buckets,
    ...storage(cloud),
    drain: (pollers) => drainAll(deployment, pollers),
    machine,
    run,
    request: (request) => requestApi(deployment.host, functionNamed('api'), request),
    deadLetters: async () => receiveAll(cloud, await deadLetterUrl(cloud, deployment)),
    news: () => receiveAll(cloud, newsQueue),
    close: () => cloud.close(),
  };
}

function storage(cloud: Cloud): Pick<DeployedFlowfence, 'put' | 'get' | 'keys'> {
  return {
    async put(bucket, key, body) {
      await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async get(bucket, key) {
      try {
        const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    async keys(bucket, prefix) {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: cloud.s3 },
        { Bucket: bucket, Prefix: prefix },
      )) {
        keys.push(...Contents.map(({ Key = '' }) => Key));
      }
      return keys;
    },
  };
}

async function drainAll({ sources }: Deployment, pollers?: number): Promise<Drained> {
  const [source] = sources;
  if (source === undefined) throw new Error('no template maps a queue to a function');
  return drainQueue(source, pollers);
}

async function deadLetterUrl(cloud: Cloud, { sources }: Deployment): Promise<string> {
  const [source] = sources;
  const request = new GetQueueAttributesCommand({ QueueUrl: source?.queueUrl, AttributeNames: ['RedrivePolicy'] });
  const { Attributes = {} } = await cloud.sqs.send(request);
  const policy = JSON.parse(Attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string };
  const name = policy.deadLetterTargetArn?.split(':').at(-1) ?? '';
  return (source?.queueUrl ?? '').replace(/[^/]+$/, name);
}

async function subscribe(cloud: Cloud, topicArn: string): Promise<string> {
  const { QueueUrl = '' } = await cloud.sqs.send(new CreateQueueCommand({ QueueName: 'reader-of-news' }));
  const Endpoint = 'arn:aws:sqs:us-east-1:123456789012:reader-of-news';
  await cloud.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
  return QueueUrl;
}

async function receiveAll(cloud: Cloud, queueUrl: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const request = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 });
    const { Messages = [] } = await cloud.sqs.send(request);
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
}

/** The files of a folder as objects under the same names. */
export async function upload(
  deployed: DeployedFlowfence,
  bucket: string,
  folder: string,
  wanted = (_key: string) => true,
) {
  const keys = globSync('**', { cwd: folder }).filter(wanted).sort();
  for (const key of keys) await deployed.put(bucket, key, readFileSync(join(folder, key)));
  return keys;
}

/** What a step of a machine gave, where it is an object. */
export function outputOf(execution: Execution): JsonObject {
  if (execution.status !== 'SUCCEEDED') throw execution.error ?? new Error(`the execution is ${execution.status}`);
  const output: Json | undefined = execution.output;
  return isObject(output) ? output : {};
}
