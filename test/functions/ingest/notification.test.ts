// What a message of the log bucket names, and which messages are refused.
import { describe, expect, it } from 'vitest';
import { parseNotification } from '../../../functions/ingest/notification.ts';
import { s3Record } from '../s3-record.ts';

const parse = (body: unknown) => parseNotification(typeof body === 'string' ? body : JSON.stringify(body), 'm-1');
const objects = (...names: readonly string[]) => ({
  kind: 'objects',
  objects: names.map((key) => ({ bucket: 'logs', key })),
  skipped: 0,
});

describe('objects of a message', () => {
  it.each([
    ['plain', 'AWSLogs/a.log.gz', 'AWSLogs/a.log.gz'],
    ['a space as plus', 'AWSLogs/red+flower.log.gz', 'AWSLogs/red flower.log.gz'],
    ['a plus', 'AWSLogs/a%2Bb.log.gz', 'AWSLogs/a+b.log.gz'],
    ['a Hive path', 'AWSLogs/aws-account-id%3D1/day%3D02/a.log.gz', 'AWSLogs/aws-account-id=1/day=02/a.log.gz'],
    ['beyond ASCII', 'AWSLogs/%E6%97%A5.log.gz', 'AWSLogs/日.log.gz'],
    ['dots, which a key may have', 'AWSLogs/../b.log.gz', 'AWSLogs/../b.log.gz'],
  ])('%s', (_what, encoded, key) => {
    expect(parse({ Records: [s3Record('logs', encoded)] })).toEqual(objects(key));
  });

  it('are all that the message names, of any minor version, with fields that are not known', () => {
    const records = [s3Record('logs', 'a.gz'), { ...s3Record('logs', 'b.gz'), eventVersion: '2.9', novel: { x: 1 } }];

    expect(parse({ Records: records })).toEqual(objects('a.gz', 'b.gz'));
  });

  it('are none in the message that S3 sends when the notification is set up', () => {
    expect(parse({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' })).toEqual(objects());
  });

  it.each([
    ['a folder of the console', { key: 'AWSLogs/', size: 0 }, 'ObjectCreated:Put'],
    ['a folder with bytes', { key: 'AWSLogs/' }, 'ObjectCreated:Put'],
    ['nothing in it', { key: 'AWSLogs/a.log.gz', size: 0 }, 'ObjectCreated:Put'],
    ['a service trying whether it may write', { key: 'AWSLogs/1/ELBAccessLogTestFile' }, 'ObjectCreated:Put'],
    ['deleted', { key: 'AWSLogs/a.log.gz' }, 'ObjectRemoved:Delete'],
  ])('are not %s', (_what, object, eventName) => {
    const record = { ...s3Record('logs', object.key), eventName };
    const named = { ...record, s3: { ...record.s3, object } };

    expect(parse({ Records: [named] })).toEqual({ kind: 'objects', objects: [], skipped: 1 });
  });
});

describe('refused', () => {
  it.each([
    ['no JSON', '{"Records":'],
    ['JSON of another kind', '[1, 2]'],
    ['null', 'null'],
    ['another service', { source: 'aws.ec2', detail: {} }],
    ['another major version', { Records: [{ ...s3Record('logs', 'a'), eventVersion: '3.0' }] }],
    ['no version', { Records: [{ ...s3Record('logs', 'a'), eventVersion: undefined }] }],
    ['a record without an object', { Records: [{ eventVersion: '2.1', eventName: 'ObjectCreated:Put', s3: {} }] }],
    ['an empty key', { Records: [s3Record('logs', '')] }],
    ['a key that is not percent-encoded', { Records: [s3Record('logs', 'a%ZZ.gz')] }],
    ['a key that is not UTF-8', { Records: [s3Record('logs', 'a%ff.gz')] }],
    ['a line feed', { Records: [s3Record('logs', 'a%0aERROR.gz')] }],
    ['a zero byte', { Records: [s3Record('logs', 'a%00.gz')] }],
    ['a key beyond the limit of S3', { Records: [s3Record('logs', 'a'.repeat(1025))] }],
    ['a prototype in place of records', '{"__proto__": {"Records": []}}'],
  ])('%s', (_what, body) => {
    const refused = parse(body);

    expect(refused.kind).toBe('refused');
    expect(refused.kind === 'refused' && refused.diagnostic).toMatchObject({
      code: 'notification-refused',
      place: { source: 'message m-1' },
    });
  });
});
