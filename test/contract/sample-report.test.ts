// One analysis of the bundled sample through every command: export, tables, policies, check, explain, diff.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';
import { type Recorded, runRecorded } from '../cli/recording-terminal.ts';
import { EXPORT_SCHEMA } from './export-schema.ts';

const SAMPLE = ['--flows', 'examples/cluster/flows', '--snapshots', 'examples/cluster/snapshots', '--memory', '500MB'];
let folder = '';
let report = '';
let analysis: Recorded;
let exported = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-contract-'));
  report = join(folder, 'made', 'report.duckdb');
  analysis = await runRecorded('analyze', ...SAMPLE, '--report', report, '--json');
  exported = (await runRecorded('export', report, '--format', 'json')).out;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const truth: { inputs: Record<string, number> } = JSON.parse(readFileSync('examples/cluster/truth.json', 'utf8'));

describe('analyze', () => {
  it('ends well and leaves nothing but the report', () => {
    expect(analysis.status).toBe(0);
    expect(readdirSync(join(folder, 'made'))).toEqual(['report.duckdb']);
  });

  it('counts the inputs to the line', () => {
    const { objects, records, malformed, noData, skipData } = JSON.parse(analysis.out).inputs;

    expect({ records, noData, skipData, objects }).toEqual({
      records: truth.inputs.records,
      noData: truth.inputs.noData,
      skipData: truth.inputs.skipData,
      objects: truth.inputs.objects,
    });
    expect(malformed).toBe(3);
  });

  it('fails on what it is asked to fail on', async () => {
    const { status, notes } = await runRecorded(
      'analyze',
      ...SAMPLE,
      '--report',
      join(folder, 'again.duckdb'),
      '--fail-on',
      'blocked,beyond,drift',
      '--reference',
      report,
    );

    expect(status).toBe(1);
    expect(notes).toContain('flowfence: --fail-on: found blocked');
  });

  it('gives the same bytes of export for the same input', async () => {
    const again = await runRecorded('export', join(folder, 'again.duckdb'), '--format', 'json');

    expect(again.out).toBe(exported);
  });
});

describe('the export', () => {
  it('has the shape of flowfence.report/v1', () => {
    const parsed = EXPORT_SCHEMA.safeParse(JSON.parse(exported));

    expect(parsed.error?.issues ?? []).toEqual([]);
    expect(JSON.parse(exported).connections.length).toBeGreaterThan(50);
  });

  it('is indented by two spaces and ends in one line feed', () => {
    expect(exported.startsWith('{\n  "schema": "flowfence.report/v1",\n  "cluster": ')).toBe(true);
    expect(exported.endsWith('}\n')).toBe(true);
  });

  it('as CSV has a line for each connection', async () => {
    const { out } = await runRecorded('export', report, '--format', 'csv');

    expect(out.trimEnd().split('\r\n')).toHaveLength(JSON.parse(exported).connections.length + 1);
  });

  it('as Parquet has the tables of the report', async () => {
    const out = join(folder, 'tables');
    const { status } = await runRecorded('export', report, '--format', 'parquet', '--out', out);
    const engine = await openDuckDb({ path: ':memory:', threads: 1, memoryBytes: 200_000_000 });
    const session = await engine.session();
    const rows = await session.rows(`SELECT count(*) AS n FROM '${join(out, 'connections.parquet')}'`);
    session.close();
    engine.close();

    expect(status).toBe(0);
    expect(rows).toEqual([{ n: JSON.parse(exported).connections.length }]);
  });

  it('as HTML is one page with the whole export in it', async () => {
    const { status, out } = await runRecorded('export', report, '--format', 'html');
    const [, data = ''] = /<script type="application\/json" id="report">([^<]*)<\/script>/.exec(out) ?? [];

    expect(status).toBe(0);
    expect(out.startsWith('<!doctype html>')).toBe(true);
    expect(JSON.parse(data)).toEqual(JSON.parse(exported));
  });

  it('as anything else is refused with the mend', async () => {
    const { status, notes } = await runRecorded('export', report, '--format', 'xml');

    expect(status).toBe(2);
    expect(notes).toEqual(['flowfence: --format: xml is no format; use json, csv, parquet, html or svg']);
  });
});

describe('the report file', () => {
  it('answers SQL: which current policies block what', async () => {
    const engine = await openDuckDb({ path: report, threads: 1, memoryBytes: 200_000_000, readOnly: true });
    const session = await engine.session();
    const rows =
      await session.rows(`SELECT c.client, c.server, c.port FROM connections c JOIN verdicts v USING (connection)
      WHERE v.policy_set = 'current' AND NOT v.allowed AND v.unknown IS NULL AND c.outcome = 'established' ORDER BY ALL`);
    session.close();
    engine.close();

    expect(rows).toContainEqual({
      client: 'workload shop/Deployment/checkoutservice',
      server: 'workload shop/Deployment/paymentservice',
      port: 50_051,
    });
  });
});

describe('the recommended policies', () => {
  it('as files keep every need they name: check of them blocks nothing that was kept', async () => {
    const out = join(folder, 'policies');
    const written = await runRecorded('policies', report, '--out', out);
    const checked = await runRecorded('check', report, '--policies', out, '--format', 'json');
    const result = JSON.parse(checked.out);

    expect(written.status).toBe(0);
    expect(readdirSync(out)).toContain('kustomization.yaml');
    const textOf = ({ client, server, protocol, port }: Record<string, unknown>) =>
      JSON.stringify([client, server, protocol, port]);
    const kept = JSON.parse(exported)
      .connections.filter((connection: { kept: boolean }) => connection.kept)
      .map(textOf);

    expect(kept).toHaveLength(JSON.parse(exported).verification.keptAllowed);
    expect([...result.blocked, ...result.unknown].map(textOf).filter((text) => kept.includes(text))).toEqual([]);
    expect(result.unused.filter((question: { port: number }) => question.port !== 53)).toEqual([]);
  });

  it.each([
    ['shop', 0],
    ['nowhere', 2],
  ])('of namespace %s: status %d', async (namespace, status) => {
    const result = await runRecorded('policies', report, '--out', join(folder, namespace), '--namespace', namespace);

    expect(result.status).toBe(status);
  });
});

describe('explain', () => {
  it('names the rule that does not match', async () => {
    const { status, out } = await runRecorded(
      'explain',
      report,
      '--from',
      'shop/checkoutservice',
      '--to',
      'shop/paymentservice',
      '--port',
      '50051/TCP',
    );

    expect(status).toBe(0);
    expect(out).toContain('shop/checkoutservice -> shop/paymentservice TCP/50051: denied');
    expect(out).toContain('8080');
  });

  it.each([
    [
      ['--from', 'shop/nobody', '--to', 'shop/paymentservice', '--port', '1'],
      '--from: no pod or workload shop/nobody is known',
    ],
    [['--from', 'shop/frontend', '--to', 'shop/paymentservice', '--port', '0'], '--port: 0 is no port'],
  ])('%j is refused', async (args, message) => {
    const { status, notes } = await runRecorded('explain', report, ...args);

    expect(status).toBe(2);
    expect(notes[0]).toContain(message);
  });
});

describe('diff', () => {
  it('of a report with itself finds nothing', async () => {
    const { status, out } = await runRecorded('diff', report, report, '--fail-on-change');

    expect(status).toBe(0);
    expect(out).toBe('0 connections gained, 0 lost; 0 workloads gained, 0 lost; 0 permissions gained, 0 lost.\n');
  });

  it('of the current policies with the recommended ones finds what changes', async () => {
    const out = join(folder, 'recommended');
    await runRecorded('policies', report, '--out', out);
    const { status, out: text } = await runRecorded(
      'diff',
      'examples/cluster/policies',
      out,
      '--snapshots',
      'examples/cluster/snapshots',
      '--json',
      '--fail-on-change',
    );

    expect(status).toBe(1);
    expect(JSON.parse(text).permissions.gained).toContain('shop/checkoutservice -> shop/paymentservice TCP/50051');
  });
});
