// The deployment's key: one, rotated, usable by the services that write or announce on its behalf and by them alone.
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, ServicePrincipal, PolicyStatement as Statement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { nameInAccount } from '../names.ts';
import { type DeliverySources, deliveryConditions } from './flow-log-delivery.ts';

/** The key of buckets (where the settings ask for a key of one's own), of log groups and of topics. */
export const makeKey = (scope: Construct, name: string, delivery: DeliverySources): Key => {
  const key = new Key(scope, 'Key', {
    alias: name,
    description: `${name}: buckets, log groups and topics`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const statement of [
    ...delivery.accounts.map((account) => flowLogDelivery(account, delivery)),
    logGroups(name),
    alarms(name),
  ])
    key.addToResourcePolicy(statement);
  return key;
};

/** Delivery to a bucket with a customer key needs exactly these (Amazon VPC user guide, flow logs to S3). */
const flowLogDelivery = (account: string, delivery: DeliverySources): PolicyStatement =>
  new Statement({
    sid: `FlowLogDelivery${sidPart(account)}`,
    principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: deliveryConditions(account, delivery),
  });

const sidPart = (account: string): string => (account === Aws.ACCOUNT_ID ? '' : account);

/** Of this deployment: functions, state machines, the API. */
const logGroups = (name: string): PolicyStatement =>
  new Statement({
    sid: 'LogGroups',
    principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': ['lambda', 'vendedlogs/states', 'vendedlogs/http-api'].map(
          (folder) =>
            `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:/aws/${folder}/${nameInAccount(name, '*')}`,
        ),
      },
    },
  });

/** An alarm can announce itself on an encrypted topic only where CloudWatch may use the topic's key. */
const alarms = (name: string): PolicyStatement =>
  new Statement({
    sid: 'Alarms',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${name}-*` },
    },
  });
