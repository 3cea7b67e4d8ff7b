// What each role may do, whole: a permission more or less is a line here.
import { describe, expect, it } from 'vitest';
import { type RolePolicies, rolesOf, type Statement } from './policies.ts';
import { VARIANTS } from './settings-of-tests.ts';

/** `s3:GetObject {data-bucket-arn}/runs/*`, one line for an action and a resource; the same for all functions is left out. */
const linesOf = ({ allowed }: RolePolicies): readonly string[] =>
  allowed
    .filter(({ resources }) => !resources.every((resource) => resource === '*' || /Logs\.Arn}$/.test(resource)))
    .flatMap((statement) =>
      statement.actions.flatMap((action) =>
        statement.resources.map((resource) => `${action} ${resource}${limits(statement)}`),
      ),
    );

const limits = ({ conditions }: Statement): string => {
  const values = Object.values(conditions).flatMap((condition) => Object.entries(condition));
  return values
    .map(([key, value]) => ` [${key}: ${JSON.stringify(value).replace(/\{"Fn::Join".*\}/, 'through the service')}]`)
    .join('');
};

const ofRole = (id: string): readonly string[] => {
  const role = rolesOf('example').find((found) => found.id === id);
  if (role === undefined) throw new Error(`no role ${id}: ${rolesOf('example').map((found) => found.id)}`);
  return linesOf(role);
};

const list = (bucket: string, ...prefixes: readonly string[]): string =>
  `s3:ListBucket {${bucket}-bucket-arn} [s3:prefix: ${JSON.stringify(prefixes.map((prefix) => `${prefix}*`))}]`;
const KEY_READ = ['kms:Decrypt {key-arn} [kms:ViaService: through the service]'];
const KEY_WRITE = [...KEY_READ, 'kms:GenerateDataKey {key-arn} [kms:ViaService: through the service]'];

describe('roles', () => {
  it.each([
    [
      'IngestRole',
      [
        's3:GetObject {log-bucket-arn}/AWSLogs/*',
        list('log', 'AWSLogs/'),
        's3:PutObject {data-bucket-arn}/summaries/*',
        's3:AbortMultipartUpload {data-bucket-arn}/summaries/*',
        's3:DeleteObject {data-bucket-arn}/summaries/*',
        ...KEY_WRITE,
        'sqs:ReceiveMessage {ingest-queue-arn}',
        'sqs:DeleteMessage {ingest-queue-arn}',
        'sqs:GetQueueAttributes {ingest-queue-arn}',
      ],
    ],
    [
      'ListHoursRole',
      [
        's3:GetObject {snapshots-bucket-arn}/snapshots/*',
        list('snapshots', 'snapshots/'),
        's3:GetObject {data-bucket-arn}/runs/*',
        's3:PutObject {data-bucket-arn}/runs/*',
        's3:AbortMultipartUpload {data-bucket-arn}/runs/*',
        list('data', 'summaries/'),
        ...KEY_WRITE,
      ],
    ],
    [
      'RollupRole',
      [
        's3:GetObject {data-bucket-arn}/summaries/*',
        's3:GetObject {data-bucket-arn}/runs/*',
        's3:GetObject {data-bucket-arn}/rollups/*',
        's3:PutObject {data-bucket-arn}/rollups/*',
        's3:AbortMultipartUpload {data-bucket-arn}/rollups/*',
        list('data', 'rollups/'),
        ...KEY_WRITE,
      ],
    ],
    [
      'AnalyzeRole',
      [
        's3:GetObject {data-bucket-arn}/runs/*',
        's3:GetObject {data-bucket-arn}/rollups/*',
        's3:GetObject {snapshots-bucket-arn}/snapshots/*',
        's3:GetObject {reports-bucket-arn}/reports/*',
        's3:PutObject {reports-bucket-arn}/reports/*',
        's3:AbortMultipartUpload {reports-bucket-arn}/reports/*',
        list('reports', 'reports/'),
        ...KEY_WRITE,
      ],
    ],
    [
      'NotifyRole',
      [
        's3:GetObject {reports-bucket-arn}/reports/*',
        list('reports', 'reports/'),
        ...KEY_READ,
        'sns:Publish {News}',
        ...KEY_WRITE,
      ],
    ],
    [
      'PlanBackfillRole',
      [
        list('log', 'AWSLogs/'),
        's3:PutObject {data-bucket-arn}/backfills/*',
        's3:AbortMultipartUpload {data-bucket-arn}/backfills/*',
        list('data', 'summaries/'),
        ...KEY_WRITE,
      ],
    ],
    ['ApiRole', ['s3:GetObject {reports-bucket-arn}/reports/*', list('reports', 'reports/'), ...KEY_READ]],
    [
      'SnapshotWriterprod',
      [
        's3:PutObject {SnapshotsBucket.Arn}/snapshots/prod/*',
        'kms:GenerateDataKey {Key.Arn} [kms:ViaService: through the service]',
        'kms:Decrypt {Key.Arn} [kms:ViaService: through the service]',
      ],
    ],
  ])('%s', (role, lines) => {
    expect(ofRole(role)).toEqual(lines);
  });

  it.each(VARIANTS)('in %s list no bucket without a prefix', (variant) => {
    const listings = rolesOf(variant)
      .flatMap(({ allowed }) => allowed)
      .filter(({ actions }) => actions.includes('s3:ListBucket'));
    expect(listings.length).toBeGreaterThan(5);
    for (const { conditions } of listings) expect(JSON.stringify(conditions)).toContain('"s3:prefix":["');
  });

  it.each(VARIANTS)('in %s publish to the topic of news from one function alone', (variant) => {
    const publishers = rolesOf(variant).filter(({ allowed }) =>
      allowed.some(({ actions }) => actions.includes('sns:Publish')),
    );
    expect(publishers.map(({ id }) => id)).toEqual(['NotifyRole']);
  });

  it('of the CDK’s function for imported buckets reach those buckets only', () => {
    const role = rolesOf('all').find(({ id }) => id === 'NotificationsRole');
    expect(role === undefined ? [] : linesOf(role)).toEqual([
      's3:GetBucketNotification arn:{AWS::Partition}:s3:::central-logs',
      's3:PutBucketNotification arn:{AWS::Partition}:s3:::central-logs',
    ]);
  });

  it('of snapshot writers are assumed by the one service account', () => {
    const trust = (id: string): readonly Statement[] => rolesOf('all').find((role) => role.id === id)?.trust ?? [];
    expect(trust('SnapshotWriterstagingeu')).toMatchObject([
      {
        actions: ['sts:AssumeRoleWithWebIdentity'],
        conditions: {
          StringEquals: {
            'oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF:aud': 'sts.amazonaws.com',
            'oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF:sub': 'system:serviceaccount:flowfence:flowfence-snapshot',
          },
        },
      },
    ]);
    const condition = { ArnEquals: { 'aws:SourceArn': 'arn:aws:eks:eu-central-1:111122223333:cluster/prod' } };
    expect(trust('SnapshotWriterprod')).toMatchObject([
      { actions: ['sts:AssumeRole'], conditions: condition },
      { actions: ['sts:TagSession'], conditions: condition },
    ]);
  });
});
