// A state machine with a role of its own, a log of every transition (without the data), and traces.
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { skipCheckov } from '../acknowledge.ts';
import { retentionOf } from '../log-retention.ts';
import { idOf, nameInAccount } from '../names.ts';
import type { InfraSettings } from '../settings-schema.ts';
import { acknowledgeWildcards } from '../wildcards.ts';
import type { FlowfenceFunction } from './function.ts';

export interface MachineParts {
  readonly name: 'analysis' | 'backfill';
  readonly settings: InfraSettings;
  readonly definition: IChainable;
  readonly timeoutHours: number;
  readonly mapLabel: string;
  readonly calls: readonly FlowfenceFunction[];
  readonly permissions: readonly PolicyStatement[];
  readonly logKey: IKey | undefined;
}

export const machineArn = (settings: InfraSettings, name: MachineParts['name']): string =>
  `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${nameInAccount(settings.name, name)}`;

export const makeMachine = (scope: Construct, parts: MachineParts): StateMachine => {
  const { name, settings } = parts;
  const id = idOf(name);
  const logs = new LogGroup(scope, `${id}Logs`, {
    // A name under this prefix keeps the log's delivery within the size of its policy, however many machines there are.
    logGroupName: `/aws/vendedlogs/states/${nameInAccount(settings.name, name)}`,
    retention: retentionOf(settings.retentionDays.functionLogs),
    removalPolicy: RemovalPolicy.DESTROY,
    ...(parts.logKey === undefined ? {} : { encryptionKey: parts.logKey }),
  });
  if (parts.logKey === undefined)
    skipCheckov(
      logs,
      'CKV_AWS_158',
      'The settings ask for keys that AWS manages; log groups are encrypted with those.',
    );
  const machine = new StateMachine(scope, id, {
    stateMachineName: nameInAccount(settings.name, name),
    stateMachineType: StateMachineType.STANDARD,
    queryLanguage: QueryLanguage.JSON_PATH,
    definitionBody: DefinitionBody.fromChainable(parts.definition),
    timeout: Duration.hours(parts.timeoutHours),
    // As it is: the CDK would grant every version of the functions and every object of the buckets.
    role: makeRole(scope, parts).withoutPolicyUpdates(),
    logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // The CDK's own policy for maps says again what the role says already.
  machine.node.tryRemoveChild('DistributedMapPolicy');
  return machine;
};

const makeRole = (scope: Construct, parts: MachineParts): Role => {
  const statements = [...parts.permissions, invoke(parts.calls), ...runMaps(parts), ...observe()];
  const principal = new PrincipalWithConditions(new ServicePrincipal('states.amazonaws.com'), {
    StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    ArnLike: { 'aws:SourceArn': machineArn(parts.settings, parts.name) },
  });
  const role = new Role(scope, `${idOf(parts.name)}Role`, {
    assumedBy: principal,
    inlinePolicies: { own: new PolicyDocument({ statements }) },
  });
  acknowledgeWildcards(role, statements);
  return role;
};

const invoke = (functions: readonly FlowfenceFunction[]): PolicyStatement =>
  new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functions.map(({ fn }) => fn.functionArn) });

/** A Distributed Map starts executions of its own machine, which have its label in their names; a redrive continues them. */
const runMaps = ({ settings, name, mapLabel }: MachineParts): readonly PolicyStatement[] => {
  const executions = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${nameInAccount(settings.name, name)}`;
  return [
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [machineArn(settings, name)] }),
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      resources: [`${executions}:*`, `${executions}/${mapLabel}:*`],
    }),
  ];
};

/** As the documentation of Step Functions gives them: neither the delivery of logs nor traces have resources. */
const observe = (): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'DeliverLogs',
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'Traces',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    resources: ['*'],
  }),
];
