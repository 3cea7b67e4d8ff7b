// One object among a thousand that cannot be read, and one that kills whoever reads it: the others lose nothing by it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { commandLineOf } from './command-line.ts';
import { type DeployedFlowfence, functionNamed, outputOf, startFlowfence, upload } from './flowfence.ts';
import { documentOf, latestOf } from './outcome.ts';
import { isKeyOf } from './runtime/environment.ts';
import { damagedObject, type SmallObject, smallKey, smallObjects } from './small-objects.ts';
import { missingTools } from './tools.ts';

/** A thousand objects, each through a function, on a busy machine. */
const SLOW_MS = 1_800_000;
const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const COUNT = 1000;
const AT_ONCE = 100;
/** The functions wait for the server most of the time. */
const POLLERS = 4;
/** In the middle of what is read together. */
const DAMAGED = 434;
const KILLER = 817;
const POISONED = [DAMAGED, KILLER].map(smallKey);
const FROM = '2026-11-01T00:00:00Z';

describe.skipIf(missingTools)(
  `a poisoned object${missingTools ? `: ${missingTools}` : ''}`,
  { timeout: SLOW_MS },
  () => {
    let deployed: DeployedFlowfence;
    let work: string;
    let sound: readonly SmallObject[];
    /** An object without a row is found by the time at which it was written, which here is now. */
    let to: string;

    beforeAll(async () => {
      work = mkdtempSync(join(tmpdir(), 'flowfence-poison-'));
      to = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
      deployed = await startFlowfence();
      await upload(deployed, deployed.buckets.snapshots, SAMPLE, (key) => key.startsWith('snapshots/'));
      sound = smallObjects(join(SAMPLE, 'flows'), COUNT).filter(({ key }) => !POISONED.includes(key));
      const killer = { key: smallKey(KILLER), body: sound[0]?.body ?? Buffer.of() };
      const all = [...sound, damagedObject(DAMAGED), killer].sort((left, right) => (left.key < right.key ? -1 : 1));
      // Whoever asks for the killer's content is killed.
      deployed.cloud.gateway.faults = ({ method, path, accessKey }) =>
        method === 'GET' && path.includes(smallKey(KILLER)) && isKeyOf(functionNamed('ingest'), accessKey)
          ? { kind: 'instead', act: () => deployed.deployment.host.killHolder(accessKey) }
          : undefined;
      // The server takes the longer for a message the more there are.
      for (let start = 0; start < all.length; start += AT_ONCE) {
        for (const { key, body } of all.slice(start, start + AT_ONCE))
          await deployed.put(deployed.buckets.logs, key, body);
        await deployed.drain(POLLERS);
      }
    }, SLOW_MS);
    afterAll(async () => {
      await deployed?.close();
      rmSync(work, { recursive: true, force: true });
    });

    it('leaves every object with a summary of its own', async () => {
      expect(await deployed.keys(deployed.buckets.data, 'summaries/vpc/')).toHaveLength(COUNT);
    });

    it('is in the dead-letter queue; what it took along was read all the same', async () => {
      const keys = (await deployed.deadLetters()).map((body) => {
        const { Records } = JSON.parse(body) as { Records: { s3: { object: { key: string } } }[] };
        return decodeURIComponent(Records[0]?.s3.object.key ?? '');
      });
      expect(keys).toEqual(expect.arrayContaining(POISONED));
      // A function that is killed reports nothing of its batch: the others come again with the one that killed it, each time.
      const batchSize = deployed.deployment.sources[0]?.batchSize ?? 0;
      expect(keys.length).toBeLessThanOrEqual(POISONED.length + batchSize - 1);
    });

    it('is in the findings; the rest is what the command line finds in the sound objects', async () => {
      const run = deployed.run('analysis', { cluster: 'boutique', from: FROM, to });
      const [execution, expected] = await Promise.all([run, analyzeSound()]);
      outputOf(execution);
      const document = await documentOf(deployed);
      const found = JSON.stringify(document.findings);
      for (const text of [...POISONED, 'object-kills-reader']) expect(found).toContain(text);

      expect(expected.connections.length).toBeGreaterThan(20);
      expect(document.connections).toEqual(expected.connections);
      expect(document.policies.recommended).toEqual(expected.policies.recommended);
      expect(await latestOf(deployed)).toBeDefined();
    });

    const analyzeSound = async (): Promise<ReportDocument> => {
      for (const { key, body } of sound) {
        mkdirSync(dirname(join(work, 'flows', key)), { recursive: true });
        writeFileSync(join(work, 'flows', key), body);
      }
      const cli = commandLineOf(deployed, work);
      const inputs = ['--flows', 'flows', '--snapshots', join(SAMPLE, 'snapshots'), '--cluster', 'boutique'];
      await cli.run('analyze', ...inputs, '--from', FROM, '--to', to, '--report', 'sound.duckdb');
      await cli.run('export', 'sound.duckdb', '--format', 'json', '--out', 'sound.json');
      return JSON.parse(readFileSync(join(work, 'sound.json'), 'utf8')) as ReportDocument;
    };
  },
);
