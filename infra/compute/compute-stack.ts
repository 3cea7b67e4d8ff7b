// What runs: functions, state machines, schedules, topics, alarms, dashboard. All of it can be deleted and made again.
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type FunctionName, nameInAccount } from '../names.ts';
import type { InfraSettings } from '../settings-schema.ts';
import type { Storage } from '../storage/handles.ts';
import { type AlarmSpec, clusterAlarms, functionAlarms, machineAlarms, queueAlarms } from './alarm-specs.ts';
import { makeAlarms } from './alarms.ts';
import { makeAnalysisMachine } from './analysis-machine.ts';
import { makeBackfillMachine } from './backfill-machine.ts';
import { makeDashboard } from './dashboard.ts';
import type { FlowfenceFunction } from './function.ts';
import { type FunctionContext, feedFromQueue, makeFunction } from './functions.ts';
import { makeSchedules } from './schedules.ts';
import { makeTopics, type Topics } from './topics.ts';

export interface ComputeContext {
  readonly settings: InfraSettings;
  readonly storage: Storage;
  readonly codeFolder: (name: FunctionName) => string;
}

interface Machines {
  readonly analysis: StateMachine;
  readonly backfill: StateMachine;
}

export class ComputeStack extends Stack {
  /** For the stack of the API: an import of an export. */
  readonly alarmTopicArn: string;

  constructor(scope: Construct, id: string, context: ComputeContext, props: StackProps) {
    super(scope, id, props);
    const { settings, storage } = context;
    const topics = makeTopics(this, settings, storage.keyArn);
    this.alarmTopicArn = this.exportValue(topics.alarms.topicArn, {
      name: nameInAccount(settings.name, 'alarm-topic-arn'),
    });
    const functionContext: FunctionContext = { ...context, topics };
    const make = (name: FunctionName): FlowfenceFunction => makeFunction(this, name, functionContext);
    const ingest = make('ingest');
    const listHours = make('list-hours');
    const rollup = make('rollup');
    const analyze = make('analyze');
    const notify = make('notify');
    const planBackfill = make('plan-backfill');
    feedFromQueue(this, ingest, functionContext);
    const machines: Machines = {
      analysis: makeAnalysisMachine(this, { listHours, rollup, analyze, notify }, { settings, storage }),
      backfill: makeBackfillMachine(this, { planBackfill, ingest }, { settings, storage }),
    };
    const starts = makeSchedules(this, settings);
    const functions = [ingest, listHours, rollup, analyze, notify, planBackfill];
    const specs: readonly AlarmSpec[] = [
      ...queueAlarms(
        { ingest: storage.queue.name, deadLetters: storage.deadLetters.name, scheduleDeadLetters: starts.queueName },
        settings,
      ),
      ...functions.flatMap((made) => functionAlarms(made, settings.alarms.durationPercent)),
      ...machineSpecs(machines),
      ...settings.clusters.flatMap(({ name }) => clusterAlarms(name, settings)),
    ];
    const alarms: readonly Alarm[] = makeAlarms(this, specs, { settings, topic: topics.alarms });
    makeDashboard(this, { settings, storage, functions, machines: [machines.analysis, machines.backfill], alarms });
    this.printOutputs(machines, topics);
  }

  private printOutputs({ analysis, backfill }: Machines, topics: Topics): void {
    new CfnOutput(this, 'AnalysisMachineArn', { value: analysis.stateMachineArn });
    new CfnOutput(this, 'BackfillMachineArn', { value: backfill.stateMachineArn });
    new CfnOutput(this, 'NewsTopicArn', { value: topics.news.topicArn });
    new CfnOutput(this, 'AlarmTopicArn', { value: topics.alarms.topicArn });
  }
}

const machineSpecs = (machines: Machines): readonly AlarmSpec[] =>
  (['analysis', 'backfill'] as const).flatMap((name) =>
    machineAlarms(name, {
      failed: machines[name].metricFailed({ period: Duration.minutes(5), statistic: 'Sum' }),
      timedOut: machines[name].metricTimedOut({ period: Duration.minutes(5), statistic: 'Sum' }),
    }),
  );
