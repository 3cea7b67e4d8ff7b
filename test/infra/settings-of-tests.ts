// Settings that the tests of the stacks synthesise: the example's, the least there can be, and everything at once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InfraSettings, infraSettingsSchema } from '../../infra/settings-schema.ts';

export const EXAMPLE_FILE = join(import.meta.dirname, '../../infra/settings.example.json');

const LEAST = {
  name: 'least',
  logs: [{ name: 'vpc', bucket: 'central-logs', prefix: 'AWSLogs/' }],
  clusters: [{ name: 'prod', logs: ['vpc'] }],
  importedBuckets: [{ bucket: 'central-logs', notifications: 'none' }],
  encryption: 's3-managed',
};

const FIELDS = [
  'version',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'start',
  'end',
  'action',
];

const ALL = {
  name: 'all-at-once',
  account: '111122223333',
  region: 'eu-central-1',
  logs: [
    { name: 'own', prefix: 'AWSLogs/' },
    { name: 'own-hive', prefix: 'hive/AWSLogs/aws-account-id=111122223333/' },
    {
      name: 'central',
      bucket: 'central-logs',
      prefix: 'prod/',
      format: FIELDS.map((field) => `\${${field}}`).join(' '),
    },
  ],
  clusters: [
    { name: 'prod', logs: ['own', 'central'] },
    { name: 'staging.eu', logs: ['own-hive'], schedule: 'rate(12 hours)', timezone: 'Europe/Berlin', windowHours: 24 },
  ],
  importedBuckets: [
    { bucket: 'central-logs', account: '444455556666', keyArn: 'arn:aws:kms:eu-central-1:444455556666:key/1234-abcd' },
  ],
  delivery: { accounts: ['111122223333', '777788889999'], regions: ['eu-central-1', 'eu-west-1'] },
  snapshotWriters: [
    { kind: 'pod-identity', cluster: 'prod', clusterArn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod' },
    {
      kind: 'irsa',
      cluster: 'staging.eu',
      providerArn: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF',
    },
  ],
  notify: { emails: ['platform@example.com'], coverageDropPercent: 5 },
  functions: { ingest: { memoryMB: 3538, timeoutSeconds: 240, diskMB: 8192, reservedConcurrency: 100 } },
  flow: { gatherSeconds: 60 },
  api: { authorization: { kind: 'jwt', issuer: 'https://issuer.example.com/', audience: ['flowfence'] } },
};

export const exampleSettings = (): unknown => JSON.parse(readFileSync(EXAMPLE_FILE, 'utf8'));

export const SETTINGS: Readonly<Record<'example' | 'least' | 'all', InfraSettings>> = {
  example: infraSettingsSchema.parse(exampleSettings()),
  least: infraSettingsSchema.parse(LEAST),
  all: infraSettingsSchema.parse(ALL),
};

export type Variant = keyof typeof SETTINGS;
export const VARIANTS: readonly Variant[] = ['example', 'least', 'all'];
