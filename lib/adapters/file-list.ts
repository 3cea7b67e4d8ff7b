// Files of this machine as a listing: of a file, a folder, a glob.
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { compareBy } from '../base/order.ts';
import type { ListRange, ObjectInfo } from '../pipeline/ports.ts';
import { LocationError } from './location-error.ts';
import { isInRange } from './name-range.ts';

export async function listFiles(location: string): Promise<readonly ObjectInfo[]> {
  return describeAll(await expand(location));
}

/** A folder that is not there holds nothing. Hidden files are drafts of what is being written. */
export async function listFolder(folder: string, range: ListRange = {}): Promise<readonly ObjectInfo[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) return [];
  const names = (await namesBelow(folder)).filter((name) => isInRange(name, range));
  return describeAll(names.map((name) => join(folder, name)));
}

/** Undefined where no file is under the path. */
export async function describeFile(path: string): Promise<ObjectInfo | undefined> {
  const found = await stat(path, { bigint: true }).catch(undefinedWhereAbsent);
  return found?.isFile() === true ? toInfo(path, found) : undefined;
}

async function expand(location: string): Promise<readonly string[]> {
  const found = await stat(location).catch(() => undefined);
  if (found?.isFile() === true) return [location];
  if (found?.isDirectory() === true) return (await namesBelow(location)).map((name) => join(location, name));
  if (/[*?[{]/.test(location)) return glob(location, { onlyFiles: true, expandDirectories: false });
  throw new LocationError(location, 'no such file or directory', 'check the path', 'absent');
}

function namesBelow(folder: string): Promise<string[]> {
  return glob('**/*', { cwd: resolve(folder), onlyFiles: true, dot: false, expandDirectories: false });
}

/** A file that vanished since it was found is left out. */
async function describeAll(paths: readonly string[]): Promise<readonly ObjectInfo[]> {
  const infos = await Promise.all(paths.map(describeFile));
  return infos.filter((info) => info !== undefined).sort(compareBy(({ key }) => key));
}

/** The file's number changes with every write that replaces it, even within one tick of the clock. */
function toInfo(path: string, { size, mtimeMs, ino }: BigIntStats): ObjectInfo {
  return {
    key: path,
    bytes: Number(size),
    etag: `${size}-${mtimeMs}-${ino}`,
    lastModifiedSeconds: Math.floor(Number(mtimeMs) / 1000),
  };
}

function undefinedWhereAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
