// The time in the name of a snapshot, in the forms that the contract allows, and in none it does not.
import { describe, expect, it } from 'vitest';
import { parseTimeSeconds } from '../../lib/sources/rfc3339.ts';
import { snapshotTimeSeconds } from '../../lib/sources/snapshot-time.ts';

const TIME = Date.UTC(2026, 10, 1, 0, 15, 0) / 1000;

describe('snapshotTimeSeconds', () => {
  it.each([
    ['snapshots/prod/20261101T001500Z.json.gz', TIME],
    ['2026-11-01T00:15:00Z.json', TIME],
    ['2026-11-01T00-15-00Z.json', TIME],
    ['prod-2026-11-01T00-15-00.999Z.yaml', TIME],
    ['2026-11-01T01:15:00+01:00.json', TIME],
    ['2026-10-31T19-15-00-05-00.json', TIME],
    ['20261101T001500+0000.json', TIME],
    ['2026-11-01t00:15:00z', TIME],
    ['s3://bucket/20200101T000000Z/20261101T001500Z.json.gz', TIME],
    ['s3://bucket/20261101T001500Z/pods.json.gz', TIME],
    ['20200101T000000Z_to_20261101T001500Z.json', TIME],
  ])('%s', (name, seconds) => {
    expect(snapshotTimeSeconds(name)).toBe(seconds);
  });

  it.each([
    ['no time', 'snapshot.json'],
    ['a time without a zone', '2026-11-01T00:15:00.json'],
    ['a day alone', '2026-11-01.json'],
    ['a thirteenth month', '20261301T001500Z.json'],
    ['a day that the month lacks', '20260229T001500Z.json'],
    ['hour 24', '20261101T241500Z.json'],
    ['digits that go on', '120261101T001500Z.json'],
    ['a zone beyond the day', '20261101T001500+2500.json'],
  ])('finds none in %s', (_what, name) => {
    expect(snapshotTimeSeconds(name)).toBeUndefined();
  });
});

describe('parseTimeSeconds', () => {
  it.each([
    ['2026-11-01T00:15:00Z', TIME],
    ['2026-11-01T00:15:00.123456Z', TIME],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29) / 1000],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1) / 1000],
    ['1970-01-01T00:00:00Z', 0],
  ])('%s', (text, seconds) => {
    expect(parseTimeSeconds(text)).toBe(seconds);
  });

  it.each(['', 'x2026-11-01T00:15:00Z', '2026-11-01T00:15:00Z ', '0001-01-01T00:00:00Z', '2026-11-01'])(
    'refuses %j',
    (text) => {
      expect(parseTimeSeconds(text)).toBeUndefined();
    },
  );
});
