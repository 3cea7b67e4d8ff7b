// What must not be replaced by an upgrade: logical ids of what holds data, and names that other stacks import.
import { describe, expect, it } from 'vitest';
import { VARIANTS } from './settings-of-tests.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

const HOLDING = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::KMS::Key'];

describe('the storage stack', () => {
  it('keeps the logical ids of what holds data: another id is another bucket, and the old one is left behind', () => {
    const held = HOLDING.flatMap((type) => resourcesOf('example', type)).filter(({ stack }) => stack === 'Storage');
    expect(held.map(({ id }) => id).sort()).toEqual([
      'AccessLogBucketDA470295',
      'DataBucketE3889A50',
      'IngestDeadLetters30EF41F6',
      'IngestQueue2280FF4E',
      'Key961B73FD',
      'LogBucketCC3B17E8',
      'ReportsBucket4E7C5994',
      'SnapshotsBucketF8064843',
    ]);
  });

  it.each(VARIANTS)('of %s keeps what holds data when it goes', (variant) => {
    for (const { stack, id, resource } of HOLDING.flatMap((type) => resourcesOf(variant, type)))
      if (stack === 'Storage')
        expect(resource, id).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('keeps the names of its exports, which a deployed compute stack holds on to', () => {
    const names = Object.values(synthesized('example').stacks.Storage?.Outputs ?? {}).flatMap(
      ({ Export }) => Export?.Name ?? [],
    );
    expect(names.sort()).toEqual([
      'flowfence-data-bucket-arn',
      'flowfence-data-bucket-name',
      'flowfence-ingest-dead-letters-arn',
      'flowfence-ingest-dead-letters-name',
      'flowfence-ingest-queue-arn',
      'flowfence-ingest-queue-name',
      'flowfence-key-arn',
      'flowfence-log-bucket-arn',
      'flowfence-log-bucket-name',
      'flowfence-reports-bucket-arn',
      'flowfence-reports-bucket-name',
      'flowfence-snapshots-bucket-arn',
      'flowfence-snapshots-bucket-name',
    ]);
  });

  it('holds all that holds data', () => {
    const elsewhere = HOLDING.flatMap((type) => resourcesOf('example', type)).filter(
      ({ stack }) => stack !== 'Storage',
    );
    expect(elsewhere.map(({ id }) => id)).toEqual([expect.stringMatching(/^ScheduleDeadLetters/)]);
  });
});
