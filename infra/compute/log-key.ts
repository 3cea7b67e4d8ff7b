// The key of a log group, where the settings ask for a key of the deployment's own.
import type { Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Storage } from '../storage/handles.ts';

export const logKeyOf = (stack: Stack, id: string, { bucketKeyArn }: Storage): IKey | undefined =>
  bucketKeyArn === undefined ? undefined : Key.fromKeyArn(stack, id, bucketKeyArn);
