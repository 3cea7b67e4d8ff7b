// Every alarm there is, as data: what is measured, when it is too much, and the section of docs/operations.md that says what to do.
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../names.ts';
import type { InfraSettings } from '../settings-schema.ts';
import type { FlowfenceFunction } from './function.ts';

export interface AlarmSpec {
  /** The heading in docs/operations.md. */
  readonly section: string;
  /** What tells alarms of one section apart: a function or a cluster. */
  readonly of?: string;
  readonly description: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison: ComparisonOperator;
  readonly periods: number;
  readonly missing: TreatMissingData;
}

const { GREATER_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
/**
 * Missing data: `NOT_BREACHING` where it means that nothing happened, `BREACHING` where that is the matter. `IGNORE` keeps the state
 * where a value comes once a run, or as long as a queue is in use: else it would be over, and said so, as soon as the value is old.
 */
const { BREACHING, IGNORE, NOT_BREACHING } = TreatMissingData;
const SECONDS_PER_HOUR = 3600;
const MS_PER_SECOND = 1000;

export const queueAlarms = (queue: QueueNames, { alarms }: InfraSettings): readonly AlarmSpec[] => [
  {
    section: 'no-logs',
    description: `No log object arrived for ${alarms.noLogsHours} h.`,
    // Counts what S3 sends; a queue that nobody uses has no metrics (Amazon SQS, available CloudWatch metrics).
    metric: queueMetric('NumberOfMessagesSent', queue.ingest, Duration.hours(1)).with({ statistic: Stats.SUM }),
    threshold: 1,
    comparison: LESS_THAN_THRESHOLD,
    periods: alarms.noLogsHours,
    missing: BREACHING,
  },
  {
    section: 'queue-age',
    description: `A log object has waited for more than ${alarms.queueAgeSeconds} s.`,
    metric: queueMetric('ApproximateAgeOfOldestMessage', queue.ingest, Duration.minutes(5)),
    threshold: alarms.queueAgeSeconds,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 3,
    missing: NOT_BREACHING,
  },
  {
    section: 'ingest-dead-letters',
    description: 'Log objects could not be read, however often it was tried.',
    metric: queueMetric('ApproximateNumberOfMessagesVisible', queue.deadLetters, Duration.minutes(5)),
    threshold: 0,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: IGNORE,
  },
  {
    section: 'schedule-dead-letters',
    description: 'The analysis of a cluster could not be started.',
    metric: queueMetric('ApproximateNumberOfMessagesVisible', queue.scheduleDeadLetters, Duration.minutes(5)),
    threshold: 0,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: IGNORE,
  },
];

export interface QueueNames {
  readonly ingest: string;
  readonly deadLetters: string;
  readonly scheduleDeadLetters: string;
}

const queueMetric = (metricName: string, queueName: string, period: Duration): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: Stats.MAXIMUM,
    period,
  });

/**
 * Called for each object, hour or request. The others are called a few times a day: their errors never come in numbers, and what
 * fails there ends an execution, which has alarms of its own.
 */
const CALLED_OFTEN: readonly FunctionName[] = ['ingest', 'rollup', 'api'];

export const functionAlarms = (made: FlowfenceFunction, durationPercent: number): readonly AlarmSpec[] => [
  ...(CALLED_OFTEN.includes(made.name) ? [errorsOf(made), throttlesOf(made)] : []),
  {
    section: 'function-duration',
    of: made.name,
    description: `${made.name} ran for more than ${durationPercent} % of its ${made.timeoutSeconds} s.`,
    metric: made.fn.metricDuration({ period: Duration.minutes(5), statistic: Stats.MAXIMUM }),
    threshold: (made.timeoutSeconds * MS_PER_SECOND * durationPercent) / 100,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: NOT_BREACHING,
  },
];

const errorsOf = ({ name, fn }: FlowfenceFunction): AlarmSpec => ({
  section: 'function-errors',
  of: name,
  description: `Invocations of ${name} failed.`,
  metric: fn.metricErrors({ period: Duration.minutes(5), statistic: Stats.SUM }),
  // Retries mend single ones.
  threshold: 3,
  comparison: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  periods: 2,
  missing: NOT_BREACHING,
});

const throttlesOf = ({ name, fn }: FlowfenceFunction): AlarmSpec => ({
  section: 'function-throttles',
  of: name,
  description: `Invocations of ${name} were refused: too many at once.`,
  metric: fn.metricThrottles({ period: Duration.minutes(5), statistic: Stats.SUM }),
  threshold: 10,
  comparison: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  periods: 3,
  missing: NOT_BREACHING,
});

export const machineAlarms = (machine: 'analysis' | 'backfill', metrics: MachineMetrics): readonly AlarmSpec[] => [
  {
    section: `${machine}-failed`,
    description: machine === 'analysis' ? 'An analysis failed: there is no new report.' : 'A backfill failed.',
    metric: metrics.failed,
    threshold: 0,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: NOT_BREACHING,
  },
  {
    section: `${machine}-timed-out`,
    description: machine === 'analysis' ? 'An analysis ran out of time.' : 'A backfill ran out of time.',
    metric: metrics.timedOut,
    threshold: 0,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: NOT_BREACHING,
  },
];

export interface MachineMetrics {
  readonly failed: IMetric;
  readonly timedOut: IMetric;
}

export const clusterAlarms = (cluster: string, { alarms }: InfraSettings): readonly AlarmSpec[] => [
  {
    section: 'unattributed',
    of: cluster,
    description: `More than ${alarms.unattributedPercent} % of the records have no known owner.`,
    metric: clusterMetric('unattributedPercent', 'analyze', cluster, Stats.MAXIMUM),
    threshold: alarms.unattributedPercent,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: IGNORE,
  },
  {
    section: 'snapshots-stale',
    of: cluster,
    description: `The newest snapshot of the window is older than ${alarms.snapshotAgeHours} h.`,
    metric: clusterMetric('snapshotAgeSeconds', 'list-hours', cluster, Stats.MAXIMUM),
    threshold: alarms.snapshotAgeHours * SECONDS_PER_HOUR,
    comparison: GREATER_THAN_THRESHOLD,
    periods: 1,
    missing: IGNORE,
  },
  {
    section: 'no-report',
    of: cluster,
    description: `No report was made for ${alarms.noReportHours} h.`,
    metric: clusterMetric('blocked', 'analyze', cluster, Stats.SAMPLE_COUNT),
    threshold: 1,
    comparison: LESS_THAN_THRESHOLD,
    periods: alarms.noReportHours,
    missing: BREACHING,
  },
];

export const apiAlarms = ({ failed }: { readonly failed: IMetric }): readonly AlarmSpec[] => [
  {
    section: 'api-errors',
    description: 'The API answered with errors of its own.',
    metric: failed,
    threshold: 5,
    comparison: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    periods: 2,
    missing: NOT_BREACHING,
  },
];

/** Metrics that the functions write themselves: by function and cluster. */
const clusterMetric = (metricName: string, service: FunctionName, cluster: string, statistic: string): Metric =>
  new Metric({
    namespace: 'flowfence',
    metricName,
    dimensionsMap: { service, cluster },
    statistic,
    period: Duration.hours(1),
  });
