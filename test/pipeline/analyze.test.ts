import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import { readReport } from '../../lib/adapters/report-reader.ts';
import { type AnalyzeOptions, type AnalyzeTools, analyze } from '../../lib/pipeline/analyze.ts';
import { identityPaths, writeIdentityFiles } from '../../lib/pipeline/identity-files.ts';
import { ingestAll, readSummaries } from '../../lib/pipeline/ingest-all.ts';
import { listObjects, readSnapshots } from '../../lib/pipeline/read-cluster.ts';
import { rollUpWindow } from '../../lib/pipeline/roll-up-window.ts';
import { UnusableInputError } from '../../lib/pipeline/unusable.ts';
import { readWindow } from '../../lib/pipeline/window.ts';
import { UPSTREAM_REQUEST } from '../../lib/policy/dataplanes/resolve.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { formatJson } from '../../lib/report/formats/json.ts';
import { writeCluster } from '../generator/write.ts';

let root = '';
let reference: ReportDocument;
/** 2026-11-01T00:00:00Z, when the generated logs begin; they run for an hour and a half. */
const BEGIN = 1_793_491_200;
const NOON = BEGIN + 3600;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-analyze-'));
  writeCluster(root, { profile: 'test', seed: 41, hours: 1.5, workloads: 24, nodes: 4, format: 'mixed' });
  reference = (await run({ reportPath: join(root, 'report.duckdb') })).document;
});
afterAll(() => rmSync(root, { recursive: true }));

const TOOLS = { memoryBytes: 1_000_000_000, threads: 2, progress: { step: () => undefined } };

function optionsWith(changes: Partial<AnalyzeOptions>): AnalyzeOptions {
  return {
    flows: [join(root, 'flows')],
    summaries: [],
    snapshots: [join(root, 'snapshots')],
    dataplane: UPSTREAM_REQUEST,
    minEvidence: 'fan-in',
    includeSystem: false,
    reportPath: join(root, 'other.duckdb'),
    ...changes,
  };
}

/** In a folder of its own for temporary files: other tests run at the same time. */
function run(changes: Partial<AnalyzeOptions>) {
  mkdirSync(join(root, 'temporary'), { recursive: true });
  return withLocalTools({ ...TOOLS, temporaryFolder: join(root, 'temporary') }, (tools) =>
    analyze(tools, optionsWith(changes)),
  );
}

async function ingest(folder: string, flows = join(root, 'flows')): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await withLocalTools(TOOLS, async (tools) => {
    const workFolder = await tools.files.makeFolder('work');
    await ingestAll({ ...tools, workFolder, declared: undefined }, await listObjects(tools.source, [flows]), folder);
  });
}

describe('the three steps', () => {
  it('give the same report when summaries are kept between them', async () => {
    const folder = join(root, 'kept');
    await ingest(folder);

    const { document } = await run({ flows: [], summaries: [folder] });

    expect(formatJson(document)).toBe(formatJson(reference));
  });

  it('give the same connections as calls of their own, with nothing but files between them', async () => {
    const folder = join(root, 'steps');
    await ingest(join(folder, 'summaries'));
    const window = { fromSeconds: 0, toSeconds: BEGIN + 10_800 };

    const rollups = await withLocalTools(TOOLS, async (tools) => {
      const session = await tools.engine.session();
      const { snapshots } = await readSnapshots(tools.source, [join(root, 'snapshots')]);
      const identity = await writeIdentityFiles(tools.files, snapshots, folder);
      const paths = readdirSync(join(folder, 'summaries')).map((name) => join(folder, 'summaries', name));
      const summaries = await readSummaries(session, paths);
      const made = await rollUpWindow({ ...tools, session }, { summaries, identity, window, folder });
      session.close();
      return made;
    });
    const observed = await withLocalTools(TOOLS, async (tools) =>
      readWindow(await tools.engine.session(), rollups, identityPaths(tools.files, folder)),
    );

    const facts = ({ client, server, protocol, port, outcome, evidence, records, bytes, packets }: Fact) =>
      JSON.stringify([client, server, protocol, port, outcome, evidence, records, bytes, packets]);
    expect(rollups.length).toBe(2);
    expect(observed.connections.map(facts)).toEqual(reference.connections.map(facts));
  });

  it('leave summaries alone that are there already, and make those that are missing', async () => {
    const folder = join(root, 'twice');
    await ingest(folder);
    const before = stateOf(folder);
    const [first = ''] = readdirSync(folder);
    rmSync(join(folder, first));

    await ingest(folder);

    const after = stateOf(folder);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    delete after[first];
    delete before[first];
    expect(after).toEqual(before);
  });
});

type Fact = Pick<
  ReportDocument['connections'][number],
  'client' | 'server' | 'protocol' | 'port' | 'outcome' | 'evidence' | 'records' | 'bytes' | 'packets'
>;

/** What would change if a file were written anew. */
function stateOf(folder: string): Record<string, number> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, statSync(join(folder, name)).mtimeMs]),
  );
}

describe('a window', () => {
  const recordsOf = (document: ReportDocument) =>
    document.coverage.attributed + document.coverage.unattributed.reduce((sum, one) => sum + one.records, 0);

  const outside = ({ coverage }: ReportDocument) =>
    coverage.unattributed.find(({ reason }) => reason === 'outside-window')?.records ?? 0;

  it('takes the hours in it, and both halves are the whole', async () => {
    const { document: first } = await run({ toSeconds: NOON - 1 });
    const { document: second } = await run({ fromSeconds: NOON });

    expect(first.window.to).toBe('2026-11-01T00:59:59Z');
    expect(second.window.from).toBe('2026-11-01T01:00:00Z');
    expect(recordsOf(first)).toBe(reference.inputs.records);
    expect(recordsOf(second)).toBe(reference.inputs.records);
    expect(outside(first)).toBeGreaterThan(0);
    expect(outside(first) + outside(second)).toBe(reference.inputs.records);
    expect(second.connections.filter(({ lastSeen }) => lastSeen < '2026-11-01T01:00:00Z')).toEqual([]);
  });

  it('without a row in it is empty, not an error', async () => {
    const { document } = await run({ fromSeconds: BEGIN + 86_400, toSeconds: BEGIN + 90_000 });

    expect(document.connections).toEqual([]);
    expect(outside(document)).toBe(reference.inputs.records);
    expect(document.inputs.records).toBe(reference.inputs.records);
  });
});

describe('input that says nothing', () => {
  it('of logs without a row leaves the time of the snapshots, and says that nothing is known', async () => {
    const log = join(root, 'no-rows.log');
    writeFileSync(log, '');

    const { document } = await run({ flows: [log], reportPath: join(root, 'no-rows.duckdb') });

    expect(document.window).toEqual({ from: document.coverage.snapshots.first, to: document.coverage.snapshots.last });
    const kinds = document.findings.map(({ kind }) => kind);
    expect(kinds).toContain('empty-window');
    expect(kinds).not.toContain('late-snapshots');
  });

  it('of a policy file is a finding', async () => {
    const policies = join(root, 'values.yaml');
    writeFileSync(
      policies,
      'replicas: 3\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: b}\nspec: {podSelector: {}}\n',
    );

    const { document } = await run({ policies: [policies], reportPath: join(root, 'values.duckdb') });

    const found = document.findings.filter(({ kind }) => kind === 'not-an-object');
    expect(found.map(({ subject }) => subject)).toEqual([expect.stringContaining('values.yaml')]);
  });
});

describe('a run that fails', () => {
  const report = () => join(root, 'old', 'report.duckdb');

  beforeAll(() => {
    mkdirSync(join(root, 'old'));
    mkdirSync(join(root, 'empty'));
    mkdirSync(join(root, 'bad'));
    writeFileSync(join(root, 'bad', 'no-log.gz'), 'this is no flow log\n');
    writeFileSync(join(root, 'bad', 'policy.yaml'), 'kind: NetworkPolicy\nspec: [\n');
    writeFileSync(join(root, 'bad', '20261101T000000Z.json'), '{"kind":"List","items":[]}');
    copyFileSync(join(root, 'report.duckdb'), report());
  });

  const failing: readonly { name: string; changes: () => Partial<AnalyzeOptions>; names: RegExp }[] = [
    { name: 'no such logs', changes: () => ({ flows: [join(root, 'nowhere')] }), names: /nowhere/ },
    { name: 'an empty folder of logs', changes: () => ({ flows: [join(root, 'empty')] }), names: /empty/ },
    { name: 'no readable log', changes: () => ({ flows: [join(root, 'bad', 'no-log.gz')] }), names: /no-log\.gz/ },
    {
      name: 'a folder without summaries',
      changes: () => ({ flows: [], summaries: [join(root, 'bad')] }),
      names: /bad/,
    },
    {
      name: 'a snapshot without pods',
      changes: () => ({ snapshots: [join(root, 'bad', '20261101T000000Z.json')] }),
      names: /20261101T000000Z/,
    },
    {
      name: 'a policy that does not parse',
      changes: () => ({ policies: [join(root, 'bad', 'policy.yaml')] }),
      names: /policy\.yaml/,
    },
  ];

  it.each(failing)('says why in one line and leaves the old report as it was: $name', async ({ changes, names }) => {
    const before = readFileSync(report());

    const failure: unknown = await run({ ...changes(), reportPath: report() }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(Error);
    const { message } = failure as Error;
    expect(message).toMatch(names);
    expect(message).not.toContain('\n');
    expect(readFileSync(report()).equals(before)).toBe(true);
    expect(readdirSync(join(root, 'old'))).toEqual(['report.duckdb']);
    expect(readdirSync(join(root, 'temporary'))).toEqual([]);
  });

  it('is not disturbed by what a run that was killed has left', async () => {
    writeFileSync(`${report()}.part`, 'half a report');
    writeFileSync(`${report()}.part.wal`, 'half a log');
    const target = join(root, 'old', 'report.duckdb');

    const { document } = await run({ reportPath: target });

    expect(formatJson(document)).toBe(formatJson(reference));
    expect((await readReport(target)).kind).toBe('document');
    expect(readdirSync(join(root, 'old'))).toEqual(['report.duckdb']);
  });

  it('leaves no half of a report, whenever writing it breaks off', async () => {
    const before = readFileSync(report());
    const breaking = (tools: AnalyzeTools): AnalyzeTools => ({
      ...tools,
      openFile: async (path) => {
        const engine = await tools.openFile(path);
        const session = async () => {
          const real = await engine.session();
          const run = (sql: string) => (sql === 'CHECKPOINT' ? Promise.reject(new Error('disk full')) : real.run(sql));
          return { ...real, run };
        };
        return { ...engine, session };
      },
    });

    const failure = withLocalTools(TOOLS, (tools) => analyze(breaking(tools), optionsWith({ reportPath: report() })));

    await expect(failure).rejects.toThrow('disk full');
    expect(readFileSync(report()).equals(before)).toBe(true);
    expect(readdirSync(join(root, 'old'))).toEqual(['report.duckdb']);
  });

  it('is told apart from a fault of ours', async () => {
    await expect(run({ flows: [join(root, 'empty')] })).rejects.toBeInstanceOf(UnusableInputError);
  });
});

describe('a report', () => {
  it('is whole and opens', async () => {
    const reading = await readReport(join(root, 'report.duckdb'));

    expect(reading.kind).toBe('document');
    if (reading.kind === 'document') expect(formatJson(reading.document)).toBe(formatJson(reference));
    expect(existsSync(join(root, 'report.duckdb.part'))).toBe(false);
    expect(existsSync(join(root, 'report.duckdb.wal'))).toBe(false);
  });

  it('names damaged objects and goes on with the others', async () => {
    const flows = join(root, 'one-bad');
    mkdirSync(flows);
    copyFileSync(join(root, 'bad', 'no-log.gz'), join(flows, 'no-log.gz'));

    const { document } = await run({ flows: [join(root, 'flows'), flows] });

    expect(document.inputs.objects).toBe(reference.inputs.objects + 1);
    expect(document.connections).toEqual(reference.connections);
    expect(document.findings.filter(({ subject }) => subject.includes('no-log.gz'))).toHaveLength(1);
  });
});
