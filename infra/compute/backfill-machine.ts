// The backfill: objects of a log source and a time range that are not summarised yet, many at once, continued by a redrive.
import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DistributedMap,
  ItemBatcher,
  JsonPath,
  StateMachine as Machine,
  Pass,
  ResultWriterV2,
  S3JsonItemReader,
  type StateMachine,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { InfraSettings } from '../settings-schema.ts';
import type { Storage } from '../storage/handles.ts';
import { callFunction } from './call-function.ts';
import type { FlowfenceFunction } from './function.ts';
import { keyThroughS3, onObjects } from './grants.ts';
import { logKeyOf } from './log-key.ts';
import { machineArn, makeMachine } from './state-machine.ts';

export interface BackfillFunctions {
  readonly planBackfill: FlowfenceFunction;
  readonly ingest: FlowfenceFunction;
}

interface Context {
  readonly settings: InfraSettings;
  readonly storage: Storage;
}

const TIMEOUT_HOURS = 72;
const MAP_LABEL = 'objects';

/**
 * Input: `{"logs": "vpc", "from": …, "to": …}`, `prefix` to take a part, `analyze` (the input of an analysis) to start one at the end.
 * The execution's name is part of the manifest's key: a redrive continues with the same manifest.
 */
export const makeBackfillMachine = (stack: Stack, functions: BackfillFunctions, context: Context): StateMachine => {
  const { settings, storage } = context;
  const states = new Construct(stack, 'BackfillStates');
  const nameExecution = Pass.jsonPath(states, 'NameExecution', {
    inputPath: JsonPath.executionName,
    resultPath: '$.execution',
  });
  const plan = callFunction(states, 'PlanBackfill', functions.planBackfill, {
    comment: 'Lists the objects that are not summarised yet',
    result: { kind: 'kept', part: 'manifest', path: '$.plan' },
  });
  const done = new Succeed(states, 'Done');
  const startAnalysis = startAnalysisOf(states, settings);
  startAnalysis.next(done);
  const wanted = Choice.jsonPath(states, 'AnalysisWanted')
    .when(Condition.isPresent('$.analyze'), startAnalysis)
    .otherwise(done);
  const anythingLeft = Choice.jsonPath(states, 'AnythingLeft')
    .when(
      Condition.numberGreaterThan('$.plan.manifest.count', 0),
      ingestObjects(states, functions.ingest, context).next(wanted),
    )
    .otherwise(wanted);
  return makeMachine(stack, {
    name: 'backfill',
    settings,
    definition: nameExecution.next(plan).next(anythingLeft),
    timeoutHours: TIMEOUT_HOURS,
    mapLabel: MAP_LABEL,
    calls: [functions.planBackfill, functions.ingest],
    permissions: [
      onObjects(['s3:GetObject'], storage.data, ['backfills/']),
      // The map's writer puts its results in parts where there are many (Step Functions, IAM policies for ResultWriter).
      writeResults(storage),
      ...keyThroughS3(storage.bucketKeyArn, 'write'),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [machineArn(settings, 'analysis')] }),
    ],
    logKey: logKeyOf(stack, 'BackfillLogKey', storage),
  });
};

const writeResults = ({ data }: Storage): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
    resources: [`${data.arn}/backfills/results/*`],
  });

const ingestObjects = (scope: Construct, ingest: FlowfenceFunction, { settings, storage }: Context): DistributedMap => {
  const bucket = Bucket.fromBucketName(scope, 'BackfillBucket', storage.data.name);
  return DistributedMap.jsonPath(scope, 'IngestObjects', {
    comment: 'Reads the listed objects, many at once; what is done already is found done',
    label: MAP_LABEL,
    itemReader: new S3JsonItemReader({ bucket, key: JsonPath.stringAt('$.plan.manifest.key') }),
    itemBatcher: new ItemBatcher({
      maxItemsPerBatch: settings.flow.backfillObjectsPerBatch,
      // The CDK renders this as it is.
      batchInput: { 'logs.$': '$.logs' },
    }),
    maxConcurrency: settings.flow.backfillAtOnce,
    toleratedFailurePercentage: settings.flow.backfillToleratedPercent,
    resultWriterV2: new ResultWriterV2({ bucket, prefix: 'backfills/results' }),
    resultPath: '$.ingested',
  }).itemProcessor(callFunction(scope, 'IngestBatch', ingest, { comment: 'Summaries of one batch of objects' }));
};

const startAnalysisOf = (scope: Construct, settings: InfraSettings): StepFunctionsStartExecution =>
  StepFunctionsStartExecution.jsonPath(scope, 'StartAnalysis', {
    comment: 'Does not wait for its end',
    stateMachine: Machine.fromStateMachineArn(scope, 'AnalysisToStart', machineArn(settings, 'analysis')),
    input: TaskInput.fromJsonPathAt('$.analyze'),
    resultPath: JsonPath.DISCARD,
  });
