// The API, where the settings ask for one: an HTTP API before its function, authorised, throttled and logged.
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, type IHttpRouteAuthorizer, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { skipCheckov } from '../acknowledge.ts';
import { apiAlarms, functionAlarms } from '../compute/alarm-specs.ts';
import { makeAlarms } from '../compute/alarms.ts';
import type { ComputeContext } from '../compute/compute-stack.ts';
import { makeFunction } from '../compute/functions.ts';
import { logKeyOf } from '../compute/log-key.ts';
import { retentionOf } from '../log-retention.ts';
import { nameInAccount } from '../names.ts';
import type { ApiSettings } from '../settings-schema.ts';

export interface ApiContext extends ComputeContext {
  readonly api: ApiSettings;
  readonly alarmTopicArn: string;
}

export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, context: ApiContext, props: StackProps) {
    super(scope, id, props);
    const { settings, api: apiSettings } = context;
    const answering = makeFunction(this, 'api', { ...context, topics: undefined });
    const api = new HttpApi(this, 'Gateway', {
      apiName: settings.name,
      description: 'flowfence: reports, connections, findings, policies and verdicts',
      // Everything goes to the function, which refuses what it does not know; no other site may call it from a browser.
      defaultIntegration: new HttpLambdaIntegration('Answer', answering.fn),
      defaultAuthorizer: authorizerOf(apiSettings),
      createDefaultStage: false,
    });
    const stage = this.makeStage(api, context);
    const failed = api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' });
    makeAlarms(this, [...apiAlarms({ failed }), ...functionAlarms(answering, settings.alarms.durationPercent)], {
      settings,
      topic: Topic.fromTopicArn(this, 'AlarmTopic', context.alarmTopicArn),
    });
    new CfnOutput(this, 'ApiUrl', { value: stage.url });
  }

  private makeStage(api: HttpApi, { settings, storage, api: { requestsPerSecond, burst } }: ApiContext): HttpStage {
    const logKey = logKeyOf(this, 'AccessLogKey', storage);
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/http-api/${nameInAccount(settings.name, 'api')}`,
      retention: retentionOf(settings.retentionDays.accessLogs),
      removalPolicy: RemovalPolicy.DESTROY,
      ...(logKey === undefined ? {} : { encryptionKey: logKey }),
    });
    if (logKey === undefined)
      skipCheckov(
        accessLogs,
        'CKV_AWS_158',
        'The settings ask for keys that AWS manages; log groups are encrypted with those.',
      );
    return new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
  }
}

/** Who asked for what and what became of it; no query, whose filters name workloads. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  subject: '$context.authorizer.claims.sub',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
});

const authorizerOf = ({ authorization }: ApiSettings): IHttpRouteAuthorizer =>
  authorization.kind === 'iam'
    ? new HttpIamAuthorizer()
    : new HttpJwtAuthorizer('Jwt', authorization.issuer, { jwtAudience: [...authorization.audience] });
