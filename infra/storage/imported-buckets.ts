// Log buckets that exist already: a notification is put beside those they have, by the CDK's own function with a role of ours.
import { Aws, CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Bucket,
  BucketNotificationDestinationType,
  EventType,
  type IBucketNotificationDestination,
} from 'aws-cdk-lib/aws-s3';
import type { LogsSettings } from '../../functions/shared/settings-schema.ts';
import { acknowledgeNag, skipCheckov } from '../acknowledge.ts';
import { retentionOf } from '../log-retention.ts';
import type { ImportedBucket, InfraSettings } from '../settings-schema.ts';
import { acknowledgeWildcards } from '../wildcards.ts';
import type { IngestQueues } from './ingest-queue.ts';

/** Logical id that the CDK gives its function; it is one a stack. */
const HANDLER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834';

export const importBuckets = (stack: Stack, settings: InfraSettings, queues: IngestQueues): void => {
  const announced = settings.importedBuckets.filter(({ notifications }) => notifications === 'add');
  if (announced.length === 0) return;
  const role = makeHandlerRole(stack, settings, announced);
  for (const imported of announced) {
    const bucket = Bucket.fromBucketAttributes(stack, `Imported-${imported.bucket}`, {
      bucketName: imported.bucket,
      // Ours as it is: the CDK would let it set the notifications of every bucket there is.
      notificationsHandlerRole: role.withoutPolicyUpdates(),
    });
    for (const { prefix } of logsIn(settings.logs, imported))
      bucket.addEventNotification(
        EventType.OBJECT_CREATED,
        destination(queues),
        ...(prefix === '' ? [] : [{ prefix }]),
      );
  }
  careForHandler(stack, settings);
};

const logsIn = (logs: readonly LogsSettings[], { bucket }: ImportedBucket): readonly LogsSettings[] =>
  logs.filter((entry) => entry.bucket === bucket);

/** The queue's policy is our own (with the account as a condition), so nothing is granted here. */
const destination = ({ queue }: IngestQueues): IBucketNotificationDestination => ({
  bind: () => ({
    arn: queue.queueArn,
    type: BucketNotificationDestinationType.QUEUE,
    dependencies: [queue.node.findChild('Policy')],
  }),
});

const makeHandlerRole = (stack: Stack, settings: InfraSettings, buckets: readonly ImportedBucket[]): Role => {
  const functionName = `${settings.name}-notifications`;
  const logGroup = new LogGroup(stack, 'NotificationsLogs', {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: retentionOf(settings.retentionDays.functionLogs),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  skipCheckov(
    logGroup,
    'CKV_AWS_158',
    'Lines of the CDK’s function that sets notifications: names of buckets, no data.',
  );
  const statements = [
    new PolicyStatement({
      actions: ['s3:GetBucketNotification', 's3:PutBucketNotification'],
      resources: buckets.map(({ bucket }) => `arn:${Aws.PARTITION}:s3:::${bucket}`),
    }),
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
  ];
  const role = new Role(stack, 'NotificationsRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { own: new PolicyDocument({ statements }) },
  });
  acknowledgeWildcards(role, statements);
  return role;
};

/** Once all is announced: the CDK's function gets our name for its log group, and the processor that all functions have. */
const careForHandler = (stack: Stack, settings: InfraSettings): void => {
  const handler = stack.node.tryFindChild(HANDLER)?.node.tryFindChild('Resource');
  if (!CfnResource.isCfnResource(handler)) return;
  handler.addPropertyOverride('FunctionName', `${settings.name}-notifications`);
  handler.addPropertyOverride('Architectures', ['arm64']);
  acknowledgeNag(
    handler,
    'AwsSolutions-L1',
    'The CDK chooses the runtime of its function, the newest that it was tried with.',
  );
  const once = 'Runs when the stack is deployed, once for each bucket; CloudFormation reports its failure.';
  skipCheckov(handler, 'CKV_AWS_115', once);
  skipCheckov(handler, 'CKV_AWS_116', once);
  skipCheckov(handler, 'CKV_AWS_117', 'Calls the S3 API only: no network of ours could make that safer.');
};
