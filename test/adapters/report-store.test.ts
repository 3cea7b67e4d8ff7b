// Published reports of a bucket as the API sees them: only what is whole, newest first, each read once.
import { describe, expect, it } from 'vitest';
import { LocationError } from '../../lib/adapters/location-error.ts';
import { makeReportStore } from '../../lib/adapters/report-store.ts';

const PLACES = { data: 's3://data/', snapshots: 's3://snapshots/', reports: 's3://reports/' };
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
const report = (run: string) => JSON.stringify({ schema: 'flowfence.report/v1', cluster: 'prod', of: run });

/** A bucket in memory that counts what is read of it. */
function bucket(entries: Readonly<Record<string, string>>) {
  const objects = new Map(Object.entries(entries).map(([name, text]) => [`s3://reports/reports/${name}`, text]));
  const reads: string[] = [];
  const store = makeReportStore({
    places: PLACES,
    store: {
      readText: (key) => {
        reads.push(key);
        const text = objects.get(key);
        return text === undefined
          ? Promise.reject(new LocationError(key, 'no such object', 'check the key', 'absent'))
          : Promise.resolve(text);
      },
    },
    folders: async (location) => [
      ...new Set(
        [...objects.keys()]
          .filter((key) => key.startsWith(location) && key.slice(location.length).includes('/'))
          .map((key) => key.slice(location.length).split('/')[0] ?? ''),
      ),
    ],
    sign: async (key, at, seconds) => `${key}?at=${at.toISOString()}&seconds=${seconds}`,
    now: () => new Date('2026-11-03T10:00:00.750Z'),
  });
  return { store, reads, objects };
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
  it('are listed newest first, those without a manifest not at all', async () => {
    const { store } = bucket(PUBLISHED);

    expect(await store.clusters()).toEqual(['edge', 'prod']);
    expect(await store.reports('prod')).toEqual([
      { run: second, to: '2026-11-02T00:00:00Z' },
      { run: first, to: '2026-11-01T00:00:00Z' },
    ]);
    expect(await store.reports('edge')).toBeUndefined();
    expect(await store.reports('nowhere')).toBeUndefined();
  });

  it('have a latest, which is asked for anew each time', async () => {
    const { store, objects } = bucket(PUBLISHED);
    expect(await store.latest('prod')).toBe(second);
    objects.set('s3://reports/reports/prod/latest.json', latest(first));

    expect(await store.latest('prod')).toBe(first);
    expect(await store.latest('edge')).toBeUndefined();
  });

  it('are read once, however often they are asked for at once', async () => {
    const { store, reads } = bucket(PUBLISHED);
    const documents = await Promise.all(Array.from({ length: 5 }, () => store.document('prod', first)));

    expect(new Set(documents.map((document) => JSON.stringify(document)))).toEqual(new Set([report(first)]));
    expect(reads.filter((key) => key.endsWith('report.json.gz'))).toHaveLength(1);
  });

  it('are not there before their manifest is, and are there after', async () => {
    const { store, objects } = bucket(PUBLISHED);
    expect(await store.document('prod', third)).toBeUndefined();
    expect(await store.link('prod', third, 'report.html')).toBeUndefined();
    objects.set(`s3://reports/reports/prod/${third}/manifest.json`, manifest(third));

    expect(await store.document('prod', third)).toEqual(JSON.parse(report(third)));
  });

  it('leave memory in the order in which they were last asked for', async () => {
    const runs = ['0', '1', '2', '3'].map((digit) => `20261101T000000Z-${digit.repeat(16)}`);
    const objects = runs.flatMap((run) => [
      [`prod/${run}/manifest.json`, manifest(run)],
      [`prod/${run}/report.json.gz`, report(run)],
    ]);
    const { store, reads } = bucket(Object.fromEntries(objects));
    const [a = '', b = '', c = '', d = ''] = runs;
    for (const run of [a, b, c, a, d, a, b]) await store.document('prod', run);

    const documents = reads.filter((key) => key.endsWith('.gz')).map((key) => key.split('/').at(-2));
    expect(documents).toEqual([a, b, c, d, b]);
  });

  it('have links to the files of their manifest, for a quarter of an hour', async () => {
    const { store } = bucket(PUBLISHED);

    expect(await store.link('prod', first, 'report.html')).toEqual({
      url: `s3://reports/reports/prod/${first}/report.html?at=2026-11-03T10:00:00.750Z&seconds=900`,
      expires: '2026-11-03T10:15:00Z',
    });
    expect(await store.link('prod', first, 'report.duckdb')).toBeUndefined();
  });

  it('that are not what they should be are an error, told again when asked again', async () => {
    const { store, reads } = bucket({ ...PUBLISHED, [`prod/${first}/report.json.gz`]: '{"schema":"other"}' });

    await expect(store.document('prod', first)).rejects.toThrow('is no report');
    await expect(store.document('prod', first)).rejects.toThrow('is no report');
    expect(reads.filter((key) => key.endsWith('.gz'))).toHaveLength(2);
  });
});
