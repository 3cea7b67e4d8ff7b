// What the other stacks take from the storage stack: names and ARNs, exported under names that do not change.
import type { Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { LogsSettings } from '../../functions/shared/settings-schema.ts';
import { nameInAccount } from '../names.ts';

export interface Place {
  readonly arn: string;
  readonly name: string;
}

/** Where one log source lies, and the key it is encrypted with. */
export interface LogPlace {
  readonly logs: LogsSettings;
  readonly bucket: Place;
  readonly keyArn: string | undefined;
}

/** Values that any stack may use: each is an import of an export, never a reference that the CDK may drop. */
export interface Storage {
  readonly keyArn: string;
  /** Undefined where S3 manages the keys of the buckets. */
  readonly bucketKeyArn: string | undefined;
  readonly ownLogBucket: Place | undefined;
  readonly logPlaces: readonly LogPlace[];
  readonly snapshots: Place;
  readonly data: Place;
  readonly reports: Place;
  readonly queue: Place;
  readonly deadLetters: Place;
}

export class Exports {
  private readonly stack: Stack;
  private readonly deployment: string;

  constructor(stack: Stack, deployment: string) {
    this.stack = stack;
    this.deployment = deployment;
  }

  bucket(bucket: Bucket, name: string): Place {
    return {
      arn: this.value(bucket.bucketArn, `${name}-bucket-arn`),
      name: this.value(bucket.bucketName, `${name}-bucket-name`),
    };
  }

  queue(queue: Queue, name: string): Place {
    return { arn: this.value(queue.queueArn, `${name}-arn`), name: this.value(queue.queueName, `${name}-name`) };
  }

  value(value: string, name: string): string {
    return this.stack.exportValue(value, { name: nameInAccount(this.deployment, name) });
  }
}
