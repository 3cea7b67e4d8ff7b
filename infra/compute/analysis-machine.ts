// The analysis of one cluster: list the hours, roll each up, analyze, tell the news; what fails is told as well.
import type { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  DistributedMap,
  Fail,
  JsonPath,
  S3JsonItemReader,
  type State,
  type StateMachine,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { InfraSettings } from '../settings-schema.ts';
import type { Storage } from '../storage/handles.ts';
import { callFunction } from './call-function.ts';
import type { FlowfenceFunction } from './function.ts';
import { keyThroughS3, onObjects } from './grants.ts';
import { logKeyOf } from './log-key.ts';
import { makeMachine } from './state-machine.ts';

export interface AnalysisFunctions {
  readonly listHours: FlowfenceFunction;
  readonly rollup: FlowfenceFunction;
  readonly analyze: FlowfenceFunction;
  readonly notify: FlowfenceFunction;
}

/** The longest a run may take: every hour of a window of 90 days anew, forty at once. */
const TIMEOUT_HOURS = 12;
const MAP_LABEL = 'hours';

/** Input: `{"cluster": "prod"}`, and `from`, `to` where another window is wanted than the settings'. */
export const makeAnalysisMachine = (
  stack: Stack,
  functions: AnalysisFunctions,
  { settings, storage }: { readonly settings: InfraSettings; readonly storage: Storage },
): StateMachine => {
  const states = new Construct(stack, 'AnalysisStates');
  const listHours = callFunction(states, 'ListHours', functions.listHours, {
    comment: 'Plans the run: which hours there are, and which of them changed',
  });
  const rollUp = rollUpHours(states, functions.rollup, { settings, storage });
  const analyze = callFunction(states, 'AnalyzeWindow', functions.analyze, {
    comment: 'The report of the window, its policies, and the pointer to the latest',
  });
  const notify = callFunction(states, 'TellNews', functions.notify, {
    comment: 'Tells what is new against the report before',
  });
  const tell = tellFailure(states, functions.notify);
  for (const state of [listHours, rollUp, analyze, notify]) catchAll(state, tell);
  return makeMachine(stack, {
    name: 'analysis',
    settings,
    definition: listHours.next(rollUp).next(analyze).next(notify),
    timeoutHours: TIMEOUT_HOURS,
    mapLabel: MAP_LABEL,
    calls: [functions.listHours, functions.rollup, functions.analyze, functions.notify],
    permissions: [onObjects(['s3:GetObject'], storage.data, ['runs/']), ...keyThroughS3(storage.bucketKeyArn, 'read')],
    logKey: logKeyOf(stack, 'AnalysisLogKey', storage),
  });
};

/** No hour may be missing from a report: the first that fails for good ends the run. */
const rollUpHours = (
  scope: Construct,
  rollup: FlowfenceFunction,
  { settings, storage }: { readonly settings: InfraSettings; readonly storage: Storage },
): DistributedMap =>
  DistributedMap.jsonPath(scope, 'RollUpHours', {
    comment: 'Each hour of the window; one that did not change is found done',
    label: MAP_LABEL,
    itemReader: new S3JsonItemReader({
      bucket: Bucket.fromBucketName(scope, 'HoursBucket', storage.data.name),
      key: JsonPath.stringAt('$.hours.key'),
    }),
    maxConcurrency: settings.flow.hoursAtOnce,
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(
    callFunction(scope, 'RollUpHour', rollup, { comment: 'The connections between workloads of one hour' }),
  );

/** Tells what failed (with the state's input, which says whether there is a report), then fails with the same error; where telling fails too, the alarm of failed executions remains. */
const tellFailure = (scope: Construct, notify: FlowfenceFunction): TaskStateBase => {
  const failed = Fail.jsonPath(scope, 'Failed', {
    errorPath: '$.failure.Error',
    causePath: '$.failure.Cause',
  });
  const tell = callFunction(scope, 'TellFailure', notify, {
    comment: 'Tells that there is no report, and why',
    result: { kind: 'dropped' },
  });
  tell.addCatch(failed, { resultPath: JsonPath.DISCARD });
  tell.next(failed);
  return tell;
};

const catchAll = (state: TaskStateBase | DistributedMap, handler: State): void => {
  state.addCatch(handler, { errors: ['States.ALL'], resultPath: '$.failure' });
};
