// Bytes on this machine's disk made usable by the database: gzip unpacked and checked to the last byte.
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGunzip, gunzip } from 'node:zlib';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { LocalObject } from '../pipeline/ports.ts';
import { LocationError } from './location-error.ts';

/** Large chunks keep the main thread out of the way of decompression. */
const CHUNK_BYTES = 1 << 20;
/** A header of all fields of all versions has less than 1,500 characters. */
const FIRST_LINE_BYTES = 1 << 16;

const inflate = promisify(gunzip);

export interface BytesOnDisk {
  /** Where the bytes are, as they are in the store. */
  readonly path: string;
  /** Name of the object in what is said of it. */
  readonly key: string;
}

/** Where the bytes are plain text or Parquet, they are used where they are. */
export async function openLocalObject({ path, key }: BytesOnDisk, folder: string): Promise<LocalObject> {
  const head = await readHead(path, 4);
  if (head.toString('latin1') === 'PAR1') return { kind: 'parquet', path };
  if (!isGzip(head)) return readPlain(path);
  return inflateFile({ path, key }, join(folder, `${fileNameOf(key)}.log`));
}

/** Keys are untrusted and long: only a digest of one ever becomes the name of a file. */
export function fileNameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 24);
}

/** Plain text of a small object; `key` is its name in what is said of it. */
export async function textOf(bytes: Buffer, key: string): Promise<string> {
  if (!isGzip(bytes)) return bytes.toString('utf8');
  const plain = await inflate(bytes).catch((error: unknown) => {
    throw new LocationError(key, damageOf(error), 'export or fetch it again', 'damaged');
  });
  return plain.toString('utf8');
}

function damageOf(error: unknown): string {
  return `the compressed data does not check out (${error instanceof Error ? error.message : String(error)})`;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function readPlain(path: string): Promise<LocalObject> {
  let ascii = true;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) ascii &&= isAscii(chunk as Buffer);
  return { kind: 'text', path, firstLine: await readFirstLine(path), truncated: false, ascii };
}

/** Node checks the length and CRC of the whole stream, which DuckDB does not. */
async function inflateFile({ path: packed, key }: BytesOnDisk, path: string): Promise<LocalObject> {
  let truncated = false;
  let ascii: boolean;
  try {
    ascii = await writeInflated(packed, path, constants.Z_FINISH);
  } catch (error) {
    if (codeOf(error) !== 'Z_BUF_ERROR') {
      await rm(path, { force: true });
      return { kind: 'unreadable', diagnostic: damaged(key, error) };
    }
    truncated = true;
    ascii = await writeInflated(packed, path, constants.Z_SYNC_FLUSH);
  }
  return { kind: 'text', path, firstLine: await readFirstLine(path), truncated, ascii };
}

/** Says whether every byte is ASCII, which a sound flow log always is. */
async function writeInflated(packed: string, path: string, finishFlush: number): Promise<boolean> {
  let ascii = true;
  await pipeline(
    createReadStream(packed, { highWaterMark: CHUNK_BYTES }),
    createGunzip({ chunkSize: CHUNK_BYTES, finishFlush }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        ascii &&= isAscii(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { highWaterMark: CHUNK_BYTES }),
  );
  return ascii;
}

function damaged(key: string, error: unknown): Diagnostic {
  return {
    code: 'object-damaged',
    level: 'error',
    message: damageOf(error),
    place: { source: key },
    mend: 'fetch the object again; none of its lines were used',
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

async function readHead(path: string, bytes: number): Promise<Buffer> {
  const handle: FileHandle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function readFirstLine(path: string): Promise<string | undefined> {
  const head = (await readHead(path, FIRST_LINE_BYTES)).toString('utf8');
  const line = head.split('\n', 1)[0]?.replace(/\r$/, '') ?? '';
  return head === '' ? undefined : line;
}
