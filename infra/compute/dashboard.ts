// One page to look at: alarms, what waits, what was read, what failed, and what is known of each cluster.
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings-schema.ts';
import type { Storage } from '../storage/handles.ts';
import type { FlowfenceFunction } from './function.ts';

export interface Shown {
  readonly settings: InfraSettings;
  readonly storage: Storage;
  readonly functions: readonly FlowfenceFunction[];
  readonly machines: readonly StateMachine[];
  readonly alarms: readonly Alarm[];
}

const FULL_WIDTH = 24;
const HALF_WIDTH = 12;

export const makeDashboard = (scope: Construct, shown: Shown): void => {
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: shown.settings.name,
    defaultInterval: Duration.days(7),
  });
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...shown.alarms], width: FULL_WIDTH, height: 4 }),
  );
  dashboard.addWidgets(...queueWidgets(shown.storage));
  dashboard.addWidgets(...functionWidgets(shown.functions));
  dashboard.addWidgets(machineWidget(shown.machines), ingestWidget());
  dashboard.addWidgets(...clusterWidgets(shown.settings));
};

const graph = (title: string, left: readonly IMetric[]): IWidget =>
  new GraphWidget({ title, left: [...left], width: HALF_WIDTH });

const queueWidgets = ({ queue, deadLetters }: Storage): IWidget[] => {
  const of = (name: string, metricName: string, label: string): Metric =>
    new Metric({
      namespace: 'AWS/SQS',
      metricName,
      dimensionsMap: { QueueName: name },
      statistic: Stats.MAXIMUM,
      label,
    });
  return [
    graph('Log objects waiting', [
      of(queue.name, 'ApproximateNumberOfMessagesVisible', 'waiting'),
      of(queue.name, 'ApproximateNumberOfMessagesNotVisible', 'being read'),
      of(deadLetters.name, 'ApproximateNumberOfMessagesVisible', 'unreadable'),
    ]),
    graph('Age of the oldest waiting object', [of(queue.name, 'ApproximateAgeOfOldestMessage', 'seconds')]),
  ];
};

const functionWidgets = (functions: readonly FlowfenceFunction[]): IWidget[] => [
  graph(
    'Longest run',
    functions.map(({ fn, name }) => fn.metricDuration({ label: name, statistic: Stats.MAXIMUM })),
  ),
  graph(
    'Errors and refused calls',
    functions.flatMap(({ fn, name }) => [
      fn.metricErrors({ label: `${name} errors` }),
      fn.metricThrottles({ label: `${name} refused` }),
    ]),
  ),
];

const machineWidget = (machines: readonly StateMachine[]): IWidget =>
  graph(
    'Runs',
    machines.flatMap((machine) => [machine.metricSucceeded(), machine.metricFailed(), machine.metricTimedOut()]),
  );

const ingestWidget = (): IWidget =>
  graph(
    'Read by ingest',
    ['objects', 'unreadableObjects', 'unexpectedObjects', 'malformed'].map(
      (metricName) =>
        new Metric({
          namespace: 'flowfence',
          metricName,
          dimensionsMap: { service: 'ingest' },
          statistic: Stats.SUM,
          label: metricName,
        }),
    ),
  );

const clusterWidgets = ({ clusters }: InfraSettings): IWidget[] => {
  const of = (metricName: string, service: string) =>
    clusters.map(
      ({ name }) =>
        new Metric({
          namespace: 'flowfence',
          metricName,
          dimensionsMap: { service, cluster: name },
          statistic: Stats.MAXIMUM,
          label: name,
        }),
    );
  return [
    graph('Connections that would be blocked', of('blocked', 'analyze')),
    graph('Records without a known owner, %', of('unattributedPercent', 'analyze')),
    graph('Age of the newest snapshot, seconds', of('snapshotAgeSeconds', 'list-hours')),
  ];
};
