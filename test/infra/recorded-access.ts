// What a step does to its store, in the words of S3's permissions.
import type { ObjectStore } from '../../lib/pipeline/ports.ts';
import type { Lab } from '../pipeline/stored/stored-lab.ts';

/** `s3:GetObject {data-bucket-arn}/runs/prod/…`; a listing names the prefix that it asks for. */
export interface Access {
  readonly action: string;
  readonly bucket: string;
  readonly key: string;
}

const FOLDERS: Readonly<Record<string, string>> = {
  'logs/': 'log',
  'snapshots-bucket/': 'snapshots',
  'data/': 'data',
  'reports/': 'reports',
};

/** `logPrefix`: of the log source in the settings; the lab's logs lie below none. */
export const recorded = (lab: Lab, logPrefix: string): { readonly lab: Lab; readonly accesses: Access[] } => {
  const accesses: Access[] = [];
  const note = (action: string, location: string): void => {
    const inside = location.slice(lab.root.length + 1);
    const folder = Object.keys(FOLDERS).find((name) => inside.startsWith(name));
    if (folder === undefined) throw new Error(`${location} is in no bucket`);
    const key = inside.slice(folder.length);
    accesses.push({ action, bucket: FOLDERS[folder] ?? '', key: folder === 'logs/' ? `${logPrefix}${key}` : key });
  };
  const { store } = lab;
  const noting: ObjectStore = {
    list: (location) => {
      note('s3:ListBucket', location);
      return store.list(location);
    },
    listBelow: (location, range) => {
      note('s3:ListBucket', location);
      return range === undefined ? store.listBelow(location) : store.listBelow(location, range);
    },
    // Without the right to list, what is not there is refused instead of absent.
    info: async (key) => {
      note('s3:GetObject', key);
      const found = await store.info(key);
      if (found === undefined) note('s3:ListBucket', key);
      return found;
    },
    readText: (key) => {
      note('s3:GetObject', key);
      return store.readText(key);
    },
    open: (object, folder) => {
      note('s3:GetObject', object.key);
      return store.open(object, folder);
    },
    release: (local, object) => store.release(local, object),
    download: (key, path) => {
      note('s3:GetObject', key);
      return store.download(key, path);
    },
    write: (key, content, condition) => {
      note('s3:PutObject', key);
      return condition === undefined ? store.write(key, content) : store.write(key, content, condition);
    },
    remove: (key) => {
      note('s3:DeleteObject', key);
      return store.remove(key);
    },
  };
  return { lab: { ...lab, store: noting }, accesses };
};
