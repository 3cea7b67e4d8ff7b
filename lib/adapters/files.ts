// Files of this machine behind the ObjectSource port: listing, opening with the gzip checked, reading small texts.
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGunzip, gunzip } from 'node:zlib';
import { glob } from 'tinyglobby';
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareText } from '../base/order.ts';
import type { LocalObject, ObjectInfo, ObjectSource } from '../pipeline/ports.ts';

/** Large chunks keep the main thread out of the way of decompression. */
const CHUNK_BYTES = 1 << 20;
/** A header of all fields of all versions has less than 1,500 characters. */
const FIRST_LINE_BYTES = 1 << 16;

const inflate = promisify(gunzip);

/** A location that names nothing; the caller says it in one line. */
export class LocationError extends Error {
  override readonly name = 'LocationError';
}

export function makeFileSource(): ObjectSource {
  return { list: listFiles, readText, open: openFile, release };
}

async function listFiles(location: string): Promise<readonly ObjectInfo[]> {
  const paths = await expand(location);
  const infos = await Promise.all(paths.map(describe));
  return infos.sort((left, right) => compareText(left.key, right.key));
}

async function expand(location: string): Promise<readonly string[]> {
  const found = await stat(location).catch(() => undefined);
  if (found?.isFile() === true) return [location];
  if (found?.isDirectory() === true) {
    const names = await glob('**/*', { cwd: resolve(location), onlyFiles: true, dot: false, expandDirectories: false });
    return names.map((name) => join(location, name));
  }
  if (/[*?[{]/.test(location)) return glob(location, { onlyFiles: true, expandDirectories: false });
  throw new LocationError(`${location}: no such file or directory; check the path`);
}

async function describe(path: string): Promise<ObjectInfo> {
  const { size, mtimeMs } = await stat(path);
  return {
    key: path,
    bytes: size,
    etag: `${size}-${Math.floor(mtimeMs)}`,
    lastModifiedSeconds: Math.floor(mtimeMs / 1000),
  };
}

async function readText(key: string): Promise<string> {
  const bytes = await readFile(key);
  const plain = isGzip(bytes) ? await inflate(bytes) : bytes;
  return plain.toString('utf8');
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function openFile(object: ObjectInfo, folder: string): Promise<LocalObject> {
  const head = await readHead(object.key, 4);
  if (head.toString('latin1') === 'PAR1') return { kind: 'parquet', path: object.key };
  if (!isGzip(head)) return readPlain(object.key);
  const path = join(folder, `${createHash('sha256').update(object.key).digest('hex').slice(0, 24)}.log`);
  return inflateFile(object.key, path);
}

async function readPlain(path: string): Promise<LocalObject> {
  let ascii = true;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) ascii &&= isAscii(chunk as Buffer);
  return { kind: 'text', path, firstLine: await readFirstLine(path), truncated: false, ascii };
}

/** Node checks the length and CRC of the whole stream, which DuckDB does not. */
async function inflateFile(key: string, path: string): Promise<LocalObject> {
  let truncated = false;
  let ascii: boolean;
  try {
    ascii = await writeInflated(key, path, constants.Z_FINISH);
  } catch (error) {
    if (codeOf(error) !== 'Z_BUF_ERROR') {
      await rm(path, { force: true });
      return { kind: 'unreadable', diagnostic: damaged(key, error) };
    }
    truncated = true;
    ascii = await writeInflated(key, path, constants.Z_SYNC_FLUSH);
  }
  return { kind: 'text', path, firstLine: await readFirstLine(path), truncated, ascii };
}

/** Says whether every byte is ASCII, which a sound flow log always is. */
async function writeInflated(key: string, path: string, finishFlush: number): Promise<boolean> {
  let ascii = true;
  await pipeline(
    createReadStream(key, { highWaterMark: CHUNK_BYTES }),
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
    message: `the compressed data does not check out (${error instanceof Error ? error.message : String(error)})`,
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

async function release(local: LocalObject, object: ObjectInfo): Promise<void> {
  if (local.kind === 'text' && local.path !== object.key) await rm(local.path, { force: true });
}
