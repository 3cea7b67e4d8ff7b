// An asset folder as it is uploaded: same modes on every machine, its size and its digest.
import { createHash } from 'node:crypto';
import { chmod, constants, copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A function's code and layers, unpacked: "250 MB", where a megabyte is 1,024 KB (Lambda quotas page). */
export const UNPACKED_LIMIT_BYTES = 250 * 1024 * 1024;
const FILE_MODE = 0o644;

export interface AssetSize {
  readonly bytes: number;
  /** Of paths and contents. */
  readonly digest: string;
}

/** What npm leaves for itself is left out: nothing on Lambda reads it. */
const LEFT_OUT = ['.bin', '.package-lock.json'];

export async function copyTree(from: string, to: string): Promise<void> {
  for (const path of await filesBelow(from)) {
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, target, constants.COPYFILE_FICLONE);
    await chmod(target, FILE_MODE);
  }
}

export async function measure(folder: string): Promise<AssetSize> {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const path of await filesBelow(folder)) {
    const content = await readFile(path);
    bytes += content.length;
    hash.update(`${relative(folder, path)}\0${content.length}\0`).update(content);
  }
  return { bytes, digest: hash.digest('hex') };
}

export function together(left: AssetSize, right: AssetSize): AssetSize {
  const digest = createHash('sha256').update(`${left.digest} ${right.digest}`).digest('hex');
  return { bytes: left.bytes + right.bytes, digest };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const kept = entries.filter(({ name }) => !LEFT_OUT.includes(name));
  kept.sort((left, right) => (left.name < right.name ? -1 : 1));
  const paths = await Promise.all(
    kept.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    }),
  );
  return paths.flat();
}
