// The functions of the compute stack: sizes, environment and permissions put together by name.
import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { type FunctionName, idOf } from '../names.ts';
import type { FunctionSize, InfraSettings } from '../settings-schema.ts';
import type { Storage } from '../storage/handles.ts';
import { FlowfenceFunction } from './function.ts';
import { permissionsOf } from './permissions.ts';
import type { Topics } from './topics.ts';

export interface FunctionContext {
  readonly settings: InfraSettings;
  readonly storage: Storage;
  /** Undefined in the stack of the API, whose function publishes nothing. */
  readonly topics: Topics | undefined;
  /** The folder with the code of a function, made by `functions/bundle.ts`. */
  readonly codeFolder: (name: FunctionName) => string;
}

export const makeFunction = (stack: Stack, name: FunctionName, context: FunctionContext): FlowfenceFunction => {
  const { settings, storage, topics } = context;
  return new FlowfenceFunction(stack, idOf(name), {
    name,
    settings,
    size: sizeOf(name, settings),
    codeFolder: context.codeFolder(name),
    environment: environmentOf(name, context),
    permissions: permissionsOf(name, { storage, news: topics?.news }),
    logKey:
      storage.bucketKeyArn === undefined
        ? undefined
        : Key.fromKeyArn(stack, `${idOf(name)}LogKey`, storage.bucketKeyArn),
  });
};

const sizeOf = (name: FunctionName, { functions }: InfraSettings): FunctionSize => {
  switch (name) {
    case 'list-hours':
      return functions.listHours;
    case 'plan-backfill':
      return functions.planBackfill;
    default:
      return functions[name];
  }
};

const environmentOf = (
  name: FunctionName,
  { settings, storage, topics }: FunctionContext,
): Readonly<Record<string, string>> => ({
  DATA_BUCKET: storage.data.name,
  SNAPSHOTS_BUCKET: storage.snapshots.name,
  REPORTS_BUCKET: storage.reports.name,
  ...(storage.ownLogBucket === undefined ? {} : { LOG_BUCKET: storage.ownLogBucket.name }),
  ...(name === 'notify' && topics !== undefined ? { TOPIC_ARN: topics.news.topicArn } : {}),
  ...(name === 'ingest' ? { MAX_RECEIVE_COUNT: String(settings.flow.maxReceives) } : {}),
});

/** Only the messages that failed come back; as many at once as the settings say, whatever waits. */
export const feedFromQueue = (
  stack: Stack,
  ingest: FlowfenceFunction,
  { settings, storage }: FunctionContext,
): void => {
  new EventSourceMapping(stack, 'IngestSource', {
    target: ingest.fn,
    eventSourceArn: storage.queue.arn,
    batchSize: settings.flow.objectsPerBatch,
    maxBatchingWindow: Duration.seconds(settings.flow.gatherSeconds),
    maxConcurrency: settings.flow.ingestAtOnce,
    reportBatchItemFailures: true,
  });
};
