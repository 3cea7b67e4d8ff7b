// Text to a gzip file, of the same bytes on every platform.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Where the header names the operating system (RFC 1952); 255 is "unknown". */
const SYSTEM_OFFSET = 9;

export async function writeGzip(path: string, text: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(text), createGzip({ level: 9 }), withoutSystem, createWriteStream(path));
}

async function* withoutSystem(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const chunk of chunks) {
    const place = SYSTEM_OFFSET - passed;
    if (place >= 0 && place < chunk.length) chunk[place] = 255;
    passed += chunk.length;
    yield chunk;
  }
}
