// Temporary and result files on local disk behind the WorkFiles port.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { compareText } from '../base/order.ts';
import type { FileFingerprint, WorkFiles } from '../pipeline/ports.ts';

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 1 << 20;
/** A longer line is no flow-log line; what follows is dropped so that memory stays bounded. */
const LONGEST_LINE_BYTES = 1 << 20;

/** `root` is where new folders are made, such as the system's temporary folder. */
export function makeWorkFiles(root: string): WorkFiles {
  return {
    makeFolder: (name) => mkdtemp(join(root, `${name}-`)),
    ensureFolder: async (path) => {
      await mkdir(path, { recursive: true });
    },
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    makePath: (...parts) => join(...parts),
    list: async (folder) => (await readdir(folder).catch(() => [])).sort(compareText),
    writeText: async (path, text) => {
      await mkdir(join(path, '..'), { recursive: true });
      await pipeline(Readable.from(text), createWriteStream(path));
    },
    writeBytes: async (path, bytes) => {
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, bytes);
    },
    fingerprint,
    publish: async (from, to) => {
      await mkdir(join(to, '..'), { recursive: true });
      await rename(from, to);
    },
    lines,
    endsWhole,
  };
}

async function fingerprint(path: string): Promise<FileFingerprint> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* lines(path: string): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    const batch: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      batch.push(bytes.toString('utf8', from, end));
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LONGEST_LINE_BYTES) rest = rest.subarray(0, LONGEST_LINE_BYTES);
    yield batch;
  }
  if (rest.length > 0) yield [rest.toString('utf8')];
}

async function endsWhole(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const last = Buffer.alloc(1);
    await handle.read(last, 0, 1, size - 1);
    return last[0] === LINE_FEED;
  } finally {
    await handle.close();
  }
}
