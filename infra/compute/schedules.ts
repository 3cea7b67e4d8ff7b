// One schedule a cluster: starts its analysis at a fixed time, and keeps what could not be started.
import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeNag, acknowledgeQueueEncryption, skipCheckov } from '../acknowledge.ts';
import { idOf } from '../names.ts';
import type { InfraSettings } from '../settings-schema.ts';
import { machineArn } from './state-machine.ts';

/** Repeats are harmless, as a run's result depends on its input alone; after hours the next schedule is better. */
const RETRIES = 20;
const RETRY_HOURS = 6;

/** Returns the queue of starts that failed. */
export const makeSchedules = (scope: Construct, settings: InfraSettings): Queue => {
  const deadLetters = makeDeadLetters(scope);
  const group = new CfnScheduleGroup(scope, 'Schedules', { name: settings.name });
  const role = makeRole(scope, settings, deadLetters);
  for (const cluster of settings.clusters) {
    const schedule = new CfnSchedule(scope, `Schedule${idOf(cluster.name)}`, {
      name: cluster.name,
      groupName: settings.name,
      description: `Analysis of cluster ${cluster.name}`,
      scheduleExpression: cluster.schedule,
      scheduleExpressionTimezone: cluster.timezone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: machineArn(settings, 'analysis'),
        roleArn: role.roleArn,
        // The time that the schedule meant, not the time it is now: a start that comes late means the same window.
        input: JSON.stringify({ cluster: cluster.name, to: '<aws.scheduler.scheduled-time>' }),
        deadLetterConfig: { arn: deadLetters.queueArn },
        retryPolicy: {
          maximumRetryAttempts: RETRIES,
          maximumEventAgeInSeconds: Duration.hours(RETRY_HOURS).toSeconds(),
        },
      },
    });
    schedule.addResourceDependency(group);
    skipCheckov(
      schedule,
      'CKV_AWS_297',
      'Holds the name of a cluster and no data; EventBridge encrypts it with its own key.',
    );
  }
  return deadLetters;
};

const makeDeadLetters = (scope: Construct): Queue => {
  const queue = new Queue(scope, 'ScheduleDeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledgeNag(queue, 'AwsSolutions-SQS3', 'This is the dead-letter queue of the schedules.');
  acknowledgeQueueEncryption(queue);
  return queue;
};

const makeRole = (scope: Construct, settings: InfraSettings, deadLetters: Queue): Role =>
  new Role(scope, 'ScheduleRole', {
    // Schedules of this group alone: EventBridge Scheduler names the group as the source.
    assumedBy: new PrincipalWithConditions(new ServicePrincipal('scheduler.amazonaws.com'), {
      StringEquals: {
        'aws:SourceAccount': Aws.ACCOUNT_ID,
        'aws:SourceArn': `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule-group/${settings.name}`,
      },
    }),
    inlinePolicies: {
      own: new PolicyDocument({
        statements: [
          new PolicyStatement({ actions: ['states:StartExecution'], resources: [machineArn(settings, 'analysis')] }),
          new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
        ],
      }),
    },
  });
