// Whole files at a location: one that is read is brought to this machine, one that is written goes there when it is whole.
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { ObjectStore, StoredContent } from '../pipeline/ports.ts';
import { LocationError } from './location-error.ts';
import { isS3Location, parseS3Location } from './s3-location.ts';

/** `path` as below the location, with `/`. */
export function below(location: string, path: string): string {
  return isS3Location(location) ? `${location.replace(/\/+$/, '')}/${path}` : join(location, path);
}

export function fileContent(text: string, contentType: string): StoredContent {
  return { kind: 'text', text, contentType };
}

/** As a folder: ends with `/`. */
export function asFolder(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}

/** Runs `use` on the file on this machine; what was fetched for it is gone afterwards. */
export async function withLocalFile<T>(
  store: ObjectStore,
  location: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (!isS3Location(location)) return use(location);
  const folder = await mkdtemp(join(tmpdir(), 'flowfence-file-'));
  try {
    const path = join(folder, 'file');
    await store.download(location, path);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface WrittenFile {
  readonly contentType: string;
  /** Told the place where the file stays when it is made, but cannot be sent. */
  readonly onKept: (path: string) => void;
}

/** Runs `make` on a path of this machine, then sends the file where the location is in a bucket. */
export async function withWrittenFile<T>(
  store: ObjectStore,
  location: string,
  { make, contentType, onKept }: WrittenFile & { readonly make: (path: string) => Promise<T> },
): Promise<T> {
  if (!isS3Location(location)) {
    await mustBeWritable(location);
    return make(location);
  }
  const path = join(await mkdtemp(join(tmpdir(), 'flowfence-file-')), nameOf(location));
  const discard = () => rm(dirname(path), { recursive: true, force: true });
  const made = await make(path).catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  await store.write(location, { kind: 'file', path, contentType }).catch((error: unknown) => {
    onKept(path);
    throw error;
  });
  await discard();
  return made;
}

/** Said before the work, not after it. */
async function mustBeWritable(location: string): Promise<void> {
  const folder = dirname(location);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new LocationError(folder, `no folder can be made there (${error.code})`, 'name a file in a folder of yours');
  });
  const found = await stat(location).catch(() => undefined);
  if (found?.isDirectory() === true)
    throw new LocationError(location, 'a folder has this name', 'name a file, such as report.duckdb');
}

/** Only what is harmless in a key becomes a name here. */
function nameOf(location: string): string {
  const { key } = parseS3Location(location);
  if (key === '' || key.endsWith('/')) {
    throw new LocationError(location, 'it names no file', 'write s3://bucket/prefix/name');
  }
  return basename(key)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(-100);
}
