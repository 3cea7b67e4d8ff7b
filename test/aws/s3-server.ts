// A real S3-compatible server on loopback for tests: Versity S3 Gateway over a temporary folder.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/** Where s3-server.sh puts it. VERSITYGW names another, as CI does: named, it must be there. */
const INSTALLED = execFileSync('bash', [fileURLToPath(new URL('s3-server.sh', import.meta.url)), '--print'], {
  encoding: 'utf8',
}).trim();
const SERVER = process.env.VERSITYGW ?? INSTALLED;

/** Undefined where the server is there. */
export const missingS3Server: string | undefined =
  process.env.VERSITYGW !== undefined || existsSync(INSTALLED)
    ? undefined
    : 'test/aws/s3-server.sh has not built the S3 server on this machine';

export const S3_CREDENTIALS = { accessKeyId: 'tester', secretAccessKey: 'secret-of-the-tests' } as const;
export const S3_REGION = 'us-east-1';

export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
  /** Signed with the root credentials, path style. */
  readonly client: S3Client;
  readonly makeBucket: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const root = mkdtempSync(join(tmpdir(), 'flowfence-s3-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  for (const folder of ['objects', 'metadata']) mkdirSync(join(root, folder));
  const child = spawn(
    SERVER,
    [
      ...['--access', S3_CREDENTIALS.accessKeyId, '--secret', S3_CREDENTIALS.secretAccessKey],
      ...['--region', S3_REGION, '--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive'],
      // Not every temporary folder keeps extended attributes.
      ...['posix', '--sidecar', join(root, 'metadata'), join(root, 'objects')],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child.on('error', () => undefined);
  // Not even a test process that breaks leaves it behind.
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const complaints: string[] = [];
  child.stderr.on('data', (data) => complaints.push(String(data)));
  await untilAnswers(endpoint, child, complaints);
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const client = new S3Client({ endpoint, region: S3_REGION, forcePathStyle: true, credentials: S3_CREDENTIALS });
  return {
    endpoint,
    port,
    client,
    makeBucket: async (name) => {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    stop: async () => {
      client.destroy();
      await ended(child);
      process.off('exit', kill);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What a process or a store of the SDK needs to find the server. */
export function s3Environment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey,
    AWS_REGION: S3_REGION,
    AWS_ENDPOINT_URL_S3: endpoint,
    // Neither files of whoever runs the tests nor the metadata service of the machine.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

async function untilAnswers(endpoint: string, child: ChildProcess, complaints: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the S3 server ended: ${complaints.join('')}`);
    const answers = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error('the S3 server does not answer');
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
