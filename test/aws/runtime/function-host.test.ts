// The runtime client runs functions of a folder: results, errors, time and memory limits, warm starts, kills.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingTools } from '../tools.ts';
import type { FunctionConfig } from './function-config.ts';
import { type FunctionHost, makeFunctionHost } from './function-host.ts';
import { startLambdaApi } from './lambda-api.ts';

const SOURCE = `
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
let calls = 0;
const DEEDS = {
  echo: (event, context) => ({ event, calls: ++calls, id: context.awsRequestId, left: context.getRemainingTimeInMillis(), env: Object.keys(process.env) }),
  throw: () => { throw Object.assign(new Error('no such hour'), { name: 'UnusableInputError' }); },
  hang: () => console.log('hanging') ?? new Promise(() => setInterval(() => undefined, 1000)),
  eat: async () => { const held = []; for (;;) { held.push(Buffer.alloc(20_000_000, 1)); await new Promise((r) => setTimeout(r, 5)); } },
  file: () => { writeFileSync(tmpdir() + '/' + calls, ''); return readdirSync(tmpdir()).length; },
  large: () => 'x'.repeat(7_000_000),
};
export const handler = async (event, context) => DEEDS[event.deed](event, context);
`;

const parse = (payload: string) => JSON.parse(payload) as Record<string, unknown>;

describe.skipIf(missingTools)(`functions under the runtime client${missingTools ? `: ${missingTools}` : ''}`, () => {
  let folder: string;
  let host: FunctionHost;
  const config = (name: string, more: Partial<FunctionConfig> = {}): FunctionConfig => ({
    name,
    taskRoot: folder,
    handler: 'index.handler',
    environment: { OWN: 'yes' },
    memoryMb: 256,
    timeoutSeconds: 20,
    ...more,
  });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'flowfence-trivial-'));
    writeFileSync(join(folder, 'index.mjs'), SOURCE);
    writeFileSync(join(folder, 'broken.mjs'), 'throw new Error("does not load")');
    host = makeFunctionHost([
      config('trivial'),
      config('short', { timeoutSeconds: 1 }),
      config('broken', { handler: 'broken.handler' }),
    ]);
  });
  afterAll(async () => {
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (name: string, event: unknown) => {
    const result = await host.invoke(name, JSON.stringify(event));
    if (result.kind === 'refused') throw new Error(result.fault.code);
    return { kind: result.kind, ...parse(`{"payload":${result.payload}}`) } as { kind: string; payload: unknown };
  };

  it('gives the event to the handler, keeps the process warm and shows it nothing of this machine', async () => {
    const first = await call('trivial', { deed: 'echo', text: 'ü' });
    const second = await call('trivial', { deed: 'echo' });
    expect(first).toMatchObject({ kind: 'returned', payload: { event: { text: 'ü' }, calls: 1 } });
    expect(second).toMatchObject({ payload: { calls: 2 } });
    const { env } = second.payload as { env: string[] };
    expect(env).toContain('OWN');
    expect(env).not.toContain('HOME');
  });

  it('tells the name and text of what a handler throws', async () => {
    const result = await call('trivial', { deed: 'throw' });
    expect(result).toMatchObject({
      kind: 'failed',
      payload: { errorType: 'UnusableInputError', errorMessage: 'no such hour' },
    });
  });

  it('stops a function at its time limit and starts anew after it', async () => {
    expect(await call('short', { deed: 'hang' })).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
    expect(await call('short', { deed: 'echo' })).toMatchObject({ kind: 'returned', payload: { calls: 1 } });
  });

  it('kills what takes more than its memory', async () => {
    expect(await call('trivial', { deed: 'eat' })).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
  });

  it('fails a call whose process is killed in the middle', async () => {
    host.forgetLogs();
    const hanging = call('trivial', { deed: 'hang' });
    while (!host.logs.some((line) => line.includes('hanging'))) await sleep(5);
    host.kill('trivial');
    expect(await hanging).toMatchObject({ kind: 'failed', payload: { errorType: 'Runtime.ExitError' } });
  });

  it('gives each container a temporary folder of its own', async () => {
    const results = await Promise.all([call('trivial', { deed: 'file' }), call('trivial', { deed: 'file' })]);
    expect(results.map(({ payload }) => payload)).toEqual([1, 1]);
  });

  it('refuses results beyond 6 MB, functions that do not load and functions that do not exist', async () => {
    expect(await call('trivial', { deed: 'large' })).toMatchObject({
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect(await call('broken', {})).toMatchObject({ kind: 'failed', payload: { errorType: 'Runtime.InitError' } });
    await expect(call('nobody', {})).rejects.toThrow('ResourceNotFoundException');
  });

  it('answers as the Invoke API does', async () => {
    const api = await startLambdaApi(host);
    const post = (name: string, event: unknown) =>
      fetch(`${api.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
        method: 'POST',
        body: JSON.stringify(event),
      });
    const good = await post('arn:aws:lambda:us-east-1:123456789012:function:trivial', { deed: 'echo', number: 1 });
    expect(await good.json()).toMatchObject({ event: { number: 1 } });
    const bad = await post('trivial', { deed: 'throw' });
    expect([bad.status, bad.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    host.faults = () => ({ status: 429, code: 'TooManyRequestsException' });
    const refused = await post('trivial', { deed: 'echo' });
    expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([429, 'TooManyRequestsException']);
    host.faults = () => undefined;
    await api.close();
  });
});
