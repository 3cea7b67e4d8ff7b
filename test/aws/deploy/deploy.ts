// Makes the resources of synthesised templates in the AWS server of these tests: nothing is named or set by hand.
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { type Cloud, endpointEnvironment } from '../cloud.ts';
import type { QueueSource } from '../queue-source.ts';
import type { FunctionConfig } from '../runtime/function-config.ts';
import { type FunctionHost, makeFunctionHost } from '../runtime/function-host.ts';
import type { Machine } from '../states/environment.ts';
import { isList, isObject, type Json, type JsonObject, parseJson } from '../states/json.ts';
import { type Resource, readStacks } from './stacks.ts';

export interface Deployment {
  readonly resources: readonly Resource[];
  readonly host: FunctionHost;
  /** By name. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** The mappings from queues to functions. */
  readonly sources: readonly QueueSource[];
  /** The environment of a function as its template has it. */
  environmentOf(functionName: string): Readonly<Record<string, string>>;
}

export interface DeployOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** The folder to run for an asset, by the path of the asset's folder in the assembly. */
  readonly codeOf: (assetPath: string) => Promise<string>;
  /** A command that runs the functions' processes, as `taskset -c 0`. */
  readonly wrapper?: readonly string[];
}

export async function deploy(cloud: Cloud, options: DeployOptions): Promise<Deployment> {
  const resources = readStacks(options.assembly);
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  for (const queue of inOrder(of('AWS::SQS::Queue'))) await makeQueue(cloud, queue);
  for (const topic of of('AWS::SNS::Topic')) await cloud.sns.send(new CreateTopicCommand({ Name: nameOf(topic) }));
  for (const bucket of of('AWS::S3::Bucket')) await makeBucket(cloud, bucket);
  const configs: FunctionConfig[] = [];
  for (const one of of('AWS::Lambda::Function')) configs.push(await configOf(one, cloud, options));
  const host = makeFunctionHost(configs);
  cloud.gateway.host = host;
  return {
    resources,
    host,
    machines: new Map(of('AWS::StepFunctions::StateMachine').map((machine) => [nameOf(machine), machineOf(machine)])),
    sources: of('AWS::Lambda::EventSourceMapping').map((mapping) => sourceOf(mapping, cloud, host, resources)),
    environmentOf: (name) => configs.find((config) => config.name === name)?.environment ?? {},
  };
}

const text = (value: Json | undefined): string => String(value ?? '');
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.filter(isObject) : []);

function nameOf({ ref }: Resource): string {
  return ref.split(/[:/]/).at(-1) ?? ref;
}

/** A dead-letter queue must be there before the queue that names it. */
function inOrder(queues: readonly Resource[]): readonly Resource[] {
  const redrives = ({ properties }: Resource) => Number(properties.RedrivePolicy !== undefined);
  return queues.toSorted((left, right) => redrives(left) - redrives(right));
}

const QUEUE_ATTRIBUTES = { VisibilityTimeout: 'VisibilityTimeout', MessageRetentionPeriod: 'MessageRetentionPeriod' };

async function makeQueue(cloud: Cloud, queue: Resource): Promise<void> {
  const attributes = Object.fromEntries(
    Object.entries(QUEUE_ATTRIBUTES).flatMap(([name, property]) =>
      queue.properties[property] === undefined ? [] : [[name, text(queue.properties[property])]],
    ),
  );
  const { RedrivePolicy } = queue.properties;
  if (RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy);
  await cloud.sqs.send(new CreateQueueCommand({ QueueName: nameOf(queue), Attributes: attributes }));
}

async function makeBucket(cloud: Cloud, { ref, properties }: Resource): Promise<void> {
  await cloud.s3.send(new CreateBucketCommand({ Bucket: ref }));
  if (object(properties.VersioningConfiguration).Status === 'Enabled') {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await cloud.s3.send(new PutBucketVersioningCommand({ Bucket: ref, VersioningConfiguration }));
  }
  const queues = objects(object(properties.NotificationConfiguration).QueueConfigurations);
  if (queues.length === 0) return;
  const QueueConfigurations = queues.map(({ Event, Queue, Filter }) => ({
    Events: [
      text(Event) === 's3:ObjectCreated:*' ? ('s3:ObjectCreated:*' as const) : ('s3:ObjectCreated:Put' as const),
    ],
    QueueArn: text(Queue),
    Filter: { Key: { FilterRules: objects(object(object(Filter).S3Key).Rules).map(toRule) } },
  }));
  const NotificationConfiguration = { QueueConfigurations };
  await cloud.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: ref, NotificationConfiguration }));
}

function toRule({ Name, Value }: JsonObject): { Name: 'prefix' | 'suffix'; Value: string } {
  return { Name: text(Name) === 'suffix' ? 'suffix' : 'prefix', Value: text(Value) };
}

async function configOf({ ref, properties, metadata }: Resource, cloud: Cloud, options: DeployOptions) {
  const variables = Object.entries(object(object(properties.Environment).Variables)).map(([key, value]) => [
    key,
    text(value),
  ]);
  const config: FunctionConfig = {
    name: ref,
    taskRoot: await options.codeOf(assetOf(properties, metadata, options.assembly)),
    handler: text(properties.Handler),
    environment: {
      ...Object.fromEntries(variables),
      ...endpointEnvironment(cloud.gateway),
      AWS_LAMBDA_LOG_FORMAT: text(object(properties.LoggingConfig).LogFormat ?? 'Text').toUpperCase(),
    },
    memoryMb: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    ...(options.wrapper === undefined ? {} : { wrapper: options.wrapper }),
  };
  return config;
}

/** The asset's folder is named by the digest that its uploaded archive has. */
function assetOf(properties: JsonObject, metadata: JsonObject, assembly: string): string {
  const named = metadata['aws:asset:path'];
  const digest = text(object(properties.Code).S3Key).replace(/\.zip$/, '');
  return `${assembly}/${named === undefined ? `asset.${digest}` : text(named)}`;
}

function machineOf({ ref, properties }: Resource): Machine {
  const definition = parseJson(text(properties.DefinitionString));
  return { arn: ref, name: text(properties.StateMachineName), definition: object(definition) };
}

function sourceOf(
  { properties }: Resource,
  cloud: Cloud,
  host: FunctionHost,
  resources: readonly Resource[],
): QueueSource {
  const queueArn = text(properties.EventSourceArn);
  const queue = resources.find((one) => one.type === 'AWS::SQS::Queue' && queueArn.endsWith(`:${nameOf(one)}`));
  if (queue === undefined) throw new Error(`no queue has the ARN ${queueArn}`);
  const reports =
    isList(properties.FunctionResponseTypes) && properties.FunctionResponseTypes.includes('ReportBatchItemFailures');
  if (!reports) throw new Error('without ReportBatchItemFailures one bad object would hold up its batch');
  return {
    sqs: cloud.sqs,
    host,
    queueUrl: queue.ref,
    queueArn,
    functionName: text(properties.FunctionName).split(':').at(-1) ?? '',
    batchSize: Number(properties.BatchSize ?? 10),
  };
}
