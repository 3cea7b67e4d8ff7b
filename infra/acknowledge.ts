// Findings of the scanners that are meant to be: each with its reason, beside the construct that it is about.
import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rule of cdk-nag's AWS Solutions pack, or one finding of it: `AwsSolutions-IAM5[Resource::*]`. */
export const acknowledgeNag = (construct: IConstruct, id: string, reason: string): void => {
  Validations.of(construct).acknowledge({ id, reason });
};

interface CheckovMetadata {
  readonly skip: readonly { readonly id: string; readonly comment: string }[];
}

/** Check of checkov, in the form its scanner reads from a resource's metadata. */
export const skipCheckov = (construct: IConstruct, id: string, reason: string): void => {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${construct.node.path} is no resource of a template`);
  const present: CheckovMetadata = resource.getMetadata('checkov') ?? { skip: [] };
  resource.addMetadata('checkov', { skip: [...present.skip, { id, comment: reason }] } satisfies CheckovMetadata);
};

/** Scanners that know of keys of one's own only. */
export const acknowledgeQueueEncryption = (queue: IConstruct): void =>
  skipCheckov(
    queue,
    'CKV_AWS_27',
    'Encrypted by SQS itself (SSE-SQS): messages hold names of objects and of clusters, no data.',
  );
