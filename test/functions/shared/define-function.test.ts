// One line an invocation, metrics by service and cluster, and events that are checked before anything is done.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineFunction } from '../../../functions/shared/define-function.ts';
import { lambdaContext } from '../lambda-context.ts';
import { recordOutput } from '../recorded-output.ts';

const asked: unknown[] = [];
const handler = defineFunction({
  service: 'trial',
  event: z.object({ cluster: z.string(), count: z.number() }),
  correlate: ({ count }) => `run-${count}`,
  cluster: ({ cluster }) => cluster,
  run: async ({ event, metric, note, warn, remainingMs }) => {
    asked.push(event);
    if (event.count < 0) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    for (let index = 0; index < event.count; index += 1) metric('records', 1);
    if (event.count > 2) warn('many', { count: event.count });
    note({ count: event.count });
    return { left: remainingMs() };
  },
});
const invoke = (event: unknown) =>
  recordOutput(() =>
    handler(
      event,
      lambdaContext(() => 1234),
    ),
  );

describe('an invocation', () => {
  it('gives the result and writes one line with what ties it to others', async () => {
    const { result, lines, other } = await invoke({ cluster: 'prod', count: 2, novel: true });

    expect(result).toEqual({ left: 1234 });
    expect(other).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      message: 'done',
      service: 'trial',
      cluster: 'prod',
      correlation_id: 'run-2',
      count: 2,
      function_request_id: '8f1c2e8a-0000-4000-8000-000000000001',
    });
  });

  it('sums its metrics up, with no dimension but service and cluster', async () => {
    const { metrics } = await invoke({ cluster: 'prod', count: 2 });

    expect(metrics).toHaveLength(1);
    const [declared] = metrics[0]?._aws.CloudWatchMetrics ?? [];
    expect(declared?.Namespace).toBe('flowfence');
    expect(declared?.Dimensions).toEqual([['service', 'cluster']]);
    expect(declared?.Metrics.map(({ Name }) => Name).sort()).toEqual(['records', 'seconds']);
    expect(metrics[0]).toMatchObject({ service: 'trial', cluster: 'prod', records: [1, 1] });
  });

  it('writes warnings beside its line', async () => {
    const { lines } = await invoke({ cluster: 'prod', count: 3 });

    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['WARN', 'many'],
      ['INFO', 'done'],
    ]);
  });

  it('keeps nothing for the next one', async () => {
    await invoke({ cluster: 'prod', count: 3 });
    const { lines, metrics } = await invoke({ cluster: 'staging', count: 0 });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ cluster: 'staging', correlation_id: 'run-0', count: 0 });
    expect(metrics[0]).not.toHaveProperty('records');
  });

  it('fails with the name that retries name, and says what it was', async () => {
    const { error, lines, metrics } = await invoke({ cluster: 'prod', count: -1 });

    expect(error).toMatchObject({ name: 'RetryableError', message: 'reset' });
    expect(lines.map(({ level, message }) => [level, message])).toEqual([['ERROR', 'reset']]);
    expect(metrics).toHaveLength(1);
  });
});

describe('an event of another shape', () => {
  it.each([
    ['nothing', undefined, 'the whole'],
    ['a text', 'prod', 'the whole'],
    ['a list', [], 'the whole'],
    ['a field of another type', { cluster: 'prod', count: '2' }, 'count'],
    ['only a prototype', JSON.parse('{"__proto__": {"cluster": "prod", "count": 1}}'), 'cluster'],
  ])('is refused before anything is done: %s', async (_what, event, place) => {
    const before = asked.length;
    const { error, lines } = await invoke(event);

    expect(error).toMatchObject({ name: 'UnusableInputError' });
    expect(String(error)).toContain(`event of trial: ${place}`);
    expect(lines).toHaveLength(1);
    expect(asked).toHaveLength(before);
  });
});
