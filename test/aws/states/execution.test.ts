// The interpreter against examples and sentences of the Amazon States Language and of the developer guide.
import { describe, expect, it } from 'vitest';
import type { Services } from './environment.ts';
import { StatesError } from './errors.ts';
import { type Execution, execute } from './execution.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const unused = () => Promise.reject(new Error('not expected'));

interface Setting {
  readonly fn?: (name: string, payload: Json) => Json;
  readonly objects?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly slept?: number[];
}

function run(definition: JsonObject, input: Json, setting: Setting = {}) {
  const written = new Map(Object.entries(setting.objects ?? {}));
  const services: Services = {
    invokeFunction: async (name, payload) => (setting.fn ?? unused)(name, payload) as Json,
    publish: unused,
    startExecution: unused,
    getObject: async (bucket, key) => written.get(`${bucket}/${key}`) ?? '',
    listObjects: unused,
    putObject: async (bucket, key, text) => {
      written.set(`${bucket}/${key}`, text);
    },
  };
  const machine = { arn: 'arn:aws:states:us-east-1:1:stateMachine:m', name: 'm', definition };
  const sleep = async (seconds: number) => {
    setting.slept?.push(seconds);
  };
  const options = { services, sleep, ...(setting.signal === undefined ? {} : { signal: setting.signal }) };
  return { written, execution: execute(machine, input, options) };
}

const one = (state: JsonObject): JsonObject => ({ StartAt: 'A', States: { A: { End: true, ...state } } });
const outputOf = async (definition: JsonObject, input: Json, setting?: Setting) =>
  (await run(definition, input, setting).execution).output;
const errorOf = async (execution: Promise<Execution>) => (await execution).error?.error;

describe('data of a state', () => {
  it('passes results to the place that ResultPath names', async () => {
    const state = { Type: 'Pass', Result: { 'x-datum': 0.38, 'y-datum': 622.23 }, ResultPath: '$.coords' };
    expect(await outputOf(one(state), { georefOf: 'Home' })).toEqual({
      georefOf: 'Home',
      coords: { 'x-datum': 0.38, 'y-datum': 622.23 },
    });
  });

  it('replaces fields that end with .$ by what paths, the context object and functions give', async () => {
    const Parameters = {
      flagged: true,
      'parts.$': '$.vals[0]',
      'all.$': '$.vals[*]',
      'name.$': '$$.Execution.Name',
      nested: { 'text.$': "States.Format('Hi {}, {}', $.who, States.MathAdd($.vals[1], 1))" },
    };
    expect(await outputOf(one({ Type: 'Pass', Parameters }), { vals: [0, 10, 20], who: "d'A" })).toEqual({
      flagged: true,
      parts: 0,
      all: [0, 10, 20],
      name: 'execution',
      nested: { text: "Hi d'A, 11" },
    });
  });

  it('fails at a path that leads nowhere, at unknown fields and at more than 256 KiB', async () => {
    expect(await errorOf(run(one({ Type: 'Pass', InputPath: '$.no' }), {}).execution)).toBe(
      'States.ParameterPathFailure',
    );
    expect(await errorOf(run(one({ Type: 'Pass', Assign: {} }), {}).execution)).toBe('States.Runtime');
    expect(await errorOf(run(one({ Type: 'Pass', Result: 'x'.repeat(262_143) }), {}).execution)).toBe(
      'States.DataLimitExceeded',
    );
    expect(await errorOf(run(one({ Type: 'Pass', Result: 'x'.repeat(262_142) }), {}).execution)).toBeUndefined();
  });

  it('keeps the input with a null ResultPath and empties the output with a null OutputPath', async () => {
    expect(await outputOf(one({ Type: 'Pass', Result: 1, ResultPath: null }), { a: 1 })).toEqual({ a: 1 });
    expect(await outputOf(one({ Type: 'Pass', OutputPath: null }), { a: 1 })).toEqual({});
  });
});

describe('choices', () => {
  const Choices = [
    { Not: { Variable: '$.type', StringEquals: 'Private' }, Next: 'Public' },
    {
      And: [
        { Variable: '$.value', IsPresent: true },
        { Variable: '$.value', IsNumeric: true },
        { Variable: '$.value', NumericGreaterThanEquals: 20 },
        { Variable: '$.value', NumericLessThan: 30 },
      ],
      Next: 'ValueInTwenties',
    },
    { Variable: '$.rating', NumericGreaterThanPath: '$.auditThreshold', Next: 'StartAudit' },
  ];
  const end = (name: string) => ({ Type: 'Pass', Result: name, End: true });
  const definition = {
    StartAt: 'Dispatch',
    States: {
      Dispatch: { Type: 'Choice', Choices, Default: 'Record' },
      ...Object.fromEntries(['Public', 'ValueInTwenties', 'StartAudit', 'Record'].map((name) => [name, end(name)])),
    },
  };
  const rest = { rating: 1, auditThreshold: 5 };

  it.each([
    [{ type: 'Public' }, 'Public'],
    [{ type: 'Private', value: 22 }, 'ValueInTwenties'],
    [{ type: 'Private', value: '22', ...rest }, 'Record'],
    [{ type: 'Private', value: 102, rating: 9, auditThreshold: 5 }, 'StartAudit'],
  ])('%j goes to %s', async (input, expected) => {
    expect(await outputOf(definition, input)).toBe(expected);
  });

  it('fails where nothing matches', async () => {
    const state = { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'B' }] };
    expect(await errorOf(run({ StartAt: 'A', States: { A: state } }, { a: 2 }).execution)).toBe(
      'States.NoChoiceMatched',
    );
  });
});

describe('retries and catchers', () => {
  const fails = (errors: readonly string[]) => {
    const left = [...errors];
    return () => {
      const error = left.shift();
      if (error !== undefined) throw new StatesError(error, 'why');
      return 'done';
    };
  };
  const task = (more: JsonObject) => one({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:1:function:f', ...more });
  const Retry = [
    { ErrorEquals: ['A'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
    { ErrorEquals: ['B'], IntervalSeconds: 5, MaxAttempts: 10, MaxDelaySeconds: 8, JitterStrategy: 'FULL' },
    { ErrorEquals: ['States.ALL'], MaxAttempts: 0 },
  ];

  it('waits longer each time, each retrier by its own count', async () => {
    const slept: number[] = [];
    expect(await outputOf(task({ Retry }), {}, { fn: fails(['A', 'B', 'A', 'B']), slept })).toBe('done');
    expect(slept).toEqual([1, 5, 2, 8]);
  });

  it('gives up after MaxAttempts', async () => {
    expect(await errorOf(run(task({ Retry }), {}, { fn: fails(['A', 'A', 'A']) }).execution)).toBe('A');
    expect(await errorOf(run(task({ Retry }), {}, { fn: fails(['C']) }).execution)).toBe('C');
  });

  it('States.TaskFailed matches no timeout, States.ALL no terminal error', async () => {
    const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }];
    const definition = (names: readonly string[]) => ({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'f',
          Next: 'B',
          Catch: [{ ...Catch[0], ErrorEquals: names, ResultPath: '$.problem' }],
        },
        B: { Type: 'Pass', End: true },
      },
    });
    const failed = (error: string, names: readonly string[]) =>
      run(definition(names), { kept: 1 }, { fn: fails([error]) }).execution;
    expect((await failed('Own', ['States.TaskFailed'])).output).toEqual({
      kept: 1,
      problem: { Error: 'Own', Cause: 'why' },
    });
    expect((await failed('States.Timeout', ['States.TaskFailed'])).status).toBe('FAILED');
    expect((await failed('States.DataLimitExceeded', ['States.ALL'])).status).toBe('FAILED');
    expect((await failed('States.Timeout', ['States.ALL'])).status).toBe('SUCCEEDED');
  });
});

describe('distributed maps', () => {
  const call = {
    StartAt: 'Call',
    States: { Call: { Type: 'Task', Resource: 'f', End: true } },
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  };
  const reader = (type: string) => ({
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: type },
    Parameters: { 'Bucket.$': '$.bucket', Key: 'list' },
  });
  const map = (more: JsonObject) => one({ Type: 'Map', ItemProcessor: call, MaxConcurrency: 2, ...more });
  const setting = (items: readonly Json[], fn: (name: string, payload: Json) => Json) => ({
    fn,
    objects: { 'b/list': items.map((item) => JSON.stringify(item)).join('\n') },
  });
  const numbers = [1, 2, 3, 4, 5, 6, 7];

  it('reads lines, selects, batches and keeps the order', async () => {
    const definition = map({
      ItemReader: reader('JSONL'),
      ItemSelector: { 'n.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'from.$': '$.bucket' },
      ItemBatcher: { MaxItemsPerBatch: 3, BatchInput: { 'logs.$': '$.logs' } },
    });
    const output = await outputOf(
      definition,
      { bucket: 'b', logs: 'l' },
      setting(numbers, (_, payload) => payload),
    );
    const item = (n: number) => ({ n, i: n - 1, from: 'b' });
    expect(output).toEqual([
      { BatchInput: { logs: 'l' }, Items: [item(1), item(2), item(3)] },
      { BatchInput: { logs: 'l' }, Items: [item(4), item(5), item(6)] },
      { BatchInput: { logs: 'l' }, Items: [item(7)] },
    ]);
  });

  it('keeps batches within their bytes', async () => {
    const definition = map({ ItemReader: reader('JSONL'), ItemBatcher: { MaxInputBytesPerBatch: 40 } });
    const items = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'];
    const output = await outputOf(
      definition,
      { bucket: 'b' },
      setting(items, (_, payload) => payload),
    );
    expect(output).toEqual([{ Items: ['aaaaaaaa', 'bbbbbbbb'] }, { Items: ['cccccccc'] }]);
  });

  const failing = (bad: readonly Json[]) => (_: string, payload: Json) => {
    const items = isObject(payload) && Array.isArray(payload.Items) ? payload.Items : [payload];
    if (items.some((item) => bad.includes(item))) throw new StatesError('Poison', 'bad item');
    return payload;
  };
  const statusOf = async (more: JsonObject, bad: readonly Json[]) =>
    (
      await run(map({ ItemReader: reader('JSONL'), ...more }), { bucket: 'b' }, setting(numbers, failing(bad)))
        .execution
    ).error?.error ?? 'SUCCEEDED';

  it('tolerates no failure unless told, and counts all items of a failed batch', async () => {
    expect(await statusOf({}, [3])).toBe('States.ExceedToleratedFailureThreshold');
    expect(await statusOf({ ToleratedFailurePercentage: 15 }, [3])).toBe('SUCCEEDED');
    expect(await statusOf({ ToleratedFailurePercentage: 15 }, [3, 5])).toBe('States.ExceedToleratedFailureThreshold');
    const ItemBatcher = { MaxItemsPerBatch: 3 };
    expect(await statusOf({ ItemBatcher, ToleratedFailureCount: 2 }, [3])).toBe(
      'States.ExceedToleratedFailureThreshold',
    );
    expect(await statusOf({ ItemBatcher, ToleratedFailureCount: 3 }, [3])).toBe('SUCCEEDED');
  });

  it('writes results by status', async () => {
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'runs' } };
    const definition = map({ ItemReader: reader('JSONL'), ToleratedFailureCount: 1, ResultWriter });
    const { execution, written } = run(definition, { bucket: 'b' }, setting(numbers, failing([4])));
    const { output } = await execution;
    const key = isObject(output) && isObject(output.ResultWriterDetails) ? output.ResultWriterDetails.Key : '';
    const manifest = JSON.parse(written.get(`out/${key}`) ?? '') as {
      ResultFiles: Record<string, { Key: string; Size: number }[]>;
    };
    expect(manifest.ResultFiles.SUCCEEDED).toHaveLength(1);
    const failedKey = manifest.ResultFiles.FAILED?.[0]?.Key;
    expect(JSON.parse(written.get(`out/${failedKey}`) ?? '')).toMatchObject([{ Input: '4', Error: 'Poison' }]);
  });

  it('a redrive runs only what did not succeed', async () => {
    const calls: Json[] = [];
    let mended = false;
    const fn = (_: string, payload: Json) => {
      calls.push(payload);
      if (payload === 4 && !mended) throw new StatesError('Poison', 'bad item');
      return payload;
    };
    const first = await run(map({ ItemReader: reader('JSONL') }), { bucket: 'b' }, setting(numbers, fn)).execution;
    expect(first.status).toBe('FAILED');
    const done = calls.filter((item) => item !== 4);
    mended = true;
    const second = await first.redrive();
    expect(second.output).toEqual(numbers);
    expect(calls.filter((item) => done.includes(item))).toHaveLength(done.length);
  });

  it('stops between children when it is aborted, and goes on from there', async () => {
    const controller = new AbortController();
    const calls: Json[] = [];
    const fn = (_: string, payload: Json) => {
      calls.push(payload);
      if (payload === 3) controller.abort();
      return payload;
    };
    const definition = map({ ItemReader: reader('JSONL'), MaxConcurrency: 1 });
    const settings = { ...setting(numbers, fn), signal: controller.signal };
    const first = await run(definition, { bucket: 'b' }, settings).execution;
    expect([first.status, calls]).toEqual(['ABORTED', [1, 2, 3]]);
    const second = await first.redrive();
    expect([second.output, calls]).toEqual([numbers, numbers]);
  });
});
