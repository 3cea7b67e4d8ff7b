// The state machines as Step Functions gets them: every task is tried again, every failure is told, every map is bounded.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asText } from './policies.ts';
import { SETTINGS, VARIANTS, type Variant } from './settings-of-tests.ts';
import { resourcesOf } from './synthesized.ts';

interface State {
  readonly Type: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy: string }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly ResultPath: string | null;
  }[];
  readonly ItemProcessor?: Definition;
  readonly [field: string]: unknown;
}

interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const stateSchema: z.ZodType<State> = z.looseObject({
  Type: z.string(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), JitterStrategy: z.string() })).exactOptional(),
  Catch: z
    .array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string(), ResultPath: z.string().nullable() }))
    .exactOptional(),
  get ItemProcessor() {
    return definitionSchema.exactOptional();
  },
});
const definitionSchema: z.ZodType<Definition> = z.looseObject({
  StartAt: z.string(),
  get States() {
    return z.record(z.string(), stateSchema);
  },
});

const definitionOf = (variant: Variant, machine: 'analysis' | 'backfill'): Definition => {
  const found = resourcesOf(variant, 'AWS::StepFunctions::StateMachine').find(({ resource }) =>
    asText(resource.Properties.StateMachineName).endsWith(machine),
  );
  return definitionSchema.parse(JSON.parse(asText(found?.resource.Properties.DefinitionString)));
};

const allStates = ({ States }: Definition): readonly (readonly [string, State])[] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor === undefined ? [] : allStates(state.ItemProcessor)),
  ]);

describe.each(VARIANTS)('state machines of %s', (variant) => {
  it.each(['analysis', 'backfill'] as const)(
    'try each call of a function of %s again, at times that differ',
    (machine) => {
      const calls = allStates(definitionOf(variant, machine)).filter(([, { Resource }]) =>
        /lambda:invoke$/.test(String(Resource)),
      );
      expect(calls.length).toBeGreaterThanOrEqual(2);
      for (const [name, { Retry = [] }] of calls) {
        const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
        expect(errors, name).toEqual(
          expect.arrayContaining([
            'Lambda.TooManyRequestsException',
            'RetryableError',
            'IngestError',
            'OvertakenError',
            'Runtime.ExitError',
          ]),
        );
        expect(errors, name).not.toContain('States.ALL');
        expect(new Set(Retry.map(({ JitterStrategy }) => JitterStrategy)), name).toEqual(new Set(['FULL']));
      }
    },
  );

  it('tell every failure of an analysis, then fail', () => {
    const { States } = definitionOf(variant, 'analysis');
    for (const name of ['ListHours', 'RollUpHours', 'AnalyzeWindow', 'TellNews'])
      expect(States[name]?.Catch, name).toEqual([
        { ErrorEquals: ['States.ALL'], Next: 'TellFailure', ResultPath: '$.failure' },
      ]);
    expect(States.TellFailure).toMatchObject({
      Next: 'Failed',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
    });
    // With the report that there may be.
    expect(States.TellFailure?.Parameters).toMatchObject({ 'Payload.$': '$' });
    expect(States.Failed).toMatchObject({ Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' });
  });

  it('roll up every hour of the list, none left out', () => {
    const map = definitionOf(variant, 'analysis').States.RollUpHours;
    expect(map).toMatchObject({
      MaxConcurrency: SETTINGS[variant].flow.hoursAtOnce,
      ItemReader: { ReaderConfig: { InputType: 'JSON' }, Parameters: { 'Key.$': '$.hours.key' } },
      ResultPath: null,
    });
    expect(map).not.toHaveProperty('ToleratedFailurePercentage');
  });

  it('hand each batch of a backfill the log source by its name, and keep what became of it', () => {
    expect(definitionOf(variant, 'backfill').States.IngestObjects).toMatchObject({
      MaxConcurrency: SETTINGS[variant].flow.backfillAtOnce,
      ItemReader: { ReaderConfig: { InputType: 'JSON' }, Parameters: { 'Key.$': '$.plan.manifest.key' } },
      ItemBatcher: { BatchInput: { 'logs.$': '$.logs' }, MaxItemsPerBatch: 20 },
      ResultWriter: { Parameters: { Prefix: 'backfills/results' } },
      ToleratedFailurePercentage: 1,
    });
  });

  it('start one analysis a cluster, for the time that the schedule meant', () => {
    const schedules = resourcesOf(variant, 'AWS::Scheduler::Schedule').map(({ resource }) => resource.Properties);
    expect(schedules.map(({ Name }) => Name)).toEqual(SETTINGS[variant].clusters.map(({ name }) => name));
    for (const schedule of schedules) {
      expect(schedule).toMatchObject({
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { DeadLetterConfig: expect.anything() },
      });
      const target = z.object({ Input: z.string() }).parse(schedule.Target);
      expect(JSON.parse(target.Input)).toEqual({ cluster: schedule.Name, to: '<aws.scheduler.scheduled-time>' });
    }
  });

  it('keep a message out of sight for six times the function’s time and the gathering', () => {
    const { functions, flow } = SETTINGS[variant];
    const queue = resourcesOf(variant, 'AWS::SQS::Queue').find(({ id }) => id.startsWith('IngestQueue'));
    expect(queue?.resource.Properties).toMatchObject({
      VisibilityTimeout: 6 * functions.ingest.timeoutSeconds + flow.gatherSeconds,
      RedrivePolicy: { maxReceiveCount: flow.maxReceives },
    });
    const [source] = resourcesOf(variant, 'AWS::Lambda::EventSourceMapping');
    expect(source?.resource.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: flow.ingestAtOnce },
      MaximumBatchingWindowInSeconds: flow.gatherSeconds,
    });
  });
});
