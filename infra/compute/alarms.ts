// Alarms from their specifications: named, described with where to read on, and announced on the topic.
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { idOf, nameInAccount } from '../names.ts';
import type { InfraSettings } from '../settings-schema.ts';
import type { AlarmSpec } from './alarm-specs.ts';

/** The end of a silence is announced as well, so that nobody looks for what is over. */
export const makeAlarms = (
  scope: Construct,
  specs: readonly AlarmSpec[],
  { settings, topic }: { readonly settings: InfraSettings; readonly topic: ITopic },
): readonly Alarm[] => {
  const action = new SnsAction(topic);
  return specs.map((spec) => {
    const part = spec.of === undefined ? spec.section : `${spec.section}-${spec.of}`;
    const alarm = new Alarm(scope, `Alarm${idOf(part)}`, {
      alarmName: nameInAccount(settings.name, part),
      alarmDescription: `${spec.description} What to do: docs/operations.md#${spec.section}`,
      metric: spec.metric,
      threshold: spec.threshold,
      comparisonOperator: spec.comparison,
      evaluationPeriods: spec.periods,
      treatMissingData: spec.missing,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  });
};
