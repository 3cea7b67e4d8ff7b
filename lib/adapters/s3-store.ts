// Buckets of S3, and of stores that speak as S3 does, behind the ObjectStore port.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectInfo, ObjectStore, OpenedObject } from '../pipeline/ports.ts';
import { makeLimiter } from './limiter.ts';
import { fileNameOf, openLocalObject, textOf } from './local-object.ts';
import { LocationError } from './location-error.ts';
import { DEFAULT_ATTEMPTS, DEFAULT_PARALLEL, makeS3Client, type S3Options } from './s3-client.ts';
import { toLocationError } from './s3-errors.ts';
import { listS3, listS3Below, plainEtag, toSeconds } from './s3-list.ts';
import { parseS3Location } from './s3-location.ts';
import { downloadS3, type S3Access } from './s3-read.ts';
import { WRITE_SIZES, type WriteSizes, writeS3 } from './s3-write.ts';

/** Keys are `s3://bucket/key`. */
export function makeS3Store(options: S3Options = {}, sizes: WriteSizes = WRITE_SIZES): ObjectStore {
  const client = makeS3Client(options);
  const limit = makeLimiter(options.parallel ?? DEFAULT_PARALLEL);
  const access: S3Access = { client, limit, attempts: options.attempts ?? DEFAULT_ATTEMPTS };
  return {
    list: (location) => said(location, () => listS3(client, location)),
    listBelow: (location, range = {}) => said(location, () => listS3Below(client, location, range)),
    info: (key) => said(key, () => info(access, key)),
    readText: (key) => said(key, () => readText(access, key)),
    open: (object, folder) => openObject(access, object, folder),
    release: async (local) => {
      if (local.kind !== 'unreadable') await rm(local.path, { force: true });
    },
    download: (key, path) => said(key, () => download(access, key, path)),
    write: (key, content, condition) =>
      said(key, () => writeS3(access, parseS3Location(key), { content, condition, sizes })),
    remove: (key) => said(key, () => remove(access, key)),
  };
}

/** What fails is said of the location, in one line. */
async function said<T>(place: string, job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    throw toLocationError(error, place);
  }
}

async function download(access: S3Access, key: string, path: string): Promise<ObjectInfo> {
  await mkdir(dirname(path), { recursive: true });
  return downloadS3(access, parseS3Location(key), path);
}

async function readText(access: S3Access, key: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowfence-text-'));
  try {
    const path = join(folder, 'text');
    await downloadS3(access, parseS3Location(key), path);
    return await textOf(await readFile(path), key);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function info({ client, limit }: S3Access, location: string): Promise<ObjectInfo | undefined> {
  const { bucket, key } = parseS3Location(location);
  const head = await limit(() => client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).catch(
    (error: unknown) => {
      if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
      throw error;
    },
  );
  if (head === undefined) return undefined;
  return {
    key: location,
    bytes: head.ContentLength ?? 0,
    etag: plainEtag(head.ETag),
    lastModifiedSeconds: toSeconds(head.LastModified),
  };
}

async function remove({ client, limit }: S3Access, location: string): Promise<void> {
  const { bucket, key } = parseS3Location(location);
  await limit(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
}

async function openObject(access: S3Access, listed: ObjectInfo, folder: string): Promise<OpenedObject> {
  const { key } = listed;
  const path = join(folder, `${fileNameOf(key)}.object`);
  try {
    const object = await said(key, () => download(access, key, path));
    const local = await openLocalObject({ path, key }, folder);
    if (local.kind === 'unreadable' || local.path !== path) await rm(path, { force: true });
    return { ...local, object };
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof LocationError && CANNOT_BE_READ.has(error.problem)) return unreadable(listed, error);
    throw error;
  }
}

/** One object that cannot be read costs no other. */
const CANNOT_BE_READ: ReadonlyMap<string, { readonly code: string; readonly message: string; readonly mend: string }> =
  new Map([
    [
      'archived',
      {
        code: 'object-archived',
        message: 'the object is in an archive tier',
        mend: 'restore it with `aws s3api restore-object`, then read it again',
      },
    ],
    [
      'absent',
      { code: 'object-gone', message: 'the object was listed, but is there no more', mend: 'read the location again' },
    ],
  ]);

/** Not under its ETag: once it is back, restored with the same one, it must not count as read. */
function unreadable(listed: ObjectInfo, { problem }: LocationError): OpenedObject {
  const reason = CANNOT_BE_READ.get(problem);
  if (reason === undefined) throw new Error(`no reason for ${problem}`);
  return {
    kind: 'unreadable',
    diagnostic: { ...reason, level: 'error', place: { source: listed.key } },
    object: { ...listed, etag: `${listed.etag} ${problem}` },
  };
}
