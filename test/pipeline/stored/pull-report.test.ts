import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFileStore } from '../../../lib/adapters/file-store.ts';
import { makeWorkFiles } from '../../../lib/adapters/work-files.ts';
import { clustersWithReport, pullReport } from '../../../lib/pipeline/stored/pull-report.ts';

const RUN = '20261101T000000Z-0123456789abcdef';
const EARLIER = '20261031T000000Z-fedcba9876543210';
const FILES = {
  'report.html': '<p>',
  'report.duckdb': 'duck',
  'policies/shop/web.yaml': 'kind: a',
  'policies/kustomization.yaml': 'k',
};

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-pull-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const SUMMARY = {
  ...{ workloads: 1, connections: 2, blocked: 0, unknown: 0, records: 3, attributed: 3 },
  ...{ findings: { high: 0, medium: 0, low: 0, info: 0 }, policies: { current: 0, recommended: 1 } },
};

const put = (name: string, text: string): void => {
  const path = join(root, 'bucket', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

function manifestOf(files: Readonly<Record<string, string>>, cluster = 'prod', run = RUN) {
  const list = Object.entries(files).map(([name, text]) => ({
    ...{ name, bytes: text.length, contentType: 'text/plain' },
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  const window = { from: '2026-10-25T00:00:00Z', to: '2026-11-01T00:00:00Z' };
  return { schema: 'flowfence.manifest/v1', cluster, run, ...window, files: list, summary: SUMMARY };
}

function publish(files: Readonly<Record<string, string>>, { cluster = 'prod', run = RUN, latest = true } = {}): void {
  for (const [name, text] of Object.entries(files)) put(`reports/${cluster}/${run}/${name}`, text);
  put(`reports/${cluster}/${run}/manifest.json`, JSON.stringify(manifestOf(files, cluster, run)));
  const { from, to } = manifestOf(files);
  if (latest)
    put(`reports/${cluster}/latest.json`, JSON.stringify({ schema: 'flowfence.latest/v1', cluster, run, from, to }));
}

const tools = () => ({
  ...{ store: makeFileStore(), files: makeWorkFiles(root), parallel: 3, progress: { step: () => undefined } },
  places: { reports: `${root}/bucket/`, data: '', snapshots: '' },
});
const pull = (request: { readonly cluster?: string; readonly run?: string } = {}) =>
  pullReport(tools(), { cluster: 'prod', out: join(root, 'out'), ...request });
const pulled = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(root, 'bucket')))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();

describe('a published report', () => {
  it('comes as its manifest says, with the manifest', async () => {
    publish(FILES);

    const manifest = await pull();

    expect(manifest.run).toBe(RUN);
    expect(pulled()).toEqual(['out/manifest.json', ...Object.keys(FILES).map((name) => `out/${name}`)].sort());
    for (const [name, text] of Object.entries(FILES)) expect(readFileSync(join(root, 'out', name), 'utf8')).toBe(text);
  });

  it('is the latest, or the one that is asked for', async () => {
    publish({ 'report.html': 'old' }, { run: EARLIER, latest: false });
    publish(FILES);

    expect((await pull()).run).toBe(RUN);
    expect((await pull({ run: EARLIER })).run).toBe(EARLIER);
    expect(readFileSync(join(root, 'out/report.html'), 'utf8')).toBe('old');
  });

  it('leaves no policy of the report that was pulled before, and what is not of a report', async () => {
    publish(FILES);
    await pull();
    writeFileSync(join(root, 'out/notes.txt'), 'mine');
    publish({ 'report.html': 'new', 'policies/kustomization.yaml': 'k' });

    await pull();

    expect(pulled()).toEqual([
      'out/manifest.json',
      'out/notes.txt',
      'out/policies/kustomization.yaml',
      'out/report.html',
    ]);
  });

  it.each([
    ['has other bytes', () => put(`reports/prod/${RUN}/policies/shop/web.yaml`, 'kind: b')],
    ['is longer', () => put(`reports/prod/${RUN}/report.html`, '<p> and more')],
    ['is missing', () => rmSync(join(root, 'bucket/reports/prod', RUN, 'report.duckdb'))],
  ])('of which one file %s changes nothing that is there', async (_, damage) => {
    publish({ 'report.html': 'old' }, { run: EARLIER });
    await pull();
    publish(FILES);
    damage();

    await expect(pull()).rejects.toThrow(/bucket\/reports\/prod\/.+; /);

    expect(pulled()).toEqual(['out/manifest.json', 'out/report.html']);
    expect(readFileSync(join(root, 'out/report.html'), 'utf8')).toBe('old');
  });

  it.each([
    ['climbs out', { '../../evil': 'x' }],
    ['is absolute', { '/tmp/evil': 'x' }],
    ['is a hidden file', { '.profile': 'x' }],
    ['has a backslash', { 'a\\b': 'x' }],
    ['is the manifest itself', { 'manifest.json': 'x' }],
    ['is a file and a folder', { a: 'x', 'a/b': 'y' }],
  ])('with a name that %s is refused', async (_, files) => {
    put(`reports/prod/${RUN}/manifest.json`, JSON.stringify(manifestOf(files)));

    await expect(pull({ run: RUN })).rejects.toThrow(`${RUN}/manifest.json: `);

    expect(pulled()).toEqual([]);
  });

  it.each([
    ['another cluster', manifestOf(FILES, 'dev')],
    ['another run', manifestOf(FILES, 'prod', EARLIER)],
    ['another schema', { ...manifestOf(FILES), schema: 'flowfence.manifest/v2' }],
    ['no JSON', '{'],
  ])('whose manifest is of %s is refused', async (_, manifest) => {
    publish(FILES);
    put(`reports/prod/${RUN}/manifest.json`, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));

    await expect(pull()).rejects.toThrow(`${RUN}/manifest.json: `);

    expect(pulled()).toEqual([]);
  });
});

describe('the clusters of a bucket', () => {
  it('are those with a latest report', async () => {
    publish(FILES);
    publish(FILES, { cluster: 'staging' });
    publish(FILES, { cluster: 'unfinished', latest: false });
    put('reports/NOT-A-NAME/latest.json', '{}');

    expect(await clustersWithReport(tools())).toEqual(['prod', 'staging']);
  });

  it('without a report are said', async () => {
    await expect(pull()).rejects.toThrow('there is no report of this cluster; check --cluster');
  });
});
