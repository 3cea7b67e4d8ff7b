// What VPC flow logs need to be delivered to the own log bucket: two statements an account, in the words of the documentation.
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/** Accounts and regions whose flow logs may arrive. */
export interface DeliverySources {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** Empty lists mean the deployment's own account and region. */
export const deliverySources = (listed: DeliverySources): DeliverySources => ({
  accounts: listed.accounts.length === 0 ? [Aws.ACCOUNT_ID] : listed.accounts,
  regions: listed.regions.length === 0 ? [Aws.REGION] : listed.regions,
});

interface Conditions extends Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> {
  readonly StringEquals: Readonly<Record<string, string>>;
}

/** Of this account and from these regions: else another account could have our bucket written to (the confused deputy). */
export const deliveryConditions = (account: string, { regions }: DeliverySources): Conditions => ({
  StringEquals: { 'aws:SourceAccount': account },
  ArnLike: { 'aws:SourceArn': regions.map((region) => `arn:${Aws.PARTITION}:logs:${region}:${account}:*`) },
});

const FOLDER = 'AWSLogs/';

/** The folder below which AWS puts `AWSLogs/`: the prefix of the flow log's destination. */
const destinationOf = (prefix: string): string => {
  const at = prefix.indexOf(FOLDER);
  if (at >= 0) return prefix.slice(0, at);
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
};

/**
 * AWS attaches such a policy by itself where the creator of a flow log may, and overwrites what is there; owned here, nothing drifts.
 * Both layouts of keys are allowed, the plain one and the Hive-compatible one.
 */
export const allowFlowLogDelivery = (bucket: Bucket, prefixes: readonly string[], sources: DeliverySources): void => {
  const folders = [...new Set(prefixes.map((prefix) => `${destinationOf(prefix)}${FOLDER}`))].sort();
  for (const account of sources.accounts) {
    const principals = [new ServicePrincipal('delivery.logs.amazonaws.com')];
    const conditions = deliveryConditions(account, sources);
    const suffix = account === Aws.ACCOUNT_ID ? '' : account;
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: `AWSLogDeliveryWrite${suffix}`,
        principals,
        actions: ['s3:PutObject'],
        resources: folders.flatMap((folder) => [
          bucket.arnForObjects(`${folder}${account}/*`),
          bucket.arnForObjects(`${folder}aws-account-id=${account}/*`),
        ]),
        conditions: {
          ...conditions,
          StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: `AWSLogDeliveryCheck${suffix}`,
        principals,
        actions: ['s3:GetBucketAcl', 's3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions,
      }),
    );
  }
};
