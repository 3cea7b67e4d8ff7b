// What commands write for people: whole files or none, and lines read as they come.
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Written beside its final name and renamed, so that a reader never sees a part. Makes the folders above. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

export async function makeFolders(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

/**
 * Lines without their line end, as many at a time as come at once; reads on only when the consumer asks. `-` is standard
 * input.
 */
export async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  const input = path === '-' ? process.stdin.setEncoding('utf8') : createReadStream(path, { encoding: 'utf8' });
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
  if (rest !== '') yield [rest];
}
