// What all functions share: the event is checked, one line is logged, metrics are sent, errors have the names that retries name.
import type { z } from 'zod';
import { unusable } from '../../lib/pipeline/unusable.ts';
import { textOf, toStructured } from './errors.ts';
import { METRICS, type MetricName, type Notes, type Observability, observe, traced } from './observability.ts';

export interface Invocation<Event> {
  readonly event: Event;
  /** Until Lambda ends the function. */
  readonly remainingMs: () => number;
  /** Goes on the invocation's line. */
  readonly note: (notes: Notes) => void;
  readonly warn: (message: string, notes: Notes) => void;
  readonly metric: (name: MetricName, value: number) => void;
}

export interface FunctionDefinition<Event, Result> {
  /** The function's name, as dimension and in logs. */
  readonly service: string;
  readonly event: z.ZodType<Event>;
  /** What ties lines of several functions together: a run, an execution, a request. */
  readonly correlate?: (event: Event) => string | undefined;
  /** The second dimension of the metrics. */
  readonly cluster?: (event: Event) => string | undefined;
  readonly run: (invocation: Invocation<Event>) => Promise<Result>;
}

/** What the runtime tells of an invocation. */
export type LambdaContext = Extract<
  Parameters<Observability['logger']['addContext']>[0],
  { getRemainingTimeInMillis(): number }
>;
export type LambdaHandler<Result> = (event: unknown, context: LambdaContext) => Promise<Result>;

export function defineFunction<Event, Result>(definition: FunctionDefinition<Event, Result>): LambdaHandler<Result> {
  const observability = observe(definition.service);
  return async (input, context) => {
    const { logger, metrics, tracer } = observability;
    logger.addContext(context);
    const startMs = performance.now();
    const notes: Record<string, string | number | boolean> = {};
    try {
      const event = parseEvent(definition, input);
      prepare(observability, definition, event);
      const result = await traced(tracer, `## ${definition.service}`, () =>
        definition.run({
          event,
          remainingMs: () => context.getRemainingTimeInMillis(),
          note: (more) => Object.assign(notes, more),
          warn: (message, more) => logger.warn(message, { ...more }),
          metric: (name, value) => void metrics.addMetric(name, METRICS[name], value),
        }),
      );
      logger.info('done', { ...notes, seconds: secondsSince(startMs) });
      return result;
    } catch (error) {
      logger.error(textOf(error), { ...notes, seconds: secondsSince(startMs), error: asError(error) });
      throw toStructured(error);
    } finally {
      metrics.addMetric('seconds', METRICS.seconds, secondsSince(startMs));
      metrics.publishStoredMetrics();
      logger.resetKeys();
    }
  };
}

function parseEvent<Event>({ service, event }: FunctionDefinition<Event, unknown>, input: unknown): Event {
  const parsed = event.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unusable'}`;
  throw unusable(`event of ${service}`, message, 'functions/README.md has the shape');
}

function prepare<Event>(
  { logger, metrics }: Observability,
  { correlate, cluster }: FunctionDefinition<Event, unknown>,
  event: Event,
): void {
  const correlation = correlate?.(event);
  if (correlation !== undefined) logger.setCorrelationId(correlation);
  const name = cluster?.(event);
  if (name === undefined) return;
  logger.appendKeys({ cluster: name });
  metrics.addDimension('cluster', name);
}

function secondsSince(startMs: number): number {
  return Math.round(performance.now() - startMs) / 1000;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
