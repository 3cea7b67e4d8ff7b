import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/read-settings.ts';
import { functionSettings } from '../../infra/settings-schema.ts';
import { EXAMPLE_FILE, exampleSettings, SETTINGS } from './settings-of-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowfence-settings-'));

const written = (text: string): string => {
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return path;
};

const lineOf = (changes: object): string => {
  const read = readSettings(written(JSON.stringify({ ...Object(exampleSettings()), ...changes })));
  return read.kind === 'unusable' ? read.line.slice(folder.length + 1) : 'usable';
};

const CLUSTER = { name: 'prod', logs: ['vpc'] };
const LOGS = { name: 'vpc', prefix: 'AWSLogs/' };

describe('the settings file', () => {
  it.each([
    ['a name that is too long', { name: 'x'.repeat(31) }, 'settings.json: name: a small letter first'],
    ['a setting that is none', { retention: 3 }, 'settings.json: Unrecognized key: "retention"'],
    ['a setting of a setting that is none', { alarms: { queueAge: 3 } }, 'settings.json: alarms: Unrecognized key'],
    ['a cluster without logs', { clusters: [{ name: 'prod', logs: [] }] }, 'settings.json: clusters.0.logs: '],
    [
      'logs that no entry has',
      { clusters: [{ ...CLUSTER, logs: ['vcp'] }] },
      'clusters.0.logs.0: no entry of logs has the name vcp',
    ],
    ['a cluster twice', { clusters: [CLUSTER, CLUSTER] }, 'clusters.1.name: prod stands here twice'],
    [
      'a writer of no cluster',
      { clusters: [{ ...CLUSTER, name: 'other' }] },
      'snapshotWriters.0.cluster: no entry of clusters',
    ],
    [
      'an unknown bucket',
      { logs: [{ ...LOGS, bucket: 'central' }] },
      'logs.0.bucket: central is not in importedBuckets',
    ],
    [
      'a bucket that nothing reads',
      { importedBuckets: [{ bucket: 'central' }] },
      'importedBuckets.0.bucket: no entry of logs',
    ],
    [
      'prefixes that overlap',
      { logs: [LOGS, { name: 'other', prefix: 'AWSLogs/1111/' }] },
      'logs.1.prefix: overlaps the prefix of vpc in the same bucket',
    ],
    [
      'a prefix that climbs',
      { logs: [{ ...LOGS, prefix: '/AWSLogs/' }] },
      'logs.0.prefix: empty, or a folder that ends with /',
    ],
    ['a prefix with a wildcard', { logs: [{ ...LOGS, prefix: 'a*/' }] }, 'logs.0.prefix: "a*/" cannot be a prefix'],
    [
      'a schedule in words',
      { clusters: [{ ...CLUSTER, schedule: 'daily' }] },
      'clusters.0.schedule: daily is no schedule',
    ],
    [
      'a zone of no place',
      { clusters: [{ ...CLUSTER, timezone: 'Mars/North' }] },
      'clusters.0.timezone: Mars/North is no time zone',
    ],
    [
      'a window longer than what is kept',
      { clusters: [{ ...CLUSTER, windowHours: 2160 }] },
      'retentionDays.summaries: a window of 2160 hours needs at least 92 days',
    ],
    [
      'a reservation that refuses batches of the queue',
      { functions: { ingest: { reservedConcurrency: 99 } } },
      'functions.ingest.reservedConcurrency: 99 is less than the 100 of ingestAtOnce and backfillAtOnce together',
    ],
    [
      'a reservation that refuses hours',
      { functions: { rollup: { reservedConcurrency: 39 } } },
      'functions.rollup.reservedConcurrency: 39 is less than the 40 of hoursAtOnce',
    ],
    [
      'an age that one object reaches which is tried again',
      { functions: { ingest: { timeoutSeconds: 300 } } },
      'alarms.queueAgeSeconds: a message that fails twice is out of sight for 3660 s',
    ],
    ['a function that is too large', { functions: { ingest: { memoryMB: 20000 } } }, 'functions.ingest.memoryMB: '],
    [
      'a key by its id',
      { importedBuckets: [{ bucket: 'b-1', keyArn: '1234' }] },
      'importedBuckets.0.keyArn: the ARN of a key',
    ],
    [
      'a plain issuer',
      { api: { authorization: { kind: 'jwt', issuer: 'http://x', audience: ['a'] } } },
      'api.authorization.issuer: ',
    ],
  ])('is refused for %s', (_, changes, line) => {
    expect(lineOf(changes)).toContain(line);
    expect(lineOf(changes)).not.toContain('\n');
  });

  it('is refused where it is no JSON or not there', () => {
    expect(readSettings(written('{"name": '))).toMatchObject({
      line: expect.stringMatching(/settings\.json: is no JSON \(.*\); mend it/),
    });
    expect(readSettings(join(folder, 'absent.json'))).toMatchObject({
      line: expect.stringContaining('settings.example.json'),
    });
  });

  it('may reserve as much as runs at once', () => {
    const functions = { ingest: { reservedConcurrency: 100 }, rollup: { reservedConcurrency: 40 } };
    expect(lineOf({ functions })).toBe('usable');
  });

  it('of the example is usable', () => {
    expect(readSettings(EXAMPLE_FILE)).toMatchObject({ kind: 'settings', settings: { name: 'flowfence' } });
  });

  it('gives the functions what they read, and no more', () => {
    expect(Object.keys(functionSettings(SETTINGS.all)).sort()).toEqual(['clusters', 'logs', 'name', 'notify']);
  });

  it('ends the synthesis with one line and status 2', () => {
    const path = written('{}');
    const run = spawnSync('npx', ['tsx', 'infra/app.ts'], {
      env: { ...process.env, FLOWFENCE_SETTINGS: path, npm_config_loglevel: 'silent' },
      encoding: 'utf8',
    });
    expect(run.status).toBe(2);
    expect(run.stderr.trim().split('\n')).toEqual([expect.stringContaining(`${path}: name: `)]);
  });
});
