// What must outlive a deployment of code: the key, the buckets, the queue of what is not read yet, the snapshot writers' roles.
import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { LogsSettings } from '../../functions/shared/settings-schema.ts';
import type { InfraSettings } from '../settings-schema.ts';
import {
  type BucketCare,
  makeAccessLogBucket,
  makeDataBucket,
  makeLogBucket,
  makeReportsBucket,
  makeSnapshotsBucket,
} from './buckets.ts';
import { allowFlowLogDelivery, type DeliverySources, deliverySources } from './flow-log-delivery.ts';
import { Exports, type LogPlace, type Place, type Storage } from './handles.ts';
import { importBuckets } from './imported-buckets.ts';
import { allowEvents, type IngestQueues, makeIngestQueues } from './ingest-queue.ts';
import { makeKey } from './key.ts';
import { announceObjects, ownLogBucketName } from './log-bucket.ts';
import { makeSnapshotWriters } from './snapshot-writers.ts';

export class StorageStack extends Stack {
  readonly storage: Storage;
  private readonly settings: InfraSettings;

  constructor(scope: Construct, id: string, settings: InfraSettings, props: StackProps) {
    super(scope, id, props);
    this.settings = settings;
    const delivery = deliverySources(settings.delivery);
    const key = makeKey(this, settings.name, delivery);
    const bucketKey = settings.encryption === 'customer-key' ? key : undefined;
    const accessLogs = makeAccessLogBucket(this, settings.retentionDays);
    const care: BucketCare = { key: bucketKey, accessLogs, replacedDays: settings.retentionDays.replaced };
    const queues = makeIngestQueues(this, settings);
    this.admitEvents(queues);
    importBuckets(this, settings, queues);
    const logs = this.makeOwnLogBucket(care, queues, delivery);
    const snapshots = makeSnapshotsBucket(this, care, settings.retentionDays);
    const data = makeDataBucket(this, care, settings.retentionDays);
    const reports = makeReportsBucket(this, care, settings.retentionDays);
    makeSnapshotWriters(this, settings.snapshotWriters, { bucket: snapshots, key: bucketKey });
    this.storage = this.exportAll({ key, bucketKey, logs, snapshots, data, reports, queues });
    this.printOutputs({ logs, snapshots, reports, queues });
  }

  private get ownLogs(): readonly LogsSettings[] {
    return this.settings.logs.filter(({ bucket }) => bucket === undefined);
  }

  private admitEvents({ queue }: IngestQueues): void {
    const arnOf = (bucket: string): string => `arn:${Aws.PARTITION}:s3:::${bucket}`;
    allowEvents(queue, [
      ...(this.ownLogs.length === 0
        ? []
        : [{ bucketArn: arnOf(ownLogBucketName(this.settings.name)), account: Aws.ACCOUNT_ID }]),
      ...this.settings.importedBuckets.map(({ bucket, account }) => ({
        bucketArn: arnOf(bucket),
        account: account ?? Aws.ACCOUNT_ID,
      })),
    ]);
  }

  /** None where every log source has a bucket already. */
  private makeOwnLogBucket(care: BucketCare, queues: IngestQueues, delivery: DeliverySources): Bucket | undefined {
    if (this.ownLogs.length === 0) return undefined;
    const bucket = makeLogBucket(this, ownLogBucketName(this.settings.name), care, this.settings.retentionDays);
    const prefixes = this.ownLogs.map(({ prefix }) => prefix);
    allowFlowLogDelivery(bucket, prefixes, delivery);
    announceObjects(bucket, queues, prefixes);
    return bucket;
  }

  private exportAll(made: Made): Storage {
    const exports = new Exports(this, this.settings.name);
    const keyArn = exports.value(made.key.keyArn, 'key-arn');
    const bucketKeyArn = made.bucketKey === undefined ? undefined : keyArn;
    const ownLogBucket = made.logs === undefined ? undefined : exports.bucket(made.logs, 'log');
    return {
      keyArn,
      bucketKeyArn,
      ownLogBucket,
      logPlaces: this.settings.logs.map((logs) => this.placeOf(logs, ownLogBucket, bucketKeyArn)),
      snapshots: exports.bucket(made.snapshots, 'snapshots'),
      data: exports.bucket(made.data, 'data'),
      reports: exports.bucket(made.reports, 'reports'),
      queue: exports.queue(made.queues.queue, 'ingest-queue'),
      deadLetters: exports.queue(made.queues.deadLetters, 'ingest-dead-letters'),
    };
  }

  private placeOf(logs: LogsSettings, own: Place | undefined, ownKeyArn: string | undefined): LogPlace {
    if (logs.bucket === undefined && own !== undefined) return { logs, bucket: own, keyArn: ownKeyArn };
    const imported = this.settings.importedBuckets.find(({ bucket }) => bucket === logs.bucket);
    if (imported === undefined)
      throw new Error(`log source ${logs.name} has no bucket, though the settings were checked`);
    const { bucket: name, keyArn } = imported;
    return { logs, bucket: { arn: `arn:${Aws.PARTITION}:s3:::${name}`, name }, keyArn };
  }

  /** What the documentation asks an operator to take from the deployment. */
  private printOutputs({
    logs,
    snapshots,
    reports,
    queues,
  }: Pick<Made, 'logs' | 'snapshots' | 'reports' | 'queues'>): void {
    const outputs: readonly (readonly [string, string | undefined])[] = [
      ['LogBucketArn', logs?.bucketArn],
      ['SnapshotsBucketName', snapshots.bucketName],
      ['ReportsBucketName', reports.bucketName],
      ['IngestQueueArn', queues.queue.queueArn],
      ['IngestQueueUrl', queues.queue.queueUrl],
      ['IngestDeadLettersArn', queues.deadLetters.queueArn],
    ];
    for (const [id, value] of outputs) if (value !== undefined) new CfnOutput(this, id, { value });
  }
}

interface Made {
  readonly key: Key;
  readonly bucketKey: Key | undefined;
  readonly logs: Bucket | undefined;
  readonly snapshots: Bucket;
  readonly data: Bucket;
  readonly reports: Bucket;
  readonly queues: IngestQueues;
}
