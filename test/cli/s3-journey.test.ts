// The whole way over buckets of a real server: what comes out is what comes out of files.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeS3Store } from '../../lib/adapters/s3-store.ts';
import { type FaultProxy, startFaultProxy } from '../aws/fault-proxy.ts';
import { missingS3Server, type S3Server, s3Environment, startS3Server } from '../aws/s3-server.ts';
import { runRecorded } from './recording-terminal.ts';

const because = missingS3Server === undefined ? '' : `: ${missingS3Server}`;
const SAMPLE = 'examples/cluster';

describe.skipIf(missingS3Server !== undefined)(`commands over buckets${because}`, () => {
  let server: S3Server;
  let proxy: FaultProxy;
  let folder = '';
  const inFolder = (name: string) => join(folder, name);
  const filesBelow = (root: string) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort();
  const upload = async (root: string, location: string) => {
    const store = makeS3Store({ pathStyle: true, endpoint: server.endpoint });
    const content = (name: string) =>
      ({ kind: 'file', path: join(root, name), contentType: 'application/octet-stream' }) as const;
    await Promise.all(filesBelow(root).map((name) => store.write(`${location}${name}`, content(name))));
  };
  /** Signed for the proxy by the environment; path style by the option. */
  const flowfence = (...args: readonly string[]) => runRecorded(...args, '--s3-path-style');

  beforeAll(async () => {
    server = await startS3Server();
    proxy = await startFaultProxy(server.port);
    Object.assign(process.env, s3Environment(proxy.endpoint));
    folder = mkdtempSync(join(tmpdir(), 'flowfence-journey-'));
    for (const bucket of ['logs', 'snapshots', 'data', 'results']) await server.makeBucket(bucket);
    cpSync(SAMPLE, inFolder('sample'), { recursive: true });
    await upload(join(SAMPLE, 'flows'), 's3://logs/AWSLogs/');
    await upload(join(SAMPLE, 'snapshots'), 's3://snapshots/snapshots/boutique/');
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => proxy.reset());

  const bodies = () =>
    proxy.asked.filter(({ method, path }) => method === 'GET' && !path.includes('list-type')).map(({ path }) => path);

  it('analyzes objects as it analyzes files', async () => {
    const common = ['--cluster', 'boutique', '--threads', '2'];
    const fromFiles = await flowfence(
      'analyze',
      '--flows',
      join(SAMPLE, 'flows'),
      '--snapshots',
      join(SAMPLE, 'snapshots'),
      '--report',
      inFolder('files.duckdb'),
      ...common,
    );
    const fromObjects = await flowfence(
      'analyze',
      '--flows',
      's3://logs/AWSLogs/',
      '--snapshots',
      's3://snapshots/snapshots/boutique/',
      '--report',
      's3://results/report.duckdb',
      ...common,
    );

    expect([fromFiles.status, fromObjects.status]).toEqual([0, 0]);
    expect(fromObjects.notes).toEqual([]);
    expect(fromObjects.out).toContain('s3://results/report.duckdb');
    const ofFiles = (await flowfence('export', inFolder('files.duckdb'), '--format', 'json')).out;
    const ofObjects = (await flowfence('export', 's3://results/report.duckdb', '--format', 'json')).out;
    expect(JSON.parse(ofFiles).connections.length).toBeGreaterThan(100);
    expect(
      ofObjects
        .replaceAll('s3://snapshots/snapshots/boutique', join(SAMPLE, 'snapshots'))
        .replaceAll('s3://logs/AWSLogs', join(SAMPLE, 'flows')),
    ).toBe(ofFiles);
  });

  it('summarizes what is new, each object once', async () => {
    const args = ['ingest', '--flows', 's3://logs/AWSLogs/', '--summaries', 's3://data/summaries', '--json'] as const;
    const objects = filesBelow(join(SAMPLE, 'flows')).length;

    const first = await flowfence(...args);
    const readFirst = bodies().length;
    proxy.reset();
    const again = await flowfence(...args);

    expect(JSON.parse(first.out)).toEqual({ objects, read: objects, summaries: 's3://data/summaries' });
    expect(readFirst).toBe(objects);
    expect(JSON.parse(again.out)).toMatchObject({ objects, read: 0 });
    expect(bodies()).toEqual([]);
  });

  it('replaces the summary of an object that changed', async () => {
    const store = makeS3Store({ pathStyle: true });
    const [one] = await store.list('s3://logs/AWSLogs/');
    const before = await store.list('s3://data/summaries/');
    await store.write(one?.key ?? '', { kind: 'text', text: '', contentType: 'text/plain' });

    const { out } = await flowfence(
      'ingest',
      '--flows',
      's3://logs/AWSLogs/',
      '--summaries',
      's3://data/summaries/',
      '--json',
    );

    const after = await store.list('s3://data/summaries/');
    await upload(join(SAMPLE, 'flows'), 's3://logs/AWSLogs/');
    expect(JSON.parse(out)).toMatchObject({ read: 1 });
    expect(after).toHaveLength(before.length);
    expect(after.filter(({ key }) => !before.some((other) => other.key === key))).toHaveLength(1);
  });

  it('fetches of the summaries only those that the window needs', async () => {
    await flowfence('ingest', '--flows', 's3://logs/AWSLogs/', '--summaries', 's3://data/summaries/');
    proxy.reset();

    const window = ['--from', '2026-11-01T03:10:00Z', '--to', '2026-11-01T03:50:00Z'];
    const snapshots = ['--snapshots', join(SAMPLE, 'snapshots'), '--cluster', 'boutique'];
    const some = await flowfence(
      'analyze',
      '--summaries',
      's3://data/summaries/',
      ...snapshots,
      ...window,
      '--report',
      inFolder('some.duckdb'),
    );
    const fetched = bodies().length;
    const whole = await flowfence(
      'analyze',
      '--flows',
      join(SAMPLE, 'flows'),
      ...snapshots,
      ...window,
      '--report',
      inFolder('whole.duckdb'),
    );

    expect([some.status, whole.status]).toEqual([0, 0]);
    const all = await makeS3Store({ pathStyle: true }).list('s3://data/summaries/');
    expect(fetched).toBeLessThan(all.length);
    const documentOf = async (name: string) =>
      JSON.parse((await flowfence('export', inFolder(name), '--format', 'json')).out);
    const [ofSome, ofWhole] = [await documentOf('some.duckdb'), await documentOf('whole.duckdb')];
    expect(ofSome.connections).toEqual(ofWhole.connections);
    expect(ofSome.policies).toEqual(ofWhole.policies);
  });

  it('takes reports, policies and connections from buckets, and writes there', async () => {
    const report = 's3://results/report.duckdb';
    writeFileSync(
      inFolder('cases.jsonl'),
      '{"from":"shop/frontend","to":"shop/cartservice","protocol":"TCP","port":7070}\n',
    );
    mkdirSync(inFolder('cases'));
    cpSync(inFolder('cases.jsonl'), inFolder('cases/cases.jsonl'));
    await upload(inFolder('cases'), 's3://data/cases/');

    const written = await flowfence('policies', report, '--out', 's3://results/policies');
    const checked = await flowfence('check', report, '--policies', 's3://results/policies', '--json');
    const evaluated = await flowfence(
      'evaluate',
      '--snapshots',
      's3://snapshots/snapshots/boutique/',
      '--policies',
      's3://results/policies/',
      '--connections',
      's3://data/cases/cases.jsonl',
    );
    const exported = await flowfence('export', report, '--format', 'csv', '--out', 's3://results/connections.csv');
    const tables = await flowfence('export', report, '--format', 'parquet', '--out', 's3://results/tables');
    const same = await flowfence('diff', report, report, '--fail-on-change');

    expect([written.status, checked.status, evaluated.status, exported.status, tables.status, same.status]).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
    expect(JSON.parse(checked.out)).toMatchObject({ blocked: [], unknown: [] });
    expect(evaluated.out).toContain('"verdict":"allowed"');
    const store = makeS3Store({ pathStyle: true });
    expect(await store.readText('s3://results/connections.csv')).toContain('checkoutservice');
    expect((await store.list('s3://results/tables/')).map(({ key }) => key)).toContain(
      's3://results/tables/connections.parquet',
    );
    expect((await store.list('s3://results/policies/')).map(({ key }) => key)).toContain(
      's3://results/policies/kustomization.yaml',
    );
  });

  it('keeps a report that is made and cannot be sent', async () => {
    proxy.plan = ({ method }) =>
      method === 'PUT' ? { kind: 'answer', status: 403, code: 'AccessDenied' } : { kind: 'pass' };

    const { status, notes } = await flowfence(
      'analyze',
      '--flows',
      join(SAMPLE, 'flows', filesBelow(join(SAMPLE, 'flows'))[0] ?? ''),
      '--snapshots',
      join(SAMPLE, 'snapshots'),
      '--report',
      's3://results/denied.duckdb',
    );

    expect(status).toBe(2);
    expect(notes).toHaveLength(2);
    const kept = /stays at (\S+denied\.duckdb)$/.exec(notes[0] ?? '')?.[1] ?? '';
    expect(readFileSync(kept).length).toBeGreaterThan(1000);
    expect(notes[1]).toMatch(/^flowfence: s3:\/\/results\/denied\.duckdb: access is denied; [^\n]+$/);
    rmSync(join(kept, '..'), { recursive: true });
  });

  it.each([
    [['ingest', '--flows', 's3://nowhere/x', '--summaries', '/tmp/never'], 's3://nowhere/x: no such bucket; '],
    [['check', 's3://results/none.duckdb', '--policies', 'x'], 's3://results/none.duckdb: no such object; '],
    [
      ['evaluate', '--snapshots', 's3://snapshots/none/', '--connections', '-'],
      's3://snapshots/none/: nothing is there; ',
    ],
    [['pull', 's3://results'], 's3://results: no report is there; '],
  ])('%j ends with one line and status 2', async (args, words) => {
    const { status, out, notes } = await flowfence(...args);

    expect([status, out, notes.length]).toEqual([2, '', 1]);
    expect(notes[0]).toContain(`flowfence: ${words}`);
  });

  it('says that there are no credentials, or wrong ones', async () => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = process.env;
    try {
      process.env.AWS_SECRET_ACCESS_KEY = 'another';
      const wrong = await flowfence('pull', 's3://results');
      delete process.env.AWS_ACCESS_KEY_ID;
      const none = await flowfence('pull', 's3://results');

      expect(wrong.notes).toEqual([expect.stringContaining('the credentials are not valid; get new ones')]);
      expect(none.notes).toEqual([expect.stringContaining('there are no credentials; get new ones')]);
    } finally {
      process.env.AWS_ACCESS_KEY_ID = id;
      process.env.AWS_SECRET_ACCESS_KEY = secret;
    }
  });
});
