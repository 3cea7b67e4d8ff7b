// A backfill over a prefix and a time range: stopped, killed and continued, nothing is read twice and nothing is missing.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DeployedFlowfence, functionNamed, outputOf, SLOW_MS, startFlowfence, upload } from './flowfence.ts';
import { digestsBelow, latestOf, startAnew } from './outcome.ts';
import { isKeyOf } from './runtime/environment.ts';
import { damagedObject, type SmallObject, smallKey, smallObjects } from './small-objects.ts';
import { isObject } from './states/json.ts';
import { missingTools } from './tools.ts';

const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const COUNT = 90;
/** Below the folder of the log source. */
const PREFIX = '111122223333/';

const input = () => ({
  logs: 'vpc',
  from: '2026-11-01T00:00:00Z',
  to: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z'),
});

describe.skipIf(missingTools)(`backfill${missingTools ? `: ${missingTools}` : ''}`, { timeout: SLOW_MS }, () => {
  let deployed: DeployedFlowfence;
  let objects: readonly SmallObject[];
  let expected: Readonly<Record<string, string>>;
  /** How often each summary was written. */
  let writes: Map<string, number>;

  const summaries = () => digestsBelow(deployed, deployed.buckets.data, 'summaries/vpc/');
  const put = async (wanted: readonly SmallObject[]) => {
    for (const { key, body } of wanted) await deployed.put(deployed.buckets.logs, key, body);
  };
  const countWrites = (then?: (total: number) => void) => {
    deployed.cloud.gateway.faults = ({ method, path, accessKey }) => {
      if (method !== 'PUT' || !path.includes('/summaries/') || !isKeyOf(functionNamed('ingest'), accessKey))
        return undefined;
      const key = path.replace(/\?.*/, '');
      writes.set(key, (writes.get(key) ?? 0) + 1);
      then?.([...writes.values()].reduce((sum, count) => sum + count, 0));
      return undefined;
    };
  };

  beforeAll(async () => {
    deployed = await startFlowfence();
    await upload(deployed, deployed.buckets.snapshots, SAMPLE, (key) => key.startsWith('snapshots/'));
    objects = smallObjects(join(SAMPLE, 'flows'), COUNT);
    await put(objects);
    outputOf(await deployed.run('backfill', input(), { name: 'whole' }));
    expected = await summaries();
  }, SLOW_MS);
  afterAll(async () => {
    await deployed?.close();
  });
  beforeEach(async () => {
    await startAnew(deployed);
    writes = new Map();
    countWrites();
  });

  it('reads everything below the prefix once, as events would', async () => {
    expect(Object.keys(expected)).toHaveLength(COUNT);
    await put(objects);
    await deployed.drain();
    expect(await summaries()).toEqual(expected);
  });

  it('finds nothing to do the second time', async () => {
    await put(objects);
    outputOf(await deployed.run('backfill', input(), { name: 'first' }));
    const again = await deployed.run('backfill', input(), { name: 'second' });
    expect(again.entered).not.toContain('IngestObjects');
    expect([...writes.values()]).toEqual(Array.from({ length: COUNT }, () => 1));
  });

  it('leaves out what another prefix has', async () => {
    await put([
      ...objects.slice(0, 3),
      { key: 'AWSLogs/444455556666/other.log.gz', body: objects[4]?.body ?? Buffer.of() },
    ]);
    outputOf(await deployed.run('backfill', { ...input(), prefix: PREFIX }, { name: 'narrow' }));
    expect(Object.keys(await summaries())).toHaveLength(3);
  });

  it('stopped and redriven: nothing twice, nothing missing', async () => {
    await put(objects);
    const controller = new AbortController();
    countWrites((total) => {
      if (total === 25) controller.abort();
    });
    const stopped = await deployed.run('backfill', input(), { name: 'stopped', signal: controller.signal });
    expect(stopped.status).toBe('ABORTED');
    expect(writes.size).toBeLessThan(COUNT);
    outputOf(await stopped.redrive());
    expect(await summaries()).toEqual(expected);
    expect([...writes.values()]).toEqual(Array.from({ length: COUNT }, () => 1));
  });

  it('stopped and begun anew: only what is left is read', async () => {
    await put(objects);
    const controller = new AbortController();
    countWrites((total) => {
      if (total === 25) controller.abort();
    });
    await deployed.run('backfill', input(), { name: 'left', signal: controller.signal });
    outputOf(await deployed.run('backfill', input(), { name: 'anew' }));
    expect(await summaries()).toEqual(expected);
    expect([...writes.values()]).toEqual(Array.from({ length: COUNT }, () => 1));
  });

  it('a function killed in the middle of a batch is called again', async () => {
    await put(objects);
    countWrites((total) => {
      if (total === 30) deployed.deployment.host.kill(functionNamed('ingest'));
    });
    outputOf(await deployed.run('backfill', input(), { name: 'killed' }));
    expect(await summaries()).toEqual(expected);
  });

  it('a damaged object is told of in the results, and the analysis that was asked for is started', async () => {
    await put([...objects, damagedObject(COUNT)]);
    const analyze = { cluster: 'boutique', from: '2026-11-01T00:00:00Z', to: '2026-11-01T01:59:59Z' };
    const done = outputOf(await deployed.run('backfill', { ...input(), analyze }, { name: 'damaged' }));
    const details =
      isObject(done.ingested) && isObject(done.ingested.ResultWriterDetails) ? done.ingested.ResultWriterDetails : {};
    const manifest = String(await deployed.get(deployed.buckets.data, String(details.Key)));
    const { ResultFiles } = JSON.parse(manifest) as { ResultFiles: Record<string, { Key: string }[]> };
    const results = String(await deployed.get(deployed.buckets.data, ResultFiles.SUCCEEDED?.[0]?.Key ?? ''));
    expect(results).toContain(smallKey(COUNT));
    expect(await latestOf(deployed)).toBeDefined();
  });
});
