// The interpreter against the AWS server's engine, which others wrote: the same machines, the same functions, the same ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../cloud.ts';
import { type FunctionHost, makeFunctionHost } from '../runtime/function-host.ts';
import { missingTools } from '../tools.ts';
import { awsServices } from './aws-services.ts';
import { execute } from './execution.ts';
import type { Json, JsonObject } from './json.ts';
import { executeInMoto } from './moto-engine.ts';

const SOURCE = `
export const handler = async (event) => {
  if (event.fail) throw Object.assign(new Error('as asked'), { name: event.fail });
  return { double: (event.n ?? 0) * 2, event };
};
`;

const call = (more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:double', 'Payload.$': '$' },
  OutputPath: '$.Payload',
  ...more,
});

const hours = (more: JsonObject = {}): JsonObject => ({
  Type: 'Map',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Parameters: { Bucket: 'items', 'Key.$': '$.hours.key' },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Call',
    States: { Call: call({ End: true }) },
  },
  MaxConcurrency: 2,
  Label: 'hours',
  ...more,
});

const machine = (States: JsonObject): JsonObject => ({ StartAt: 'A', States });
const caught = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'B' }];
const input = { hours: { key: 'good.json' }, n: 3, at: { deep: [1, 2, 3] } };

const MACHINES: readonly (readonly [string, JsonObject, Json])[] = [
  ['a call', machine({ A: call({ End: true }) }), input],
  ['a result within the input', machine({ A: call({ End: true, ResultPath: '$.r', OutputPath: '$' }) }), { n: 1 }],
  [
    'a selected result',
    machine({ A: call({ End: true, ResultSelector: { 'd.$': '$.Payload.double' }, OutputPath: '$' }) }),
    { n: 2 },
  ],
  [
    'an error that is caught',
    machine({
      A: call({ End: true, Catch: caught }),
      B: { Type: 'Pass', Parameters: { 'error.$': '$.failure.Error' }, End: true },
    }),
    { fail: 'Own' },
  ],
  ['an error that is not', machine({ A: call({ End: true }) }), { fail: 'Own' }],
  [
    'errors told by Fail',
    machine({
      A: call({ End: true, Catch: caught }),
      B: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
    }),
    { fail: 'Own' },
  ],
  [
    'a template',
    machine({
      A: {
        Type: 'Pass',
        Parameters: {
          'all.$': '$.at.deep[*]',
          'text.$': "States.Format('{}-{}', $.n, $.hours.key)",
          'size.$': 'States.ArrayLength($.at.deep)',
        },
        End: true,
      },
    }),
    input,
  ],
  ['a distributed map', machine({ A: hours({ End: true }) }), input],
  [
    'a map whose result is dropped',
    machine({ A: hours({ ResultPath: null, Next: 'B' }), B: { Type: 'Succeed' } }),
    input,
  ],
  [
    'a map with selected items',
    machine({
      A: hours({ End: true, ItemSelector: { 'n.$': '$$.Map.Item.Value.n', 'i.$': '$$.Map.Item.Index', 'k.$': '$.n' } }),
    }),
    input,
  ],
  [
    'a result beside the raw input',
    machine({
      A: { Type: 'Pass', InputPath: '$$.StateMachine.Name', ResultPath: '$.name', Next: 'B' },
      B: { Type: 'Pass', Parameters: { 'n.$': '$.n', 'is.$': 'States.ArrayLength(States.Array($.name))' }, End: true },
    }),
    input,
  ],
  [
    'an inline map',
    machine({
      A: {
        Type: 'Map',
        ItemsPath: '$.at.deep',
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        End: true,
      },
    }),
    input,
  ],
  [
    'a choice',
    machine({
      A: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.missing', IsPresent: true, Next: 'B' },
          { Variable: '$.n', NumericGreaterThan: 2, Next: 'C' },
        ],
        Default: 'B',
      },
      B: { Type: 'Pass', Result: { at: 'B' }, End: true },
      C: { Type: 'Pass', Result: { at: 'C' }, End: true },
    }),
    input,
  ],
];

describe.skipIf(missingTools)(`two engines${missingTools ? `: ${missingTools}` : ''}`, () => {
  let cloud: Cloud;
  let host: FunctionHost;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flowfence-states-'));
    writeFileSync(join(folder, 'index.mjs'), SOURCE);
    cloud = await startCloud();
    const config = { taskRoot: folder, handler: 'index.handler', environment: {}, memoryMb: 256, timeoutSeconds: 10 };
    host = makeFunctionHost([{ name: 'double', ...config }]);
    cloud.gateway.host = host;
    await cloud.s3.send(new CreateBucketCommand({ Bucket: 'items' }));
    const Body = JSON.stringify([5, 6, 7, 8].map((n) => ({ n, plan: 's3://p' })));
    await cloud.s3.send(new PutObjectCommand({ Bucket: 'items', Key: 'good.json', Body }));
  });
  afterAll(async () => {
    await cloud?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(MACHINES)('%s', async (_, definition, given) => {
    const one = { arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', name: 'm', definition };
    const services = awsServices(cloud, host, () => Promise.reject(new Error('not expected')));
    const own = await execute(one, given, { services });
    const other = await executeInMoto(cloud.gateway, one, given);
    expect([own.status, own.output, own.error?.error]).toEqual([other.status, other.output, other.error]);
  });
});
