// A bucket on a real server for one file of tests, reached through a proxy that breaks what the test plans to break.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { makeS3Store } from '../../lib/adapters/s3-store.ts';
import type { WriteSizes } from '../../lib/adapters/s3-write.ts';
import type { ObjectStore } from '../../lib/pipeline/ports.ts';
import { type FaultProxy, startFaultProxy } from '../aws/fault-proxy.ts';
import { type S3Server, s3Environment, startS3Server } from '../aws/s3-server.ts';

export const BUCKET = 'lab';

export interface S3Lab {
  readonly server: S3Server;
  readonly proxy: FaultProxy;
  /** Asks through the proxy. */
  readonly store: ObjectStore;
  readonly storeWith: (options: { readonly idleMilliseconds?: number; readonly sizes?: WriteSizes }) => ObjectStore;
  /** Past the proxy. */
  readonly put: (key: string, body: string | Uint8Array) => Promise<void>;
  /** On this machine; gone when the lab stops. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/** The environment of this process is that of the tests' server from here on. */
export async function openS3Lab(): Promise<S3Lab> {
  const server = await startS3Server();
  const proxy = await startFaultProxy(server.port);
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-lab-'));
  Object.assign(process.env, s3Environment(proxy.endpoint));
  await server.makeBucket(BUCKET);
  const storeWith: S3Lab['storeWith'] = ({ idleMilliseconds, sizes }) =>
    makeS3Store({ pathStyle: true, ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }) }, sizes);
  return {
    server,
    proxy,
    store: storeWith({}),
    storeWith,
    put: async (key, body) => {
      await server.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
    },
    folder,
    stop: async () => {
      await proxy.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function at(key: string): string {
  return `s3://${BUCKET}/${key}`;
}
