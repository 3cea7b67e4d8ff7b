// The AWS server of these tests: S3, SQS, SNS and Step Functions over HTTP in a process of its own, in memory.
import { type ChildProcess, spawn } from 'node:child_process';
import { defer } from './deferred.ts';
import { pythonTool } from './tools.ts';

export interface MotoServer {
  readonly url: string;
  close(): Promise<void>;
}

const STARTED = /Running on (http:\/\/127\.0\.0\.1:\d+)/;

/** `ownPort`: the port at which the server finds itself when one of its services calls another. */
export async function startMoto(ownPort: number): Promise<MotoServer> {
  const child = spawn(pythonTool('moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
    env: { PATH: process.env.PATH, MOTO_PORT: String(ownPort), AWS_DEFAULT_REGION: 'us-east-1', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await startOf(child);
  // Otherwise executions of state machines are only recorded.
  await fetch(`${url}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

function startOf(child: ChildProcess): Promise<string> {
  const started = defer<string>();
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-10_000);
    const [, url] = STARTED.exec(text) ?? [];
    if (url !== undefined) started.resolve(url);
  });
  child.once('error', started.reject);
  child.once('exit', () => started.reject(new Error(`the AWS server ended: ${text}`)));
  return started.promise;
}
