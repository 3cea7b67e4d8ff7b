// From an object's event to downloaded policies: the synthesised stacks, the bundled functions, and the command line beside them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, commandLineOf } from './command-line.ts';
import { type DeployedFlowfence, outputOf, SLOW_MS, startFlowfence, upload } from './flowfence.ts';
import { digestsBelow } from './outcome.ts';
import { executeInMoto } from './states/moto-engine.ts';
import { missingTools } from './tools.ts';

const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const TO = '2026-11-01T04:00:00Z';
const LAST_SECOND = '2026-11-01T03:59:59Z';
const FROM = '2026-11-01T00:00:00Z';

const messageOf = (body: string) => (JSON.parse(body) as { readonly Message: string }).Message;

describe.skipIf(missingTools)(
  `from an event to policies${missingTools ? `: ${missingTools}` : ''}`,
  { timeout: SLOW_MS },
  () => {
    let deployed: DeployedFlowfence;
    let cli: CommandLine;
    let work: string;
    let prefix: string;
    let told: readonly string[];

    beforeAll(async () => {
      work = mkdtempSync(join(tmpdir(), 'flowfence-journey-'));
      deployed = await startFlowfence();
      cli = commandLineOf(deployed, work);
      await upload(deployed, deployed.buckets.snapshots, SAMPLE, (key) => key.startsWith('snapshots/'));
      await upload(deployed, deployed.buckets.logs, join(SAMPLE, 'flows'));
    }, SLOW_MS);
    afterAll(async () => {
      await deployed?.close();
      rmSync(work, { recursive: true, force: true });
    });

    it('reads every object that the bucket tells of, once', async () => {
      const { failedBatches } = await deployed.drain();
      expect(failedBatches).toBe(0);
      expect(await deployed.keys(deployed.buckets.data, 'summaries/vpc/')).toHaveLength(48);
      expect(await deployed.deadLetters()).toEqual([]);
    });

    it('runs the analysis machine to a report', async () => {
      const execution = await deployed.run('analysis', { cluster: 'boutique', to: TO });
      expect(execution.entered).toEqual(['ListHours', 'RollUpHours', 'AnalyzeWindow', 'TellNews']);
      expect(outputOf(execution)).toMatchObject({ published: true });
      const latest = JSON.parse(
        String(await deployed.get(deployed.buckets.reports, 'reports/boutique/latest.json')),
      ) as {
        readonly run: string;
      };
      prefix = `reports/boutique/${latest.run}/`;
      expect(latest.run).toMatch(/^20261101T035959Z-[0-9a-f]{16}$/);
      const files = await deployed.keys(deployed.buckets.reports, prefix);
      expect(files.map((key) => key.slice(prefix.length))).toEqual(
        expect.arrayContaining(['report.duckdb', 'report.html', 'report.json.gz', 'policies.zip', 'manifest.json']),
      );
    });

    it('gives the same report as the command line over the same objects, to the byte', async () => {
      await cli.run(
        ...['analyze', '--flows', `s3://${deployed.buckets.logs}/AWSLogs/`, '--cluster', 'boutique'],
        ...['--snapshots', `s3://${deployed.buckets.snapshots}/snapshots/boutique/`, '--dataplane', 'upstream'],
        ...['--from', FROM, '--to', LAST_SECOND, '--report', join(work, 'cli.duckdb')],
      );
      await cli.run('export', join(work, 'cli.duckdb'), '--format', 'json', '--out', join(work, 'cli.json'));
      const stored = await deployed.get(deployed.buckets.reports, `${prefix}report.json.gz`);
      const text = gunzipSync(stored ?? Buffer.of()).toString('utf8');
      expect(text.length).toBeGreaterThan(100_000);
      expect(text === readFileSync(join(work, 'cli.json'), 'utf8')).toBe(true);
    });

    it('publishes the policies that the command line recommends, to the byte', async () => {
      await cli.run('policies', join(work, 'cli.duckdb'), '--out', join(work, 'policies'));
      const keys = await deployed.keys(deployed.buckets.reports, `${prefix}policies/`);
      expect(keys.length).toBeGreaterThan(10);
      for (const key of keys) {
        const path = join(work, 'policies', key.slice(`${prefix}policies/`.length));
        if (!existsSync(path) && key.endsWith('kustomization.yaml')) continue;
        expect([key, String(await deployed.get(deployed.buckets.reports, key))]).toEqual([
          key,
          readFileSync(path, 'utf8'),
        ]);
      }
    });

    it('tells people what is new, as text and as JSON', async () => {
      told = await deployed.news();
      expect(told).toHaveLength(1);
      expect(told[0]).toContain('checkoutservice');
      expect(told[0]).toContain('flowfence.news/v1');
    });

    it('runs the same machine in the engine of the AWS server, to the same end', async () => {
      const input = { cluster: 'boutique', to: TO };
      const { 'report.duckdb': _, ...before } = await digestsBelow(deployed, deployed.buckets.reports, prefix);
      const other = await executeInMoto(deployed.cloud.gateway, deployed.machine('analysis'), input);
      expect([other.status, other.error]).toEqual(['SUCCEEDED', undefined]);
      expect(Object.keys(before).length).toBeGreaterThan(10);
      expect(await digestsBelow(deployed, deployed.buckets.reports, prefix)).toMatchObject(before);
      expect(other.output).toEqual(outputOf(await deployed.run('analysis', input)));
      expect((await deployed.news()).map(messageOf)).toEqual([...told, ...told].map(messageOf));
    });

    it('writes the same bytes and tells the same when the same window is analyzed again', async () => {
      const before = await digestsBelow(deployed, deployed.buckets.reports, prefix);
      outputOf(await deployed.run('analysis', { cluster: 'boutique', to: TO }));
      const { 'report.duckdb': database, ...others } = await digestsBelow(deployed, deployed.buckets.reports, prefix);
      expect(database).toBeDefined();
      expect(before).toMatchObject(others);
      expect((await deployed.news()).map(messageOf)).toEqual(told.map(messageOf));
    });

    it('downloads the report with pull, which checks it', async () => {
      await cli.run('pull', `s3://${deployed.buckets.reports}`, '--cluster', 'boutique', '--out', join(work, 'pulled'));
      const json = await deployed.get(deployed.buckets.reports, `${prefix}report.json.gz`);
      const pulled = readFileSync(join(work, 'pulled', 'report.json.gz'));
      expect(json?.equals(pulled)).toBe(true);
      expect(existsSync(join(work, 'pulled', 'report.duckdb'))).toBe(true);
    });

    it('answers requests of the API from the published report', async () => {
      const answer = await deployed.request({ method: 'GET', path: '/api/v1/clusters/boutique/reports' });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain(prefix.split('/')[2] ?? '?');
    });

    it('tells nothing where nothing is new', async () => {
      // An hour more, in which nothing was logged.
      const window = { cluster: 'boutique', from: FROM, to: '2026-11-01T04:59:59Z' };
      expect(outputOf(await deployed.run('analysis', window))).toMatchObject({ published: false });
      expect(await deployed.news()).toEqual([]);
    });
  },
);
