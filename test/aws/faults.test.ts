// Faults on the way from an event to a report: what comes out is the same as without them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DeployedFlowfence, functionNamed, outputOf, SLOW_MS, startFlowfence, upload } from './flowfence.ts';
import type { GatewayFault, PassingRequest } from './gateway.ts';
import { latestOf, type Outcome, outcomeOf, startAnew } from './outcome.ts';
import { isKeyOf } from './runtime/environment.ts';
import { eventBody, sendMessages } from './s3-events.ts';
import { missingTools } from './tools.ts';

const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const FLOWS = join(SAMPLE, 'flows');
/** Objects of one hour of the sample. */
const KEYS = globSync('**/*_20261101T00*', { cwd: FLOWS }).sort();
const WINDOW = { cluster: 'boutique', from: '2026-11-01T00:00:00Z', to: '2026-11-01T01:59:59Z' };

const MOMENTS = [
  ['before the server sees it', 'instead'],
  ['after the server has answered', 'after'],
] as const;

type Put = (request: PassingRequest) => boolean;

const putsOf =
  (name: string, part: RegExp): Put =>
  ({ method, path, accessKey }) =>
    method === 'PUT' && isKeyOf(functionNamed(name), accessKey) && part.test(path);

describe.skipIf(missingTools)(`faults${missingTools ? `: ${missingTools}` : ''}`, { timeout: SLOW_MS }, () => {
  let deployed: DeployedFlowfence;
  let expected: Outcome;
  const slept: number[] = [];
  const sleep = async (seconds: number) => {
    slept.push(seconds);
  };

  const putLogs = async (keys: readonly string[]) => {
    for (const key of keys) await deployed.put(deployed.buckets.logs, key, readFileSync(join(FLOWS, key)));
  };
  const analyze = () => deployed.run('analysis', WINDOW, { sleep });
  const ingestAndAnalyze = async () => {
    await putLogs(KEYS);
    await deployed.drain();
    outputOf(await analyze());
  };

  /** Kills the container at the n-th of its requests that match, before the server sees it or after it has answered. */
  const killAt = (matches: Put, times: readonly number[], kind: 'instead' | 'after') => {
    let seen = 0;
    deployed.cloud.gateway.faults = (request): GatewayFault | undefined => {
      if (!matches(request)) return undefined;
      seen += 1;
      return times.includes(seen)
        ? { kind, act: () => deployed.deployment.host.killHolder(request.accessKey) }
        : undefined;
    };
    return () => seen;
  };

  beforeAll(async () => {
    deployed = await startFlowfence();
    await upload(deployed, deployed.buckets.snapshots, SAMPLE, (key) => key.startsWith('snapshots/'));
    await ingestAndAnalyze();
    expected = await outcomeOf(deployed);
  }, SLOW_MS);
  afterAll(async () => {
    await deployed?.close();
  });
  beforeEach(async () => {
    await startAnew(deployed);
    slept.length = 0;
  });

  it('has something to compare with', () => {
    expect(Object.keys(expected.summaries)).toHaveLength(KEYS.length);
    expect(Object.keys(expected.policies).length).toBeGreaterThan(5);
    expect(expected.report.length).toBeGreaterThan(50_000);
  });

  it('each event three times, out of order', async () => {
    await putLogs(KEYS);
    const bodies = KEYS.map((key) => eventBody({ bucket: deployed.buckets.logs, key }));
    await sendMessages(deployed, [...bodies.toReversed(), ...bodies]);
    await deployed.drain();
    outputOf(await analyze());
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it('an event of what the object was before, and one of an object that is gone', async () => {
    await putLogs(KEYS);
    const [key = ''] = KEYS;
    const bucket = deployed.buckets.logs;
    const events = [
      { bucket, key, etag: 'f'.repeat(32), sequencer: '0' },
      { bucket, key: `${key}-gone.log.gz` },
    ];
    await sendMessages(deployed, events.map(eventBody));
    await deployed.drain();
    outputOf(await analyze());
    expect(await outcomeOf(deployed)).toEqual(expected);
    expect(await deployed.deadLetters()).toEqual([]);
  });

  it('a late object: the next run is as if it had been there', async () => {
    const [late = '', ...others] = KEYS;
    await putLogs(others);
    await deployed.drain();
    outputOf(await analyze());
    expect((await outcomeOf(deployed)).report).not.toBe(expected.report);
    await putLogs([late]);
    await deployed.drain();
    outputOf(await analyze());
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it.each(MOMENTS)('ingest killed at writing, %s', async (_, kind) => {
    killAt(putsOf('ingest', /\/summaries\//), [2, 7], kind);
    await putLogs(KEYS);
    const { failedBatches } = await deployed.drain();
    expect(failedBatches).toBeGreaterThanOrEqual(2);
    outputOf(await analyze());
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it.each(MOMENTS)('rollup killed at writing, %s', async (_, kind) => {
    const seen = killAt(putsOf('rollup', /\/rollups\//), [1, 3], kind);
    await ingestAndAnalyze();
    expect(seen()).toBeGreaterThan(3);
    expect(slept.length).toBeGreaterThan(0);
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it.each(MOMENTS)('analyze killed at writing, %s', async (_, kind) => {
    killAt(putsOf('analyze', /\/reports\//), [1, 4], kind);
    await ingestAndAnalyze();
    expect(slept).toHaveLength(2);
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it('analyze killed each time: nothing is published, somebody is told, the next run publishes all', async () => {
    killAt(putsOf('analyze', /manifest\.json/), [1, 2, 3], 'instead');
    await putLogs(KEYS);
    await deployed.drain();
    const execution = await analyze();
    expect([execution.status, execution.error?.error]).toEqual(['FAILED', 'Runtime.ExitError']);
    expect(await latestOf(deployed)).toBeUndefined();
    expect((await deployed.news()).join()).toContain('flowfence.failure/v1');
    outputOf(await analyze());
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it('the Lambda service refuses every function twice', async () => {
    const refused = new Map<string, number>();
    deployed.deployment.host.faults = ({ functionName }) => {
      const count = refused.get(functionName) ?? 0;
      refused.set(functionName, count + 1);
      if (count === 0) return { status: 429, code: 'TooManyRequestsException' };
      return count === 1 ? { status: 500, code: 'ServiceException' } : undefined;
    };
    await ingestAndAnalyze();
    expect([...refused.keys()].sort()).toEqual(
      ['analyze', 'ingest', 'list-hours', 'notify', 'rollup'].map(functionNamed),
    );
    expect(await outcomeOf(deployed)).toEqual(expected);
  });

  it('S3 is slow or fails at every fifth request of the functions', async () => {
    let count = 0;
    deployed.cloud.gateway.faults = ({ accessKey, path }) => {
      if (accessKey === 'test' || path === '/') return undefined;
      count += 1;
      if (count % 5 !== 0) return undefined;
      return count % 10 === 0
        ? { kind: 'answer', status: 503, code: 'SlowDown' }
        : { kind: 'answer', status: 500, code: 'InternalError' };
    };
    await ingestAndAnalyze();
    expect(count).toBeGreaterThan(50);
    expect(await outcomeOf(deployed)).toEqual(expected);
  });
});
