import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { makeWorkFiles } from '../../../lib/adapters/work-files.ts';
import type { ObjectStore } from '../../../lib/pipeline/ports.ts';
import { formatRunName, latestKey, reportKey } from '../../../lib/pipeline/stored/keys.ts';
import { type Latest, latestSchema, switchLatest } from '../../../lib/pipeline/stored/latest.ts';
import { type Manifest, manifestSchema } from '../../../lib/pipeline/stored/manifest.ts';
import { publishReport } from '../../../lib/pipeline/stored/publish-report.ts';
import { formatJson } from '../../../lib/report/formats/json.ts';
import { sampleData } from '../../report/sample-document.ts';
import { KilledError, killedAt } from './failing-store.ts';
import { type Lab, makeLab, stateOf, withLabFolder, withLabTools } from './stored-lab.ts';

const DIGEST = '0123456789abcdef'.repeat(4);
const RUN = { cluster: 'prod', run: formatRunName(1_793_502_000, DIGEST) };

async function publish(lab: Lab, store: ObjectStore = lab.store): Promise<Manifest> {
  return withLabTools({ ...lab, store }, async (tools) => {
    const folder = await tools.files.makeFolder('publish');
    const manifest = await publishReport(tools, { run: RUN, data: sampleData(), folder });
    await switchLatest(tools, manifest);
    return manifest;
  });
}

function latestOf(lab: Lab, cluster = 'prod'): Latest {
  return latestSchema.parse(JSON.parse(readFileSync(latestKey(lab.places, cluster), 'utf8')));
}

describe('a published report', () => {
  it('has a manifest with the size and digest of every file that is there', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);

      await publish(lab);

      const folder = join(root, 'reports/reports/prod', RUN.run);
      const written = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
      const files = makeWorkFiles(root);
      for (const { name, bytes, sha256 } of written.files) {
        expect({ name, ...(await files.fingerprint(join(folder, name))) }).toEqual({ name, bytes, sha256 });
      }
      const names = Object.keys(stateOf(folder)).filter((name) => name !== 'manifest.json');
      expect(written.files.map(({ name }) => name)).toEqual(names);
      expect(names).toContain('policies/kustomization.yaml');
    }));

  it('is the same in its export, its page and its policies', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      await publish(lab);
      const folder = join(root, 'reports/reports/prod', RUN.run);

      const zip = unzipSync(readFileSync(join(folder, 'policies.zip')));

      const { document } = sampleData();
      expect(gunzipSync(readFileSync(join(folder, 'report.json.gz'))).toString('utf8')).toBe(formatJson(document));
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('flowfence.report/v1');
      expect(Object.keys(zip).length).toBeGreaterThan(1);
      for (const [name, bytes] of Object.entries(zip)) {
        expect(readFileSync(join(folder, 'policies', name)).equals(bytes)).toBe(true);
      }
    }));

  it('keeps the database that was written first, which the manifest is about', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      const key = reportKey(lab.places, RUN, 'report.duckdb');
      const first = await publish(lab);
      const before = await lab.store.info(key);

      const second = await publish(lab);

      expect(await lab.store.info(key)).toEqual(before);
      expect(second).toEqual(first);
    }));

  it('is whole after a repeat, wherever it was killed, and never the latest before it is whole', () =>
    withLabFolder(async (root) => {
      const whole = makeLab(join(root, 'whole'));
      const counting = killedAt(whole.store, Number.POSITIVE_INFINITY);
      await publish(whole, counting.store);
      const expected = stateOf(join(whole.root, 'reports'));

      for (let n = 1; n <= counting.changes(); n += 1) {
        const lab = makeLab(join(root, String(n)));
        await expect(publish(lab, killedAt(lab.store, n).store)).rejects.toBeInstanceOf(KilledError);
        const halfway = stateOf(join(lab.root, 'reports'));
        const manifest = await publish(lab);

        expect(Object.keys(halfway)).not.toContain('reports/prod/latest.json');
        expect(stateOf(join(lab.root, 'reports'))).toEqual(expected);
        expect(manifest.files).toContainEqual({
          ...{ name: 'report.duckdb', contentType: 'application/vnd.duckdb' },
          ...(await makeWorkFiles(root).fingerprint(reportKey(lab.places, RUN, 'report.duckdb'))),
        });
        rmSync(lab.root, { recursive: true });
      }
      expect(counting.changes()).toBeGreaterThan(6);
    }));
});

describe('the latest report', () => {
  const at = (to: string, digit: string) => ({
    cluster: 'prod',
    run: formatRunName(Date.parse(to) / 1000, digit.repeat(16)),
    from: '2026-11-01T00:00:00Z',
    to,
  });
  const [monday, tuesday] = [at('2026-11-02T00:00:00Z', 'a'), at('2026-11-03T00:00:00Z', 'b')];

  it('goes forward only, and knows the one before', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);

      const switched = [await switchLatest(lab, monday), await switchLatest(lab, tuesday)];
      const back = await switchLatest(lab, monday);

      expect([...switched, back]).toEqual([true, true, false]);
      expect(latestOf(lab)).toMatchObject({ run: tuesday.run, previous: monday.run });
    }));

  it('is left as it is by a repeat, with the one before', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      await switchLatest(lab, monday);
      await switchLatest(lab, tuesday);
      const before = readFileSync(latestKey(lab.places, 'prod'), 'utf8');

      expect(await switchLatest(lab, tuesday)).toBe(true);

      expect(readFileSync(latestKey(lab.places, 'prod'), 'utf8')).toBe(before);
    }));

  it('of two that switch at once is the later one', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      const days = Array.from({ length: 4 }, (_, day) => at(`2026-11-0${day + 2}T00:00:00Z`, String(day)));

      await Promise.all(days.map((day) => switchLatest(lab, day)));

      expect(latestOf(lab).run).toBe(days.at(-1)?.run);
    }));

  it('that was tampered with is said, not followed', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      await switchLatest(lab, monday);
      writeFileSync(latestKey(lab.places, 'prod'), '{"schema":"flowfence.latest/v1","cluster":"prod","run":"../x"}');

      await expect(switchLatest(lab, tuesday)).rejects.toThrow(/latest\.json: .*is no run/);
    }));
});
