import { describe, expect, it } from 'vitest';
import {
  backfillKey,
  formatRunName,
  formatSummaryName,
  isReportFile,
  isRunName,
  isStoredName,
  latestKey,
  parseSummaryName,
  reportKey,
  rollupKey,
  runKey,
  runOfPlanKey,
  snapshotsPrefix,
  summaryKey,
} from '../../../lib/pipeline/stored/keys.ts';

const PLACES = { data: 's3://data/', snapshots: 's3://snapshots/', reports: 's3://reports/' };
const DIGEST = '0123456789abcdef0123456789abcdef';
const RUN = { cluster: 'prod', run: '20261101T000000Z-0123456789abcdef' };

describe('keys', () => {
  it('are those of the stored layout', () => {
    const name = { firstHour: 498_192, lastHour: 498_193, digest: DIGEST };
    const rollup = { cluster: 'prod', hour: 498_192, fingerprint: DIGEST };

    expect([
      summaryKey(PLACES, 'vpc', name),
      rollupKey(PLACES, rollup, 'connections'),
      runKey(PLACES, RUN, 'plan.json'),
      reportKey(PLACES, RUN, 'policies/shop/web.yaml'),
      latestKey(PLACES, 'prod'),
      snapshotsPrefix(PLACES, 'prod'),
      backfillKey(PLACES, 'first-Backfill_1'),
    ]).toEqual([
      `s3://data/summaries/vpc/498192-498193-${DIGEST}.parquet`,
      `s3://data/rollups/prod/498192/${DIGEST}-connections.parquet`,
      `s3://data/runs/prod/${RUN.run}/plan.json`,
      `s3://reports/reports/prod/${RUN.run}/policies/shop/web.yaml`,
      's3://reports/reports/prod/latest.json',
      's3://snapshots/snapshots/prod/',
      's3://data/backfills/first-Backfill_1/objects.json',
    ]);
  });

  it.each([
    { firstHour: 498_192, lastHour: 498_239, wide: false },
    { firstHour: 498_192, lastHour: 498_240, wide: true },
    { firstHour: 1_000_000, lastHour: 1_000_000, wide: true },
    { firstHour: 0, lastHour: 0, wide: false },
  ])('put summaries apart that no listing by hour would find: $firstHour to $lastHour', ({ wide, ...hours }) => {
    expect(summaryKey(PLACES, 'vpc', { ...hours, digest: DIGEST }).includes('/wide/')).toBe(wide);
  });

  it('of summaries sort by hour, and are read back', () => {
    const hours = [0, 9, 10, 99_999, 100_000, 498_192, 999_999];
    const names = hours.map((hour) => formatSummaryName({ firstHour: hour, lastHour: hour, digest: DIGEST }));

    expect([...names].sort()).toEqual(names);
    expect(names.map((name) => parseSummaryName(name)?.firstHour)).toEqual(hours);
  });

  it.each(['', '..', 'a..b', '.a', 'a.', 'A', 'a/b', 'a b', 'a\n', 'ä', '-a', 'a'.repeat(64)])(
    'refuse %j as a name',
    (name) => {
      expect(isStoredName(name)).toBe(false);
      expect(() => latestKey(PLACES, name)).toThrow(/no name/);
    },
  );

  it.each([
    '../x',
    'policies/../../latest.json',
    '/etc/passwd',
    'policies//x',
    'a/.hidden',
    '',
    'x\0',
    'policies/%2e%2e',
  ])('refuse %j as a file of a report', (file) => {
    expect(isReportFile(file)).toBe(false);
    expect(() => reportKey(PLACES, RUN, file)).toThrow(/no file/);
  });
});

describe('the name of a run', () => {
  it('says the end of its window and what it is made from', () => {
    expect(formatRunName(1_793_491_200, `${DIGEST}${DIGEST}`)).toBe('20261101T000000Z-0123456789abcdef');
  });

  it('is found in the key of its plan, and in no other key', () => {
    expect(runOfPlanKey(runKey(PLACES, RUN, 'plan.json'))).toEqual(RUN);
    for (const key of [
      's3://data/runs/prod/x/plan.json',
      's3://data/runs/../20261101T000000Z-0123456789abcdef/plan.json',
      's3://data/plan.json',
    ]) {
      expect(runOfPlanKey(key)).toBeUndefined();
    }
    expect(isRunName(`${RUN.run}/..`)).toBe(false);
  });
});
