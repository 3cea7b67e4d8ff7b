// Bodies of objects onto disk, whole or not at all: what breaks off is gone on with, and what changed is begun anew.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '../pipeline/ports.ts';
import { type Checksum, checksumOf, fileFits } from './checksums.ts';
import type { Limiter } from './limiter.ts';
import { isChecksumFault, isConnectionFault } from './s3-errors.ts';
import { plainEtag, toSeconds } from './s3-list.ts';
import { formatS3Location, type S3Location } from './s3-location.ts';

export interface S3Access {
  readonly client: S3Client;
  readonly limit: Limiter;
  /** Tries in a row that bring nothing. */
  readonly attempts: number;
}

/** The object as it is now, under `path` once every byte has come; until then beside it. */
export async function downloadS3(access: S3Access, at: S3Location, path: string): Promise<ObjectInfo> {
  const draft = { path: `${path}.part`, handle: await open(`${path}.part`, 'w') };
  try {
    const info = await fetchWhole(access, at, draft);
    await draft.handle.close();
    await rename(draft.path, path);
    return info;
  } catch (error) {
    await draft.handle.close();
    await rm(draft.path, { force: true });
    throw error;
  }
}

interface Draft {
  readonly path: string;
  readonly handle: FileHandle;
}

/** One version of the object, as far as it has come. */
interface Part {
  readonly info: ObjectInfo;
  readonly checksum: Checksum | undefined;
  readonly received: number;
}

/** `broken`: what has come is sound. `stale`: it is of a version that is no more, or wrong. */
type Fetched =
  | { readonly kind: 'whole'; readonly info: ObjectInfo }
  | { readonly kind: 'broken'; readonly part: Part | undefined; readonly error: unknown }
  | { readonly kind: 'stale'; readonly error: unknown };

async function fetchWhole(access: S3Access, at: S3Location, draft: Draft): Promise<ObjectInfo> {
  let part: Part | undefined;
  let barren = 0;
  for (;;) {
    const known: Part | undefined = part;
    const fetched: Fetched = await access.limit(() => fetchOn(access.client, { at, known, draft }));
    if (fetched.kind === 'whole') return fetched.info;
    part = fetched.kind === 'broken' ? fetched.part : undefined;
    barren = (part?.received ?? 0) > (known?.received ?? 0) ? 1 : barren + 1;
    if (barren >= access.attempts) throw fetched.error;
    await sleep(waitMilliseconds(barren));
  }
}

interface Going {
  readonly at: S3Location;
  readonly known: Part | undefined;
  readonly draft: Draft;
}

async function fetchOn(client: S3Client, { at, known, draft }: Going): Promise<Fetched> {
  const response = await client.send(new GetObjectCommand(requestOf(at, known))).catch((error: unknown) => {
    if (known !== undefined && isOutdated(error)) return { outdated: error };
    throw error;
  });
  if ('outdated' in response) return { kind: 'stale', error: response.outdated };
  const continues = known !== undefined && beginsAt(response, known.received);
  const start = continues ? known : firstPart(at, response);
  const chunks = chunksOf(response);
  if (!continues) await draft.handle.truncate(0);
  const { received, error } = await writeBody(chunks, draft.handle, start.received);
  if (error !== undefined) {
    if (isChecksumFault(error)) return { kind: 'stale', error };
    if (isConnectionFault(error)) return { kind: 'broken', part: { ...start, received }, error };
    throw error;
  }
  if (received < start.info.bytes) return { kind: 'broken', part: { ...start, received }, error: brokenOff() };
  if (received > start.info.bytes) return { kind: 'stale', error: brokenOff() };
  // The SDK compares the checksum of a body that came in one piece.
  if (continues && start.checksum !== undefined && !(await fileFits(draft.path, start.checksum))) {
    return { kind: 'stale', error: new Error(`Checksum mismatch: ${start.checksum.name} of the pieces`) };
  }
  return { kind: 'whole', info: start.info };
}

function requestOf({ bucket, key }: S3Location, known: Part | undefined) {
  const object = { Bucket: bucket, Key: key };
  if (known === undefined || known.received === 0) return object;
  return { ...object, Range: `bytes=${known.received}-`, IfMatch: `"${known.info.etag}"` };
}

/** The object was replaced, or is shorter than what has come of it. */
function isOutdated(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'PreconditionFailed' || error.name === 'InvalidRange' || error.name === '412')
  );
}

/** A store that does not know ranges answers with the whole. */
function beginsAt({ ContentRange }: GetObjectCommandOutput, position: number): boolean {
  return new RegExp(`^bytes ${position}-`).test(ContentRange ?? '');
}

function firstPart(at: S3Location, response: GetObjectCommandOutput): Part {
  const info = {
    key: formatS3Location(at),
    bytes: response.ContentLength ?? Number.NaN,
    etag: plainEtag(response.ETag),
    lastModifiedSeconds: toSeconds(response.LastModified),
  };
  return { info, checksum: checksumOf(response), received: 0 };
}

interface Written {
  readonly received: number;
  readonly error?: unknown;
}

/** A failure of the disk is thrown; one of the body is returned with what has come before it. */
async function writeBody(chunks: AsyncIterator<Uint8Array>, handle: FileHandle, from: number): Promise<Written> {
  let received = from;
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => ({ error }));
    if ('error' in next) return { received, error: next.error };
    if (next.done === true) return { received };
    try {
      await handle.write(next.value, 0, next.value.length, received);
    } catch (error) {
      await chunks.return?.();
      throw error;
    }
    received += next.value.length;
  }
}

/** In Node the body is a stream. One that breaks before it is read must not end the process: reading it will tell. */
function chunksOf({ Body }: GetObjectCommandOutput): AsyncIterator<Uint8Array> {
  if (!(Body instanceof Readable)) return Readable.from([])[Symbol.asyncIterator]();
  Body.on('error', () => undefined);
  return Body[Symbol.asyncIterator]();
}

function brokenOff(): Error {
  return Object.assign(new Error('the body ended early'), { code: 'ECONNRESET' });
}

const FIRST_WAIT_MILLISECONDS = 100;
const LONGEST_WAIT_MILLISECONDS = 10_000;

/** Doubling, with jitter, so that many readers do not come back at once. */
export function waitMilliseconds(tries: number): number {
  return Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** tries) * (0.5 + Math.random() / 2);
}
