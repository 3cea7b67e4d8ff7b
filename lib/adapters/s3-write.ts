// Objects into a bucket, whole or not at all, with conditions: in one request, or in parts where they are large.
import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { StoredContent, WriteCondition } from '../pipeline/ports.ts';
import { inParallel } from '../pipeline/stored/in-parallel.ts';
import type { S3Location } from './s3-location.ts';
import { type S3Access, waitMilliseconds } from './s3-read.ts';

export interface WriteSizes {
  /** More bytes than that are sent in parts. */
  readonly singleBytes: number;
  readonly partBytes: number;
}

const MEBIBYTE = 1 << 20;
export const WRITE_SIZES: WriteSizes = { singleBytes: 64 * MEBIBYTE, partBytes: 32 * MEBIBYTE };
/** S3 takes no more, so that larger objects need larger parts. */
const MOST_PARTS = 10_000;
/** Each holds its bytes in memory. */
const PARTS_AT_ONCE = 4;

interface Upload {
  readonly access: S3Access;
  readonly target: { readonly Bucket: string; readonly Key: string };
  readonly contentType: string;
  readonly condition: WriteCondition | undefined;
  /** An earlier try may have been written, though its answer was lost. */
  readonly repeated: boolean;
}

type Outcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'again'; readonly error: unknown };

/** False where the condition does not hold. */
export async function writeS3(
  access: S3Access,
  { bucket, key }: S3Location,
  {
    content,
    condition,
    sizes,
  }: { readonly content: StoredContent; readonly condition: WriteCondition | undefined; readonly sizes: WriteSizes },
): Promise<boolean> {
  const target = { Bucket: bucket, Key: key };
  const inParts = content.kind === 'file' && (await stat(content.path)).size > sizes.singleBytes;
  for (let tries = 1; ; tries += 1) {
    const upload: Upload = { access, target, contentType: content.contentType, condition, repeated: tries > 1 };
    const outcome = inParts
      ? await uploadParts(upload, content.path, sizes)
      : await put(upload, await bytesOf(content));
    if (outcome.kind !== 'again') return outcome.kind === 'written';
    if (tries >= access.attempts) throw outcome.error;
    await sleep(waitMilliseconds(tries));
  }
}

function bytesOf(content: StoredContent): Promise<Buffer> {
  return content.kind === 'text' ? Promise.resolve(Buffer.from(content.text, 'utf8')) : readFile(content.path);
}

async function put({ access, target, contentType, condition, repeated }: Upload, bytes: Buffer): Promise<Outcome> {
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  const command = new PutObjectCommand({
    ...target,
    ...headersOf(condition),
    ...{ Body: bytes, ContentLength: bytes.length, ContentType: contentType, ChecksumSHA256: sha256 },
  });
  return access
    .limit(() => access.client.send(command))
    .then((): Outcome => ({ kind: 'written' }))
    .catch((error: unknown) => outcomeOf(error, { access, target, repeated, sha256 }));
}

function headersOf(condition: WriteCondition | undefined): {
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
} {
  switch (condition?.kind) {
    case undefined:
      return {};
    case 'absent':
      return { IfNoneMatch: '*' };
    case 'unchanged':
      return { IfMatch: `"${condition.etag}"` };
  }
}

interface Sent extends Pick<Upload, 'access' | 'target' | 'repeated'> {
  /** As S3 gives it back for the object. */
  readonly sha256: string;
}

const WORTH_ANOTHER_TRY: readonly string[] = ['ConditionalRequestConflict', 'OperationAborted', 'NoSuchUpload'];

/**
 * "If a conflicting operation occurs during the upload S3 returns a 409 ConditionalRequestConflict response. On a 409
 * failure you should fetch the object's ETag and retry the upload" (API reference, PutObject): the retry finds out
 * itself.
 */
async function outcomeOf(error: unknown, sent: Sent): Promise<Outcome> {
  const { status, name, tries } = facts(error);
  if (WORTH_ANOTHER_TRY.includes(name)) return { kind: 'again', error };
  // Under If-Match nothing there is answered with 404.
  const refused = status === 412 || name === 'NoSuchKey';
  if (!refused) throw error;
  // An answer that was lost: the SDK asked again, and met what it had written itself.
  return (sent.repeated || tries > 1) && (await isThere(sent)) ? { kind: 'written' } : { kind: 'refused' };
}

async function isThere({ access, target, sha256 }: Sent): Promise<boolean> {
  const found = await access
    .limit(() => access.client.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' })))
    .catch(() => undefined);
  return found?.ChecksumSHA256 === sha256;
}

function facts(error: unknown): { readonly status: number; readonly name: string; readonly tries: number } {
  if (!(error instanceof Error)) return { status: 0, name: '', tries: 1 };
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const number = (name: string): number => {
    const value: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, name) : undefined;
    return typeof value === 'number' ? value : 0;
  };
  return { status: number('httpStatusCode'), name: error.name, tries: number('attempts') };
}

/** Parts that were sent are taken back where the whole does not come about: they would be paid for, unseen. */
async function uploadParts(upload: Upload, path: string, sizes: WriteSizes): Promise<Outcome> {
  const { access, target, contentType, condition, repeated } = upload;
  const { client, limit } = access;
  let sha256 = '';
  const begun = await limit(() =>
    client.send(new CreateMultipartUploadCommand({ ...target, ContentType: contentType, ChecksumAlgorithm: 'SHA256' })),
  );
  const id = { ...target, UploadId: begun.UploadId };
  const abort = () => limit(() => client.send(new AbortMultipartUploadCommand(id))).catch(() => undefined);
  try {
    const parts = await sendParts(access, id, { path, sizes });
    sha256 = checksumOfParts(parts);
    const complete = new CompleteMultipartUploadCommand({
      ...id,
      ...headersOf(condition),
      MultipartUpload: { Parts: [...parts] },
    });
    await limit(() => client.send(complete));
    return { kind: 'written' };
  } catch (error) {
    const outcome = await outcomeOf(error, { access, target, repeated, sha256 }).catch((fatal: unknown) => ({ fatal }));
    await abort();
    if ('fatal' in outcome) throw outcome.fatal;
    return outcome;
  }
}

/** "The checksum of the checksums", as S3 keeps it for an object that came in parts. */
function checksumOfParts(parts: readonly CompletedPart[]): string {
  const digests = parts.map(({ ChecksumSHA256 }) => Buffer.from(ChecksumSHA256 ?? '', 'base64'));
  return `${createHash('sha256').update(Buffer.concat(digests)).digest('base64')}-${parts.length}`;
}

type UploadId = Upload['target'] & { readonly UploadId: string | undefined };

async function sendParts(
  { client, limit }: S3Access,
  id: UploadId,
  { path, sizes }: { readonly path: string; readonly sizes: WriteSizes },
): Promise<readonly CompletedPart[]> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const partBytes = Math.max(sizes.partBytes, Math.ceil(size / MOST_PARTS));
    const numbers = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => index + 1);
    return await inParallel(numbers, PARTS_AT_ONCE, async (PartNumber): Promise<CompletedPart> => {
      const from = (PartNumber - 1) * partBytes;
      const Body = Buffer.alloc(Math.min(partBytes, size - from));
      await handle.read(Body, 0, Body.length, from);
      const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
      const part = { ...id, PartNumber, Body, ContentLength: Body.length, ChecksumSHA256 };
      const { ETag } = await limit(() => client.send(new UploadPartCommand(part)));
      return { PartNumber, ETag, ChecksumSHA256 };
    });
  } finally {
    await handle.close();
  }
}
