// One object among a thousand that cannot be read, and one that kills whoever reads it: the others lose nothing by it.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeployedFlowfence, functionNamed, outputOf, startFlowfence, upload } from './flowfence.ts';
import { documentOf, outcomeOf, startAnew } from './outcome.ts';
import { accessKeyOf } from './runtime/environment.ts';
import { damagedObject, type SmallObject, smallKey, smallObjects } from './small-objects.ts';
import { missingTools } from './tools.ts';

/** A thousand objects, each through a function, on a busy machine. */
const SLOW_MS = 900_000;
const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const COUNT = 1000;
/** In the middle of what is read together. */
const DAMAGED = 434;
const KILLER = 817;

/** An object without a row is found by the time at which it was written, which here is now. */
const window = () => ({
  cluster: 'boutique',
  from: '2026-11-01T00:00:00Z',
  to: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z'),
});

describe.skipIf(missingTools)(
  `a poisoned object${missingTools ? `: ${missingTools}` : ''}`,
  { timeout: SLOW_MS },
  () => {
    let deployed: DeployedFlowfence;
    let sound: readonly SmallObject[];

    const put = async (objects: readonly SmallObject[]) => {
      for (const { key, body } of objects) await deployed.put(deployed.buckets.logs, key, body);
    };
    const analyze = async () => outputOf(await deployed.run('analysis', window()));
    const deadKeys = async () =>
      (await deployed.deadLetters()).map((body) => {
        const { Records } = JSON.parse(body) as { Records: { s3: { object: { key: string } } }[] };
        return decodeURIComponent(Records[0]?.s3.object.key ?? '');
      });
    beforeAll(async () => {
      deployed = await startFlowfence();
      await upload(deployed, deployed.buckets.snapshots, SAMPLE, (key) => key.startsWith('snapshots/'));
      sound = smallObjects(join(SAMPLE, 'flows'), COUNT).filter(
        ({ key }) => ![DAMAGED, KILLER].map(smallKey).includes(key),
      );
    }, SLOW_MS);
    afterAll(async () => {
      await deployed?.close();
    });

    it('is in the dead-letter queue and in the findings; the rest of the report is as without it', async () => {
      await put(sound);
      await deployed.drain();
      await analyze();
      const expected = await documentOf(deployed);
      const { policies } = await outcomeOf(deployed);
      expect(expected.connections.length).toBeGreaterThan(20);

      await startAnew(deployed);
      // Whoever asks for this object is killed.
      deployed.cloud.gateway.faults = ({ method, path, accessKey }) =>
        method === 'GET' && path.includes(smallKey(KILLER)) && accessKey === accessKeyOf(functionNamed('ingest'))
          ? { kind: 'instead', act: () => deployed.deployment.host.kill(functionNamed('ingest')) }
          : undefined;
      const killer = { key: smallKey(KILLER), body: sound[0]?.body ?? Buffer.of() };
      await put([...sound, damagedObject(DAMAGED), killer].sort((left, right) => (left.key < right.key ? -1 : 1)));
      await deployed.drain();

      expect(await deployed.keys(deployed.buckets.data, 'summaries/vpc/')).toHaveLength(COUNT);
      expect((await deadKeys()).sort()).toEqual([DAMAGED, KILLER].map(smallKey));
      await analyze();
      const document = await documentOf(deployed);
      expect(document.connections).toEqual(expected.connections);
      expect((await outcomeOf(deployed)).policies).toEqual(policies);
      const found = JSON.stringify(document.findings);
      expect(found).toContain(smallKey(DAMAGED));
      expect(found).toContain(smallKey(KILLER));
      expect(found).toContain('object-kills-reader');
    });
  },
);
