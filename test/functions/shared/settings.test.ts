// The settings beside the code, and what is said of settings and of an environment that cannot be used.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonEnvironment } from '../../../functions/shared/container.ts';
import { readEnvironment } from '../../../functions/shared/environment.ts';
import { logSourceOf, toLogSource } from '../../../functions/shared/log-sources.ts';
import { clusterNamed, readSettings } from '../../../functions/shared/settings.ts';

const USABLE = {
  name: 'flowfence',
  logs: [{ name: 'vpc', prefix: 'AWSLogs/' }],
  clusters: [{ name: 'prod', logs: ['vpc'] }],
  retentionDays: { logs: 30 },
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return path;
}

describe('settings', () => {
  it('are read with their defaults; what only the stacks need is passed over', () => {
    const settings = readSettings(written(JSON.stringify(USABLE)));

    expect(clusterNamed(settings, 'prod')).toMatchObject({
      windowHours: 168,
      dataplane: 'auto',
      minEvidence: 'fan-in',
    });
    expect(settings).not.toHaveProperty('retentionDays');
  });

  it.each([
    ['a prefix that is no folder', { ...USABLE, logs: [{ name: 'vpc', prefix: 'AWSLogs' }] }, /logs\.0\.prefix/],
    ['a prefix from the root', { ...USABLE, logs: [{ name: 'vpc', prefix: '/AWSLogs/' }] }, /logs\.0\.prefix/],
    ['a name that climbs', { ...USABLE, clusters: [{ name: 'a..b', logs: ['vpc'] }] }, /clusters\.0\.name/],
    ['no cluster', { ...USABLE, clusters: [] }, /clusters/],
  ])('are refused with the place: %s', (_what, settings, place) => {
    expect(() => readSettings(written(JSON.stringify(settings)))).toThrow(place);
  });

  it('are refused where they are no JSON, or not there', () => {
    expect(() => readSettings(written('{'))).toThrow(/settings\.json: unreadable/);
    expect(() => readSettings(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json: unreadable/);
  });

  it('name the clusters that there are', () => {
    expect(() => clusterNamed(readSettings(written(JSON.stringify(USABLE))), 'staging')).toThrow(/cluster staging/);
  });
});

describe('environment', () => {
  const usable = {
    DATA_BUCKET: 'data-1',
    SNAPSHOTS_BUCKET: 'snapshots-1',
    REPORTS_BUCKET: 'reports-1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  };

  it('is read with its defaults', () => {
    expect(readEnvironment(commonEnvironment, usable)).toMatchObject({
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: 1769,
      S3_PATH_STYLE: 'false',
    });
  });

  it.each([
    ['absent', { ...usable, DATA_BUCKET: undefined }, /environment variable DATA_BUCKET/],
    ['a path', { ...usable, REPORTS_BUCKET: '../x' }, /environment variable REPORTS_BUCKET/],
    ['no number', { ...usable, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: 'much' }, /AWS_LAMBDA_FUNCTION_MEMORY_SIZE/],
  ])('is refused with the name of the variable: %s', (_what, environment, message) => {
    expect(() => readEnvironment(commonEnvironment, environment)).toThrow(message);
  });
});

describe('log source of an object', () => {
  const sources = [
    toLogSource({ name: 'all', bucket: 'logs', prefix: '' }, undefined),
    toLogSource({ name: 'prod', bucket: 'logs', prefix: 'AWSLogs/1/' }, undefined),
    toLogSource({ name: 'own', prefix: 'AWSLogs/' }, 'own-logs'),
  ];

  it.each([
    ['s3://logs/AWSLogs/1/a.gz', 'prod'],
    ['s3://logs/AWSLogs/11/a.gz', 'all'],
    ['s3://own-logs/AWSLogs/a.gz', 'own'],
    ['s3://own-logs/elsewhere/a.gz', undefined],
    ['s3://logs-2/AWSLogs/1/a.gz', undefined],
  ])('of %s is %s', (key, name) => {
    expect(logSourceOf(sources, key)?.name).toBe(name);
  });

  it('needs a bucket', () => {
    expect(() => toLogSource({ name: 'own', prefix: '' }, undefined)).toThrow(/log source own/);
  });

  it('needs a format that holds what a record needs', () => {
    const logs = { name: 'bare', bucket: 'logs', prefix: '' };

    // biome-ignore lint/suspicious/noTemplateCurlyInString: the spelling of AWS
    expect(() => toLogSource({ ...logs, format: '${version} ${action}' }, undefined)).toThrow(
      /format of log source bare/,
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the spelling of AWS
    expect(() => toLogSource({ ...logs, format: '${no-field}' }, undefined)).toThrow(/format of log source bare/);
  });
});
