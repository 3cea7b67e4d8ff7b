// One function: its role with its permissions alone, its log group, its code for arm64, its memory, disk and time.
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { skipCheckov } from '../acknowledge.ts';
import { retentionOf } from '../log-retention.ts';
import { type FunctionName, nameInAccount } from '../names.ts';
import type { FunctionSize, InfraSettings } from '../settings-schema.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

export interface FunctionParts {
  readonly name: FunctionName;
  readonly size: FunctionSize;
  readonly settings: InfraSettings;
  /** The folder with `index.mjs` that is uploaded. */
  readonly codeFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly PolicyStatement[];
  /** Of the log group; undefined where S3 and CloudWatch manage their keys. */
  readonly logKey: IKey | undefined;
}

export class FlowfenceFunction extends Construct {
  readonly fn: LambdaFunction;
  readonly name: FunctionName;
  readonly timeoutSeconds: number;
  private readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, parts: FunctionParts) {
    super(scope, id);
    const { name, settings, size } = parts;
    const functionName = nameInAccount(settings.name, name);
    this.name = name;
    this.timeoutSeconds = size.timeoutSeconds;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: retentionOf(settings.retentionDays.functionLogs),
      removalPolicy: RemovalPolicy.DESTROY,
      ...(parts.logKey === undefined ? {} : { encryptionKey: parts.logKey }),
    });
    if (parts.logKey === undefined)
      skipCheckov(
        this.logGroup,
        'CKV_AWS_158',
        'The settings ask for keys that AWS manages; log groups are encrypted with those.',
      );
    this.fn = new LambdaFunction(this, 'Function', {
      functionName,
      description: `flowfence: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(parts.codeFolder),
      // As it is: what the CDK would add to it is written out below and in permissions.ts.
      role: this.makeRole(parts.permissions).withoutPolicyUpdates(),
      memorySize: size.memoryMB,
      timeout: Duration.seconds(size.timeoutSeconds),
      ephemeralStorageSize: Size.mebibytes(size.diskMB),
      ...(size.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: size.reservedConcurrency }),
      environment: { ...parts.environment, NODE_OPTIONS: '--enable-source-maps' },
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });
    skipFunctionChecks(this.fn, size);
  }

  private makeRole(permissions: readonly PolicyStatement[]): Role {
    const statements = [...permissions, this.writeLogs(), sendTraces()];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { own: new PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(role, statements);
    return role;
  }

  private writeLogs(): PolicyStatement {
    return new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
  }
}

/** Traces have no resource that could be named (AWS X-Ray, actions and resources). */
const sendTraces = (): PolicyStatement =>
  new PolicyStatement({
    sid: 'Traces',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    resources: ['*'],
  });

const skipFunctionChecks = (fn: LambdaFunction, size: FunctionSize): void => {
  skipCheckov(
    fn,
    'CKV_AWS_117',
    'Calls AWS APIs only, with its role: a network of ours would add a way out, not take one away.',
  );
  skipCheckov(fn, 'CKV_AWS_116', 'Called by a queue, a state machine or the API: these keep or report what failed.');
  skipCheckov(fn, 'CKV_AWS_173', 'Names of buckets and of a topic: nothing in its environment is secret.');
  if (size.reservedConcurrency === undefined)
    skipCheckov(
      fn,
      'CKV_AWS_115',
      'What calls it is bounded (queue, Distributed Map, API); a reservation would take from the account’s pool.',
    );
};
