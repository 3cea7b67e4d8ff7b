// Each function's permissions, one list a function: what it reads and writes, and nothing that another one does.
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FunctionName } from '../names.ts';
import type { LogPlace, Storage } from '../storage/handles.ts';
import { keyThroughS3, listing, onObjects } from './grants.ts';

type Statements = readonly PolicyStatement[];

export interface Reached {
  readonly storage: Storage;
  readonly news: ITopic | undefined;
}

export const permissionsOf = (name: FunctionName, { storage, news }: Reached): Statements => {
  const { data, snapshots, reports, bucketKeyArn: key } = storage;
  switch (name) {
    case 'ingest':
      return [
        ...readLogs(storage.logPlaces, key),
        // Delete: the mark of an object that stops its reader goes once the object is read.
        onObjects(['s3:PutObject', 's3:DeleteObject'], data, ['summaries/']),
        ...keyThroughS3(key, 'write'),
        ...consume(storage),
      ];
    case 'list-hours':
      return [
        onObjects(['s3:GetObject'], snapshots, ['snapshots/']),
        listing(snapshots, ['snapshots/']),
        onObjects(['s3:GetObject', 's3:PutObject'], data, ['runs/']),
        listing(data, ['summaries/']),
        ...keyThroughS3(key, 'write'),
      ];
    case 'rollup':
      return [
        onObjects(['s3:GetObject'], data, ['summaries/', 'runs/']),
        onObjects(['s3:GetObject', 's3:PutObject'], data, ['rollups/']),
        listing(data, ['rollups/']),
        ...keyThroughS3(key, 'write'),
      ];
    case 'analyze':
      return [
        onObjects(['s3:GetObject'], data, ['runs/', 'rollups/']),
        onObjects(['s3:GetObject'], snapshots, ['snapshots/']),
        onObjects(['s3:GetObject', 's3:PutObject'], reports, ['reports/']),
        listing(reports, ['reports/']),
        ...keyThroughS3(key, 'write'),
      ];
    case 'notify':
      return [
        onObjects(['s3:GetObject'], reports, ['reports/']),
        // The report before may be gone, after its time.
        listing(reports, ['reports/']),
        ...keyThroughS3(key, 'read'),
        ...publish(news, storage.keyArn),
      ];
    case 'plan-backfill':
      return [
        ...listLogs(storage.logPlaces),
        onObjects(['s3:PutObject'], data, ['backfills/']),
        listing(data, ['summaries/']),
        ...keyThroughS3(key, 'write'),
      ];
    case 'api':
      return [
        onObjects(['s3:GetObject'], reports, ['reports/']),
        listing(reports, ['reports/']),
        ...keyThroughS3(key, 'read'),
      ];
  }
};

/** The deployment's own key is granted with what is written; keys of imported buckets only here. */
const readLogs = (places: readonly LogPlace[], ownKey: string | undefined): Statements => [
  ...places.map(({ bucket, logs }) => onObjects(['s3:GetObject'], bucket, [logs.prefix])),
  ...listLogs(places),
  ...[...new Set(places.map(({ keyArn }) => keyArn))]
    .filter((arn) => arn !== ownKey)
    .flatMap((arn) => keyThroughS3(arn, 'read')),
];

const listLogs = (places: readonly LogPlace[]): Statements =>
  places.map(({ bucket, logs }) => listing(bucket, [logs.prefix]));

/** "The Lambda execution role must include" these three (Amazon SQS developer guide, Lambda function triggers). */
const consume = ({ queue }: Storage): Statements => [
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [queue.arn],
  }),
];

const publish = (news: ITopic | undefined, keyArn: string): Statements =>
  news === undefined
    ? []
    : [
        new PolicyStatement({ actions: ['sns:Publish'], resources: [news.topicArn] }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [keyArn],
          conditions: viaSns(),
        }),
      ];

const viaSns = (): Record<string, Record<string, string>> => ({
  StringEquals: { 'kms:ViaService': `sns.${Aws.REGION}.amazonaws.com` },
});
