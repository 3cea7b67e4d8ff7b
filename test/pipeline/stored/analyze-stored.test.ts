import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLocalTools } from '../../../lib/adapters/local-tools.ts';
import { readReport } from '../../../lib/adapters/report-reader.ts';
import { type AnalyzeOptions, analyze } from '../../../lib/pipeline/analyze.ts';
import type { IngestOutcome } from '../../../lib/pipeline/stored/ingest-stored.ts';
import { UPSTREAM_REQUEST } from '../../../lib/policy/dataplanes/resolve.ts';
import type { ReportDocument } from '../../../lib/report/document.ts';
import { formatJson } from '../../../lib/report/formats/json.ts';
import {
  BEGIN,
  CLUSTER,
  ingestLogs,
  type Lab,
  type LabRun,
  makeLab,
  plan,
  rollUp,
  runLab,
  stateOf,
  writeLabCluster,
} from './stored-lab.ts';

let root = '';
let lab: Lab;
let outcomes: readonly IngestOutcome[];
let reference: LabRun;
const HOURS = 3;
const WINDOW = { fromSeconds: BEGIN, toSeconds: BEGIN + HOURS * 3600 - 1 };

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-stored-'));
  lab = makeLab(join(root, 'base'));
  const size = { workloads: 8, nodes: 3, namespaces: 2, objectsPerSlot: 1, rate: 0.5, snapshotMinutes: 20 };
  writeLabCluster(lab, { profile: 'test', seed: 5, hours: 2.2, format: 'v5', ...size }, ['prod', 'other']);
  outcomes = await ingestLogs(lab);
  reference = await runLab(lab, WINDOW);
}, 240_000);
afterAll(() => rmSync(root, { recursive: true }));

/** Has all summaries of the base, and nothing else yet. */
function copyOfLab(name: string): Lab {
  const copy = makeLab(join(root, name), lab);
  cpSync(join(lab.places.data, 'summaries'), join(copy.places.data, 'summaries'), {
    recursive: true,
    preserveTimestamps: true,
  });
  return copy;
}

function exported(from: Lab, { published }: LabRun): string {
  const path = join(from.places.reports, 'reports', published.cluster, published.run, 'report.json.gz');
  return gunzipSync(readFileSync(path)).toString('utf8');
}

function documentOf(from: Lab, run: LabRun): ReportDocument {
  return JSON.parse(exported(from, run)) as ReportDocument;
}

describe('an analysis over a store', () => {
  it('gives the JSON export of the command line over the same objects, byte for byte', async () => {
    mkdirSync(join(root, 'temporary'));
    const options: AnalyzeOptions = {
      ...{ flows: [lab.logs.location], summaries: [], snapshots: [join(lab.places.snapshots, 'snapshots/prod')] },
      ...{ dataplane: UPSTREAM_REQUEST, minEvidence: 'fan-in', includeSystem: false, ...WINDOW },
      reportPath: join(root, 'temporary', 'report.duckdb'),
    };

    const { document } = await withLocalTools(
      { memoryBytes: 1_000_000_000, threads: 2, progress: { step: () => undefined } },
      (tools) => analyze(tools, options),
    );

    const { cluster, run } = reference.published;
    const stored = await readReport(join(lab.places.reports, 'reports', cluster, run, 'report.duckdb'));
    expect(exported(lab, reference)).toBe(formatJson(document));
    expect(stored.kind === 'document' && formatJson(stored.document)).toBe(formatJson(document));
    expect(document.connections.length).toBeGreaterThan(100);
  });

  it('repeated writes the same bytes everywhere, and rolls nothing up anew', async () => {
    const before = stateOf(lab.root);

    const again = await runLab(lab, WINDOW);

    expect(again.rolled.map(({ reused }) => reused)).toEqual([true, true, true]);
    expect(stateOf(lab.root)).toEqual(before);
  });

  it('of another cluster on the same logs has rollups and a report of its own', async () => {
    const before = stateOf(join(lab.places.reports, 'reports/prod'));

    const other = await runLab(lab, { ...WINDOW, cluster: { ...CLUSTER, name: 'other' } });

    const renamed = exported(lab, other).replaceAll('snapshots/other/', 'snapshots/prod/');
    expect(other.rolled.map(({ reused }) => reused)).toEqual([false, false, false]);
    expect(renamed.replace('"cluster": "other"', '"cluster": "prod"')).toBe(exported(lab, reference));
    expect(stateOf(join(lab.places.reports, 'reports/prod'))).toEqual(before);
  });

  it('of a window without logs says so, instead of a sound-looking report', async () => {
    const later = { fromSeconds: BEGIN + 86_400, toSeconds: BEGIN + 90_000 };

    const run = await runLab(copyOfLab('empty'), later);

    const document = documentOf(makeLab(join(root, 'empty'), lab), run);
    expect(run.planned.hours).toBe(0);
    expect(document.connections).toEqual([]);
    expect(document.inputs).toMatchObject({ objects: 0, records: 0 });
    expect(document.findings.map(({ kind }) => kind)).toContain('empty-window');
  });
});

describe('a rollup that is there', () => {
  it('is reused by a longer window, with snapshots that were not there before, and is what would be made anew', async () => {
    const copy = copyOfLab('longer');
    const first = await runLab(copy, { fromSeconds: BEGIN, toSeconds: BEGIN + 3600 - 1 });

    const second = await runLab(copy, WINDOW);
    const reusing = stateOf(copy.root);
    rmSync(join(copy.places.data, 'rollups'), { recursive: true });
    rmSync(join(copy.places.reports, 'reports'), { recursive: true });
    await runLab(copy, { fromSeconds: BEGIN, toSeconds: BEGIN + 3600 - 1 });
    rmSync(join(copy.places.data, 'rollups'), { recursive: true });
    const anew = await runLab(copy, WINDOW);

    expect(first.rolled.map(({ reused }) => reused)).toEqual([false]);
    expect(second.rolled.map(({ reused }) => reused)).toEqual([true, false, false]);
    expect(anew.rolled.map(({ reused }) => reused)).toEqual([false, false, false]);
    expect(stateOf(copy.root)).toEqual(reusing);
  });

  it('is made anew in batches that do not fit on disk together, to the same bytes', async () => {
    const copy = copyOfLab('batches');
    const planned = await plan(copy, WINDOW);

    await rollUp(copy, planned, { diskBytes: 1, parallel: 1 });

    expect(stateOf(join(copy.places.data, 'rollups/prod'))).toEqual(stateOf(join(lab.places.data, 'rollups/prod')));
  });
});

describe('an object that comes late', () => {
  it('makes its own hour anew, and the report what it would have been', async () => {
    const copy = copyOfLab('late');
    const late = outcomes.findLast((one) => one.kind === 'ingested' && one.facts.records > 0);
    if (late?.kind !== 'ingested') throw new Error('the logs have records');
    const { source, firstHour, lastHour } = late.facts;
    rmSync(late.summaryKey.replace(lab.places.data, copy.places.data));
    const early = await runLab(copy, WINDOW);

    await ingestLogs(copy, [source]);
    const run = await runLab(copy, WINDOW);

    expect(early.published.run).not.toBe(reference.published.run);
    expect(run.rolled.filter(({ reused }) => !reused).map(({ hour }) => hour)).toEqual([lastHour]);
    expect(firstHour).toBe(lastHour);
    expect(run.published.run).toBe(reference.published.run);
    expect(exported(copy, run)).toBe(exported(lab, reference));
    expect(run.published.latest).toBe(true);
  });
});
