// The own log bucket: flow logs are delivered to it, and it announces its objects by itself, without a helper function.
import { Aws, CfnResource } from 'aws-cdk-lib';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IngestQueues } from './ingest-queue.ts';

/**
 * Named, as the queue's policy must name the bucket before the bucket can announce itself to the queue.
 * At most 63 characters: settings keep the deployment's name at 30.
 */
export const ownLogBucketName = (name: string): string => `${name}-logs-${Aws.ACCOUNT_ID}-${Aws.REGION}`;

export const announceObjects = (bucket: Bucket, queues: IngestQueues, prefixes: readonly string[]): void => {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) throw new Error(`${bucket.node.path} is no bucket of this stack`);
  resource.notificationConfiguration = {
    queueConfigurations: prefixes.map((prefix) => ({
      event: 's3:ObjectCreated:*',
      queue: queues.queue.queueArn,
      ...(prefix === '' ? {} : { filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } } }),
    })),
  };
  const policy = queues.queue.node.findChild('Policy').node.defaultChild;
  if (!CfnResource.isCfnResource(policy)) throw new Error('the queue has no policy yet: allowEvents comes first');
  // S3 tries the queue when the notification is set: its policy must be there.
  resource.addResourceDependency(policy);
};
