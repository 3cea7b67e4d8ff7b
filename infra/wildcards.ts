// The wildcards that policies of roles hold, each with its reason: one that is not in this list stops the synthesis.
import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledgeNag } from './acknowledge.ts';

interface Wildcard {
  /** Of the resource with its references flattened, as cdk-nag names it. */
  readonly resource: RegExp;
  readonly reason: string;
}

const WILDCARDS: readonly Wildcard[] = [
  {
    resource: /\/snapshots\/[a-z0-9.-]+\/\*$/,
    reason: 'Names of snapshots are times: the folder of the one cluster is the narrowest that can be named.',
  },
  {
    resource: /(bucket-arn|\.Arn>)\/(summaries|rollups|runs|backfills|reports|snapshots)\/(results\/)?\*$/,
    reason: 'Names of these objects are made of digests and times: their folder is the narrowest that can be named.',
  },
  {
    resource: /^arn:<AWS::Partition>:s3:::[a-z0-9.-]+\/.*\*$|log-bucket-arn\/.*\*$/,
    reason:
      'AWS names the objects of flow logs by account, region, day and a random part: the prefix of the log source is named.',
  },
  {
    resource: /<[A-Za-z0-9]*Logs[A-F0-9]*\.Arn>$/,
    reason: 'The ARN of a log group ends with a wildcard for its streams: one group.',
  },
  {
    resource: /:execution:[a-z0-9-]+(\/[a-z]+)?:\*$/,
    reason: 'Names of executions are given when they start: those of the one state machine.',
  },
  {
    resource: /^\*$/,
    reason: 'Traces, and the delivery of a state machine’s log, have no resource that a policy could name.',
  },
];

/** Acknowledges each wildcard of the statements for cdk-nag, with its reason. */
export const acknowledgeWildcards = (role: IConstruct, statements: readonly PolicyStatement[]): void => {
  const resources = statements
    .flatMap(({ resources: listed }) => listed)
    .map((listed) => flatten(Stack.of(role).resolve(listed)));
  for (const resource of new Set(resources.filter((name) => name.includes('*'))))
    acknowledgeNag(role, `AwsSolutions-IAM5[Resource::${resource}]`, reasonOf(resource));
};

const reasonOf = (resource: string): string => {
  const found = WILDCARDS.find((wildcard) => wildcard.resource.test(resource));
  if (found === undefined) throw new Error(`${resource} holds a wildcard that infra/wildcards.ts gives no reason for`);
  return found.reason;
};

/** References as text, in the form that cdk-nag gives them: `<Id.Arn>/reports/*`. */
const flatten = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw new Error(`no resource of a policy: ${JSON.stringify(value)}`);
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [delimiter, parts]: unknown[] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map(flatten).join(String(delimiter)) : '';
  }
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt']))
    return `<${value['Fn::GetAtt'].map(String).join('.')}>`;
  if ('Fn::ImportValue' in value) return flatten(value['Fn::ImportValue']);
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  return JSON.stringify(value);
};
