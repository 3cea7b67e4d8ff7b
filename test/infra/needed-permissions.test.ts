// The steps run on a small cluster, and each access is asked of the role of its function: all are allowed, and none is for nothing.
import { mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReportStore } from '../../lib/adapters/report-store.ts';
import { analyzeStored } from '../../lib/pipeline/stored/analyze-stored.ts';
import { clearKiller, ingestStored, markKiller } from '../../lib/pipeline/stored/ingest-stored.ts';
import { newsOfRun } from '../../lib/pipeline/stored/news-stored.ts';
import { planBackfill } from '../../lib/pipeline/stored/plan-backfill.ts';
import { planRun } from '../../lib/pipeline/stored/plan-run.ts';
import { rollUpStored } from '../../lib/pipeline/stored/roll-up-stored.ts';
import { readPlan } from '../../lib/pipeline/stored/run-files.ts';
import {
  BEGIN,
  CLUSTER,
  type Lab,
  type LabTools,
  makeLab,
  withLabTools,
  writeLabCluster,
} from '../pipeline/stored/stored-lab.ts';
import { rolesOf, type Statement } from './policies.ts';
import { type Access, recorded } from './recorded-access.ts';

const LOG_PREFIX = 'AWSLogs/';
const WINDOW = { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 };

let root = '';
const accesses = new Map<string, readonly Access[]>();

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-access-'));
  const base = makeLab(root);
  const size = { workloads: 4, nodes: 2, namespaces: 1, objectsPerSlot: 1, rate: 0.3, snapshotMinutes: 20 };
  writeLabCluster(base, { profile: 'test', seed: 3, hours: 0.5, format: 'v5', ...size });
  const step = async <T>(role: string, job: (tools: LabTools, lab: Lab) => Promise<T>): Promise<T> => {
    const { lab, accesses: noted } = recorded(base, LOG_PREFIX);
    const result = await withLabTools(lab, (tools) => job(tools, lab));
    accesses.set(role, noted);
    return result;
  };
  const keys = (await base.store.list(base.logs.location)).map(({ key }) => key);
  // Delivered late: the mark of a reader that may die lies under another hour than what is read.
  for (const key of keys.slice(0, 1)) utimesSync(key, BEGIN + 36_000, BEGIN + 36_000);
  await step('IngestRole', async (tools, { logs }) => {
    await ingestStored(tools, logs, `${logs.location}gone.log.gz`);
    for (const key of keys) {
      const mark = await markKiller(tools, logs, key);
      await clearKiller(tools, mark, await ingestStored(tools, logs, key));
    }
  });
  const planned = await step('ListHoursRole', async (tools, { logs }) => {
    const made = await planRun(tools, { cluster: CLUSTER, logs: [logs], ...WINDOW });
    // For the age of its snapshots.
    await readPlan(tools, made.planKey);
    return made;
  });
  await step('RollupRole', async (tools) => {
    for (const { plan, hour } of JSON.parse(readFileSync(planned.hoursKey, 'utf8')))
      await rollUpStored(tools, plan, hour);
  });
  const run = { cluster: planned.cluster, run: planned.run };
  await step('AnalyzeRole', (tools) => analyzeStored(tools, planned.planKey));
  await step('NotifyRole', async (tools) => {
    await newsOfRun(tools, run, { coverageDropPercent: 10 });
    await newsOfRun(tools, { ...run, cluster: 'nobody' }, { coverageDropPercent: 10 });
  });
  await step('PlanBackfillRole', (tools, { logs }) =>
    planBackfill(tools, { logs, fromSeconds: 0, toSeconds: 2 ** 32, execution: 'one' }),
  );
  await step('ApiRole', async ({ places }, { store }) => {
    const folders = async (location: string): Promise<readonly string[]> => {
      await store.listBelow(location);
      return location.endsWith('reports/') ? ['prod'] : [run.run];
    };
    const reports = makeReportStore({ store, places, folders, sign: undefined, now: () => new Date(0) });
    await reports.clusters();
    await reports.reports('prod');
    await reports.latest('prod');
    await reports.latest('nobody');
    await reports.document('prod', run.run);
  });
}, 300_000);
afterAll(() => rmSync(root, { recursive: true }));

/** Grants on buckets, one an action and resource. */
interface Grant {
  readonly action: string;
  readonly bucket: string;
  /** Of keys, or of listings. */
  readonly prefix: string;
}

const grantsOf = (role: string): readonly Grant[] =>
  (rolesOf('example').find(({ id }) => id === role)?.allowed ?? []).flatMap((statement) =>
    statement.actions
      // Given up is what was begun to be written.
      .filter((action) => action.startsWith('s3:') && action !== 's3:AbortMultipartUpload')
      .flatMap((action) => statement.resources.flatMap((resource) => grant(action, resource, statement))),
  );

const grant = (action: string, resource: string, { conditions }: Statement): readonly Grant[] => {
  const [, bucket = '', key = ''] = /^\{([a-z]+)-bucket-arn\}(?:\/(.*))?$/.exec(resource) ?? [];
  const listed = Object.values(conditions).flatMap((condition) => condition['s3:prefix']);
  const patterns = action === 's3:ListBucket' ? listed.flat().map(String) : [key];
  return patterns.map((pattern) => ({ action, bucket, prefix: pattern.replace(/\*$/, '') }));
};

const covers = (given: Grant, { action, bucket, key }: Access): boolean =>
  given.action === action && given.bucket === bucket && key.startsWith(given.prefix);

const ROLES = ['IngestRole', 'ListHoursRole', 'RollupRole', 'AnalyzeRole', 'NotifyRole', 'PlanBackfillRole', 'ApiRole'];

describe.each(ROLES)('%s', (role) => {
  it('allows what its function does', () => {
    const done = accesses.get(role) ?? [];
    expect(done.length).toBeGreaterThan(0);
    expect(done.filter((access) => !grantsOf(role).some((given) => covers(given, access)))).toEqual([]);
  });

  it('allows nothing that its function does not do', () => {
    const done = accesses.get(role) ?? [];
    expect(grantsOf(role).filter((given) => !done.some((access) => covers(given, access)))).toEqual([]);
  });
});
