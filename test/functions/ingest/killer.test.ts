// An object whose reading ends the process, again and again: all others of its batch are read, and it is a finding.
import { type ChildProcess, spawn } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASS } from '../../aws/fault-proxy.ts';
import { missingS3Server } from '../../aws/s3-server.ts';
import { BUCKETS, type Deployment, startDeployment } from '../deployment.ts';
import { s3Record, sqsRecord } from '../s3-record.ts';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const ROW = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 40000 443 6 10 4200 1793491200 1793491260 ACCEPT OK';
const KILLER = 'AWSLogs/killer.log.gz';
const SOUND = ['AWSLogs/a.log.gz', 'AWSLogs/b.log.gz', 'AWSLogs/c.log.gz'];
const MOST_RECEIVES = 3;

let deployment: Deployment;

beforeAll(async () => {
  if (missingS3Server !== undefined) return;
  deployment = await startDeployment();
  for (const key of [KILLER, ...SOUND]) await deployment.put(BUCKETS.logs, key, gzipSync(`${HEADER}\n${ROW}\n`));
});
afterAll(() => deployment?.stop());

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly result: unknown;
}

function invoke(event: unknown, started: (child: ChildProcess) => void): Promise<Ended> {
  const args = [
    '--import',
    'tsx',
    'test/functions/invoke-once.ts',
    'functions/ingest/handler.ts',
    JSON.stringify(event),
  ];
  const env = { ...deployment.environment, PATH: process.env.PATH };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return new Promise((resolve) => {
    child.on('close', (_status, signal) => {
      const [, result = 'null'] = /^result (.*)$/m.exec(text) ?? [];
      resolve({ signal, result: JSON.parse(result) });
    });
  });
}

describe.skipIf(missingS3Server !== undefined)(`an object that kills its reader ${missingS3Server ?? ''}`, () => {
  it('costs no other object, and is a finding after the last try', async () => {
    let running: ChildProcess | undefined;
    deployment.proxy.plan = ({ method, path }) => {
      if (method === 'GET' && path.includes(KILLER)) running?.kill('SIGKILL');
      return PASS;
    };
    const keys = [SOUND[0], KILLER, SOUND[1], SOUND[2]].map(String);
    const signals: unknown[] = [];
    // As the queue does: a batch whose function died comes again as a whole.
    for (let receive = 1; receive <= MOST_RECEIVES; receive += 1) {
      const records = keys.map((key) => sqsRecord(key, { Records: [s3Record(BUCKETS.logs, key)] }, receive));
      const { signal } = await invoke({ Records: records }, (child) => {
        running = child;
      });
      signals.push(signal);
    }

    expect(signals).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL']);
    const facts = await deployment.summaries('vpc');
    expect(Object.fromEntries(facts.map(({ source, unreadable }) => [source, unreadable?.code]))).toEqual({
      ...Object.fromEntries(SOUND.map((key) => [`s3://${BUCKETS.logs}/${key}`, undefined])),
      [`s3://${BUCKETS.logs}/${KILLER}`]: 'object-kills-reader',
    });

    // Out of the dead-letter queue, in a function that bears it.
    deployment.proxy.reset();
    const record = sqsRecord('redriven', { Records: [s3Record(BUCKETS.logs, KILLER)] }, MOST_RECEIVES);
    const { result } = await invoke({ Records: [record] }, () => undefined);

    expect(result).toEqual({ batchItemFailures: [] });
    const after = (await deployment.summaries('vpc')).filter(({ source }) => source.endsWith(KILLER));
    expect(after).toMatchObject([{ records: 1, unreadable: null }]);
  });
});
