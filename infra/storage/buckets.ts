// The deployment's buckets: private, encrypted, versioned, over TLS alone, kept when the stack goes, emptied by lifecycle.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeNag, skipCheckov } from '../acknowledge.ts';
import type { InfraSettings } from '../settings-schema.ts';

type Retention = InfraSettings['retentionDays'];

/** `key` undefined: encryption with keys that S3 manages. */
export interface BucketCare {
  readonly key: IKey | undefined;
  readonly accessLogs: IBucket;
  readonly replacedDays: number;
}

export const makeAccessLogBucket = (scope: Construct, retention: Retention): IBucket => {
  const bucket = new Bucket(scope, 'AccessLogBucket', {
    ...common,
    // Server access logs can be delivered only to a bucket whose default encryption is S3's own.
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: lifecycle([{ days: retention.accessLogs }], retention.replaced),
  });
  acknowledgeNag(bucket, 'AwsSolutions-S1', 'This is where access logs go: logging it into itself would never end.');
  skipCheckov(bucket, 'CKV_AWS_18', 'This is where access logs go: logging it into itself would never end.');
  if (!isBucket(bucket)) throw new Error(`${bucket.node.path} is no bucket`);
  return bucket;
};

/** The CDK's class and its interface differ in what may be undefined, so that the compiler takes neither for the other. */
const isBucket = (value: unknown): value is IBucket => value instanceof Bucket;

export const makeLogBucket = (scope: Construct, name: string, care: BucketCare, retention: Retention): Bucket =>
  makeBucket(scope, 'LogBucket', care, [{ days: retention.logs }], name);

export const makeSnapshotsBucket = (scope: Construct, care: BucketCare, retention: Retention): Bucket =>
  makeBucket(scope, 'SnapshotsBucket', care, [{ prefix: 'snapshots/', days: retention.snapshots }]);

/** All here can be made again from logs and snapshots while those are kept. */
export const makeDataBucket = (scope: Construct, care: BucketCare, retention: Retention): Bucket =>
  makeBucket(scope, 'DataBucket', care, [
    { prefix: 'summaries/', days: retention.summaries },
    { prefix: 'rollups/', days: retention.rollups },
    { prefix: 'runs/', days: retention.runs },
    { prefix: 'backfills/', days: retention.backfills },
  ]);

export const makeReportsBucket = (scope: Construct, care: BucketCare, retention: Retention): Bucket =>
  makeBucket(scope, 'ReportsBucket', care, [{ prefix: 'reports/', days: retention.reports }]);

const common = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

const makeBucket = (
  scope: Construct,
  id: string,
  care: BucketCare,
  expiries: readonly Expiry[],
  name?: string,
): Bucket =>
  new Bucket(scope, id, {
    ...common,
    ...(name === undefined ? {} : { bucketName: name }),
    ...(care.key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: care.key, bucketKeyEnabled: true }),
    serverAccessLogsBucket: care.accessLogs,
    serverAccessLogsPrefix: `${id}/`,
    lifecycleRules: lifecycle(expiries, care.replacedDays),
  });

interface Expiry {
  readonly prefix?: string;
  readonly days: number;
}

const lifecycle = (expiries: readonly Expiry[], replacedDays: number): LifecycleRule[] => [
  ...expiries.map(({ prefix, days }) => ({
    id: prefix === undefined ? 'expire' : `expire-${prefix.replace('/', '')}`,
    ...(prefix === undefined ? {} : { prefix }),
    expiration: Duration.days(days),
  })),
  {
    id: 'tidy-up',
    abortIncompleteMultipartUploadAfter: Duration.days(1),
    noncurrentVersionExpiration: Duration.days(replacedDays),
    expiredObjectDeleteMarker: true,
  },
];
