// What roles may do, in the few forms that are used: objects below a prefix, listing below a prefix, a key through S3.
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Place } from '../storage/handles.ts';

export type ObjectAction = 's3:GetObject' | 's3:PutObject' | 's3:DeleteObject';

/** Prefixes end with what their objects have in common, mostly a slash. Who writes may also give up what is half written. */
export const onObjects = (
  actions: readonly ObjectAction[],
  bucket: Place,
  prefixes: readonly string[],
): PolicyStatement =>
  new PolicyStatement({
    actions: actions.flatMap((action) => (action === 's3:PutObject' ? [action, 's3:AbortMultipartUpload'] : [action])),
    resources: prefixes.map((prefix) => `${bucket.arn}/${prefix}*`),
  });

/**
 * Listing of these prefixes and no other. `IfExists`: without the right to list, S3 answers 403 instead of 404 for an object that is
 * not there, and a request for an object carries no prefix.
 */
export const listing = (bucket: Place, prefixes: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.arn],
    conditions: { StringLikeIfExists: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  });

/** Of objects in S3 only: the key opens nothing else for this role. */
export const keyThroughS3 = (keyArn: string | undefined, access: 'read' | 'write'): readonly PolicyStatement[] =>
  keyArn === undefined
    ? []
    : [
        new PolicyStatement({
          actions: access === 'read' ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` } },
        }),
      ];
