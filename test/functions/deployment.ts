// Buckets, settings and environment of a deployment, on a real S3 server; the handlers of this process find them by themselves.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';
import { makeS3Store } from '../../lib/adapters/s3-store.ts';
import { readSummaries, type Summary } from '../../lib/pipeline/ingest-all.ts';
import type { ObjectStore } from '../../lib/pipeline/ports.ts';
import { type FaultProxy, startFaultProxy } from '../aws/fault-proxy.ts';
import { type S3Server, s3Environment, startS3Server } from '../aws/s3-server.ts';

export const BUCKETS = { logs: 'own-logs', data: 'data', snapshots: 'snapshots', reports: 'reports' } as const;
const SAMPLE = 'examples/cluster';

export interface Deployment {
  readonly server: S3Server;
  /** Between the functions and the server. */
  readonly proxy: FaultProxy;
  readonly store: ObjectStore;
  /** All that a function of it needs, for a process of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where functions leave nothing behind. */
  readonly temporaryFolder: string;
  readonly put: (bucket: string, key: string, body: Uint8Array | string) => Promise<void>;
  /** What the summaries of a log source say of their objects, by key of the object. */
  readonly summaries: (logs: string) => Promise<readonly Summary['facts'][]>;
  readonly stop: () => Promise<void>;
}

const SETTINGS = {
  name: 'flowfence',
  logs: [
    { name: 'vpc', prefix: 'AWSLogs/' },
    { name: 'other', bucket: 'elsewhere', prefix: 'AWSLogs/' },
  ],
  clusters: [{ name: 'boutique', logs: ['vpc'], windowHours: 5 }],
};

export async function startDeployment(): Promise<Deployment> {
  const server = await startS3Server();
  const proxy = await startFaultProxy(server.port);
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'flowfence-deployment-'));
  const settingsFile = join(temporaryFolder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(SETTINGS));
  const scratch = join(temporaryFolder, 'tmp');
  mkdirSync(scratch);
  for (const bucket of Object.values(BUCKETS)) await server.makeBucket(bucket);
  const environment = {
    ...s3Environment(proxy.endpoint),
    S3_PATH_STYLE: 'true',
    LOG_BUCKET: BUCKETS.logs,
    DATA_BUCKET: BUCKETS.data,
    SNAPSHOTS_BUCKET: BUCKETS.snapshots,
    REPORTS_BUCKET: BUCKETS.reports,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
    MAX_RECEIVE_COUNT: '3',
    SETTINGS_FILE: settingsFile,
    PAGE_FILE: resolve('dist/web/page.html'),
    TMPDIR: scratch,
  };
  Object.assign(process.env, environment);
  const store = makeS3Store({ pathStyle: true });
  return {
    server,
    proxy,
    store,
    environment,
    temporaryFolder: scratch,
    put: async (bucket, key, body) => {
      await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    summaries: (logs) => readStored(store, join(temporaryFolder, 'read'), logs),
    stop: async () => {
      await proxy.stop();
      await server.stop();
      rmSync(temporaryFolder, { recursive: true, force: true });
    },
  };
}

async function readStored(store: ObjectStore, folder: string, logs: string): Promise<readonly Summary['facts'][]> {
  const objects = await store.listBelow(`s3://${BUCKETS.data}/summaries/${logs}/`);
  const paths: string[] = [];
  for (const { key } of objects) {
    const path = join(folder, key.slice(key.lastIndexOf('/') + 1));
    await store.download(key, path);
    paths.push(path);
  }
  const engine = await openDuckDb({ path: ':memory:', threads: 1, memoryBytes: 300_000_000 });
  const session = await engine.session();
  try {
    return (await readSummaries(session, paths)).map(({ facts }) => facts);
  } finally {
    session.close();
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keys and bytes of the bundled sample cluster's logs or snapshots. */
export function sampleObjects(
  part: 'flows' | 'snapshots',
): readonly { readonly key: string; readonly body: Uint8Array }[] {
  const root = join(SAMPLE, part);
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return paths.map((path) => ({ key: path.slice(root.length + 1), body: readFileSync(path) }));
}
