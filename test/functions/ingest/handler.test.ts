// The ingest function over a real S3 server: batches of messages, of which only those come again that have to.

import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../../../functions/ingest/handler.ts';
import { PASS } from '../../aws/fault-proxy.ts';
import { missingS3Server } from '../../aws/s3-server.ts';
import { BUCKETS, type Deployment, startDeployment } from '../deployment.ts';
import { lambdaContext } from '../lambda-context.ts';
import { recordOutput } from '../recorded-output.ts';
import { encodeKey, s3Record, sqsRecord } from '../s3-record.ts';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const logText = (rows: number): string =>
  `${[HEADER, ...Array.from({ length: rows }, (_, index) => `2 123456789012 eni-1 10.0.0.1 10.0.0.2 ${40000 + index} 443 6 10 4200 1793491200 1793491260 ACCEPT OK`)].join('\n')}\n`;
const log = (rows: number): Buffer => gzipSync(logText(rows));

/** With one byte of the compressed data turned over. */
function damaged(bytes: Buffer): Buffer {
  const middle = Math.floor(bytes.length / 2);
  return Buffer.concat([
    bytes.subarray(0, middle),
    Buffer.from([~(bytes[middle] ?? 0) & 0xff]),
    bytes.subarray(middle + 1),
  ]);
}

let deployment: Deployment;

beforeAll(async () => {
  if (missingS3Server === undefined) deployment = await startDeployment();
});
afterAll(() => deployment?.stop());

const sent = (id: string, key: string, receiveCount = 1) =>
  sqsRecord(id, { Records: [s3Record(BUCKETS.logs, encodeKey(key))] }, receiveCount);
const deliver = (records: readonly unknown[], remainingMs?: () => number) =>
  recordOutput(() => handler({ Records: records }, lambdaContext(remainingMs)));
const failedOf = (result: unknown) => JSON.parse(JSON.stringify(result)).batchItemFailures;
const factsOf = async (key: string) =>
  (await deployment.summaries('vpc')).filter(({ source }) => source === `s3://${BUCKETS.logs}/${key}`);

describe.skipIf(missingS3Server !== undefined)(`a batch of messages ${missingS3Server ?? ''}`, () => {
  it('leaves a summary of each object, whatever its key, and nothing on its disk', async () => {
    const keys = ['AWSLogs/1/a.log.gz', 'AWSLogs/1/red flower+é=.log.gz', 'AWSLogs/1/..x/b.log.gz'];
    for (const [index, key] of keys.entries()) await deployment.put(BUCKETS.logs, key, log(index + 1));

    const { result, lines, metrics } = await deliver(keys.map((key, index) => sent(`m${index}`, key)));

    expect(result).toEqual({ batchItemFailures: [] });
    for (const [index, key] of keys.entries()) expect(await factsOf(key)).toMatchObject([{ records: index + 1 }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ message: 'done', messages: 3, failed: 0 });
    expect(metrics[0]).toMatchObject({ service: 'ingest', objects: [1, 1, 1], records: [1, 2, 3] });
    expect(readdirSync(deployment.temporaryFolder)).toEqual([]);
  });

  it('says the same of an object however often it is named, together and again', async () => {
    const key = 'AWSLogs/2/again.log.gz';
    await deployment.put(BUCKETS.logs, key, log(5));
    for (const batch of [[sent('m1', key), sent('m2', key)], [sent('m1', key, 2)]]) await deliver(batch);

    expect(await factsOf(key)).toMatchObject([{ records: 5 }]);
  });

  it('fails only what has to come again: damaged objects, and messages that are none of S3', async () => {
    await deployment.put(BUCKETS.logs, 'AWSLogs/3/sound.log.gz', log(2));
    await deployment.put(BUCKETS.logs, 'AWSLogs/3/damaged.log.gz', damaged(log(200)));
    const batch = [
      sent('damaged', 'AWSLogs/3/damaged.log.gz'),
      sqsRecord('no-json', '<xml/>'),
      sqsRecord('hostile', { Records: [s3Record(BUCKETS.logs, 'AWSLogs/%00')] }),
      sent('sound', 'AWSLogs/3/sound.log.gz'),
      sqsRecord('test', { Event: 's3:TestEvent' }),
      sent('gone', 'AWSLogs/3/gone.log.gz'),
    ];

    const { result, lines, metrics } = await deliver(batch);

    expect(failedOf(result)).toEqual([
      { itemIdentifier: 'damaged' },
      { itemIdentifier: 'no-json' },
      { itemIdentifier: 'hostile' },
    ]);
    expect(await factsOf('AWSLogs/3/sound.log.gz')).toMatchObject([{ records: 2, unreadable: null }]);
    expect(await factsOf('AWSLogs/3/damaged.log.gz')).toMatchObject([{ unreadable: { code: 'object-damaged' } }]);
    expect(lines.filter(({ level }) => level === 'WARN').map(({ message }) => message)).toEqual([
      'object unreadable',
      'message refused',
      'message refused',
      'object is not there any more',
    ]);
    expect(metrics[0]).toMatchObject({ unreadableObjects: 1, refusedObjects: [1, 1] });
  });

  it('is done with objects of no log source, and counts them', async () => {
    await deployment.put(BUCKETS.logs, 'elsewhere/a.log.gz', log(1));
    const other = sqsRecord('other-bucket', { Records: [s3Record('nobodys', 'AWSLogs/a.log.gz')] });

    const { result, metrics } = await deliver([sent('other-prefix', 'elsewhere/a.log.gz'), other]);

    expect(result).toEqual({ batchItemFailures: [] });
    expect(await factsOf('elsewhere/a.log.gz')).toEqual([]);
    expect(metrics[0]).toMatchObject({ unexpectedObjects: [1, 1] });
  });

  it('lets what could not be read this time come again, and goes on with the others', async () => {
    const [refused, sound] = ['AWSLogs/7/refused.log.gz', 'AWSLogs/7/sound.log.gz'];
    for (const key of [refused, sound]) await deployment.put(BUCKETS.logs, key, log(1));
    deployment.proxy.plan = ({ method, path }) =>
      method === 'GET' && path.includes(refused) ? { kind: 'answer', status: 403, code: 'AccessDenied' } : PASS;
    const first = await deliver([sent('refused', refused), sent('sound', sound)]);
    deployment.proxy.reset();
    const second = await deliver([sent('refused', refused, 2)]);

    expect(failedOf(first.result)).toEqual([{ itemIdentifier: 'refused' }]);
    expect(first.metrics[0]).toMatchObject({ failedObjects: 1, objects: 1 });
    expect(failedOf(second.result)).toEqual([]);
    for (const key of [refused, sound]) expect(await factsOf(key)).toMatchObject([{ records: 1 }]);
  });

  it('stops before its time is over, and lets the rest come again', async () => {
    const keys = [1, 2, 3, 4].map((index) => `AWSLogs/4/${index}.log.gz`);
    for (const key of keys) await deployment.put(BUCKETS.logs, key, log(1));
    // The clock of the function: it is asked before each object, and 20 s have gone by each time.
    let leftMs = 90_000;
    const { result, lines } = await deliver(
      keys.map((key, index) => sent(`m${index + 1}`, key)),
      () => {
        leftMs -= 20_000;
        return leftMs;
      },
    );

    const failed = failedOf(result).map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(4);
    expect(lines.at(-1)).toMatchObject({ untried: failed.length });
    for (const [index, key] of keys.entries())
      expect(await factsOf(key)).toHaveLength(failed.includes(`m${index + 1}`) ? 0 : 1);
  });

  it('takes the mark of a killer away again when the last try succeeds', async () => {
    const key = 'AWSLogs/5/last.log.gz';
    await deployment.put(BUCKETS.logs, key, log(7));

    const { result } = await deliver([sent('m1', key, 3)]);

    expect(result).toEqual({ batchItemFailures: [] });
    expect(await factsOf(key)).toMatchObject([{ records: 7, unreadable: null }]);
  });
});

describe.skipIf(missingS3Server !== undefined)(`a batch of a backfill ${missingS3Server ?? ''}`, () => {
  const backfill = (keys: readonly string[], logs = 'vpc', remainingMs?: () => number) =>
    recordOutput(() =>
      handler(
        { Items: keys.map((key) => ({ key: `s3://${BUCKETS.logs}/${key}` })), BatchInput: { logs } },
        lambdaContext(remainingMs),
      ),
    );

  it('says what became of its objects', async () => {
    await deployment.put(BUCKETS.logs, 'AWSLogs/6/a.log.gz', log(3));
    await deployment.put(BUCKETS.logs, 'AWSLogs/6/b.log.gz', 'no flow log');

    const { result } = await backfill(['AWSLogs/6/a.log.gz', 'AWSLogs/6/b.log.gz', 'AWSLogs/6/gone.log.gz']);

    expect(result).toEqual({ ingested: 1, skipped: 1, unreadable: [`s3://${BUCKETS.logs}/AWSLogs/6/b.log.gz`] });
    expect(await factsOf('AWSLogs/6/a.log.gz')).toMatchObject([{ records: 3 }]);
  });

  it('fails with the keys that are left when the time is over; what was read stays read', async () => {
    for (const name of ['c', 'd']) await deployment.put(BUCKETS.logs, `AWSLogs/6/${name}.log.gz`, log(1));
    let asked = 0;
    const { error } = await backfill(['AWSLogs/6/c.log.gz', 'AWSLogs/6/d.log.gz'], 'vpc', () => {
      asked += 1;
      return asked <= 1 ? 60_000 : 1_000;
    });

    expect(error).toMatchObject({ name: 'IngestError', keys: [`s3://${BUCKETS.logs}/AWSLogs/6/d.log.gz`] });
    expect(await factsOf('AWSLogs/6/c.log.gz')).toHaveLength(1);
    expect(await factsOf('AWSLogs/6/d.log.gz')).toEqual([]);
  });

  it.each([
    ['a log source that is not in the settings', ['AWSLogs/6/a.log.gz'], 'nowhere', /log source nowhere/],
    ['objects outside of the log source', ['elsewhere/a.log.gz'], 'vpc', /not below s3:\/\/own-logs\/AWSLogs\//],
  ])('is refused for %s', async (_what, keys, logs, message) => {
    const { error } = await backfill(keys, logs);

    expect(error).toMatchObject({ name: 'UnusableInputError' });
    expect(String(error)).toMatch(message);
  });
});

describe('an event that is neither', () => {
  it.each([
    ['nothing', undefined],
    ['no records', { Records: [] }],
    ['records of S3 itself', { Records: [s3Record('logs', 'a')] }],
    ['items that are no keys', { Items: [{ key: '../../etc/passwd' }], BatchInput: { logs: 'vpc' } }],
    ['a name that climbs', { Items: [], BatchInput: { logs: '../x' } }],
  ])('is refused: %s', async (_what, event) => {
    const { error } = await recordOutput(() => handler(event, lambdaContext()));

    expect(error).toMatchObject({ name: 'UnusableInputError' });
  });
});
