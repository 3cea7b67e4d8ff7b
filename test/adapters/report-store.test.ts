// Published reports of a bucket as the API sees them: only what is whole, newest first, each read once.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFileStore } from '../../lib/adapters/file-store.ts';
import { makeReportStore } from '../../lib/adapters/report-store.ts';
import type { ReportStore } from '../../lib/report/report-store.ts';

const RUNS = [
  '20261101T000000Z-aaaaaaaaaaaaaaaa',
  '20261102T000000Z-bbbbbbbbbbbbbbbb',
  '20261103T000000Z-cccccccccccccccc',
];
const [first = '', second = '', third = ''] = RUNS;

const manifest = (run: string) =>
  JSON.stringify({
    schema: 'flowfence.manifest/v1',
    cluster: 'prod',
    run,
    from: '2026-10-31T00:00:00Z',
    to: `2026-11-0${run[7]}T00:00:00Z`,
    files: [{ name: 'report.html', bytes: 3, sha256: 'ab'.repeat(32), contentType: 'text/html' }],
    summary: {
      ...{ workloads: 1, connections: 1, blocked: 0, unknown: 0, records: 1, attributed: 1 },
      ...{ findings: { high: 0, medium: 0, low: 0, info: 0 }, policies: { current: 0, recommended: 0 } },
    },
  });
const latest = (run: string) =>
  JSON.stringify({ schema: 'flowfence.latest/v1', cluster: 'prod', run, from: 'x', to: 'y' });
const report = (run: string) =>
  JSON.stringify({ schema: 'flowfence.report/v1', cluster: 'prod', connections: [], of: run });

interface Bucket {
  readonly store: ReportStore;
  /** Keys below `reports/`, in the order in which they were read. */
  readonly reads: readonly string[];
  readonly put: (name: string, text: string) => void;
}

/** A folder in place of a bucket, with a note of what is read of it. */
async function withBucket(entries: Readonly<Record<string, string>>, use: (bucket: Bucket) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-reports-'));
  const root = join(folder, 'reports');
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(entries)) put(name, text);
  const files = makeFileStore();
  const reads: string[] = [];
  const store = makeReportStore({
    places: { data: `${folder}/data/`, snapshots: `${folder}/snapshots/`, reports: `${folder}/` },
    store: {
      ...files,
      readText: (key) => {
        reads.push(relative(root, key));
        return files.readText(key);
      },
    },
    folders: async (location) =>
      existsSync(location)
        ? readdirSync(location, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
        : [],
    sign: async (key, at, seconds) => `${relative(root, key)}?at=${at.toISOString()}&seconds=${seconds}`,
    now: () => new Date('2026-11-03T10:00:00.750Z'),
  });
  try {
    await use({ store, reads, put });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PUBLISHED = {
  [`prod/${first}/manifest.json`]: manifest(first),
  [`prod/${first}/report.json.gz`]: report(first),
  [`prod/${second}/manifest.json`]: manifest(second),
  [`prod/${second}/report.json.gz`]: report(second),
  // Not whole yet: its manifest is written last.
  [`prod/${third}/report.json.gz`]: report(third),
  'prod/latest.json': latest(second),
  'prod/stray/manifest.json': '{}',
  'edge/20261101T000000Z-dddddddddddddddd/report.html': '<html>',
};

describe('reports of a bucket', () => {
  it('are listed newest first, those without a manifest not at all', () =>
    withBucket(PUBLISHED, async ({ store }) => {
      expect(await store.clusters()).toEqual(['edge', 'prod']);
      expect(await store.reports('prod')).toEqual([
        { run: second, to: '2026-11-02T00:00:00Z' },
        { run: first, to: '2026-11-01T00:00:00Z' },
      ]);
      expect(await store.reports('edge')).toBeUndefined();
      expect(await store.reports('nowhere')).toBeUndefined();
    }));

  it('have a latest, which is asked for anew each time', () =>
    withBucket(PUBLISHED, async ({ store, put }) => {
      expect(await store.latest('prod')).toBe(second);
      put('prod/latest.json', latest(first));

      expect(await store.latest('prod')).toBe(first);
      expect(await store.latest('edge')).toBeUndefined();
    }));

  it('are read once, however often they are asked for at once', () =>
    withBucket(PUBLISHED, async ({ store, reads }) => {
      const documents = await Promise.all(Array.from({ length: 5 }, () => store.document('prod', first)));

      expect(new Set(documents.map((document) => JSON.stringify(document)))).toEqual(new Set([report(first)]));
      expect(reads.filter((key) => key.endsWith('report.json.gz'))).toHaveLength(1);
    }));

  it('are not there before their manifest is, and are there after', () =>
    withBucket(PUBLISHED, async ({ store, put }) => {
      expect(await store.document('prod', third)).toBeUndefined();
      expect(await store.link('prod', third, 'report.html')).toBeUndefined();
      put(`prod/${third}/manifest.json`, manifest(third));

      expect(await store.document('prod', third)).toEqual(JSON.parse(report(third)));
    }));

  it('leave memory in the order in which they were last asked for', async () => {
    const runs = ['0', '1', '2', '3'].map((digit) => `20261101T000000Z-${digit.repeat(16)}`);
    const objects = runs.flatMap((run) => [
      [`prod/${run}/manifest.json`, manifest(run)],
      [`prod/${run}/report.json.gz`, report(run)],
    ]);
    const [a = '', b = '', c = '', d = ''] = runs;
    await withBucket(Object.fromEntries(objects), async ({ store, reads }) => {
      for (const run of [a, b, c, a, d, a, b]) await store.document('prod', run);

      const documents = reads.filter((key) => key.endsWith('.gz')).map((key) => key.split('/').at(-2));
      expect(documents).toEqual([a, b, c, d, b]);
    });
  });

  it('have links to the files of their manifest, for a quarter of an hour', () =>
    withBucket(PUBLISHED, async ({ store }) => {
      expect(await store.link('prod', first, 'report.html')).toEqual({
        url: `prod/${first}/report.html?at=2026-11-03T10:00:00.750Z&seconds=900`,
        expires: '2026-11-03T10:15:00Z',
      });
      expect(await store.link('prod', first, 'report.duckdb')).toBeUndefined();
    }));

  it('that are not what they should be are an error, told again when asked again', () =>
    withBucket({ ...PUBLISHED, [`prod/${first}/report.json.gz`]: '{"schema":"other"}' }, async ({ store, reads }) => {
      await expect(store.document('prod', first)).rejects.toThrow('is no report');
      await expect(store.document('prod', first)).rejects.toThrow('is no report');
      expect(reads.filter((key) => key.endsWith('.gz'))).toHaveLength(2);
    }));
});
