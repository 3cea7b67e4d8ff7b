// The queue of new log objects and its dead-letter queue: they hold what is not read yet, so they stay when code is deployed.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeNag, acknowledgeQueueEncryption } from '../acknowledge.ts';
import type { InfraSettings } from '../settings-schema.ts';
import { visibilitySeconds } from '../visibility.ts';

export interface IngestQueues {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** Keys alone are in the messages: SQS' own encryption, which needs no grant to S3, is enough. */
export const makeIngestQueues = (scope: Construct, settings: InfraSettings): IngestQueues => {
  const deadLetters = new Queue(scope, 'IngestDeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledgeNag(deadLetters, 'AwsSolutions-SQS3', 'This is the dead-letter queue.');
  const queue = new Queue(scope, 'IngestQueue', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // Long polling: an empty receive answers after 20 seconds.
    receiveMessageWaitTime: Duration.seconds(20),
    visibilityTimeout: Duration.seconds(visibilitySeconds(settings)),
    retentionPeriod: Duration.days(7),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: settings.flow.maxReceives },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const made of [queue, deadLetters]) acknowledgeQueueEncryption(made);
  return { queue, deadLetters };
};

export interface EventSource {
  readonly bucketArn: string;
  readonly account: string;
}

/** S3 may send for these buckets of these accounts, and for no other. */
export const allowEvents = (queue: Queue, sources: readonly EventSource[]): void => {
  sources.forEach(({ bucketArn, account }, index) => {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: `LogObjects${index}`,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': bucketArn } },
      }),
    );
  });
};
