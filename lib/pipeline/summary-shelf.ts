// Where summaries are kept and what is there: a folder of this machine, or a location of an object store.
import type { ObjectStore, WorkFiles } from './ports.ts';

export interface SummaryShelf {
  /** Where they are written first, on this machine. */
  readonly folder: string;
  /** Of what is there, relative to the shelf. */
  names(): Promise<readonly string[]>;
  /** What was written under this name into `folder` lasts when this returns. */
  keep(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export function folderShelf(files: WorkFiles, folder: string): SummaryShelf {
  return {
    folder,
    names: () => files.list(folder),
    keep: () => Promise.resolve(),
    remove: (name) => files.removeFolder(files.makePath(folder, name)),
  };
}

const CONTENT_TYPE = 'application/vnd.apache.parquet';

/** `location` ends with `/`; `folder` is emptied as it is filled. */
export function storeShelf(store: ObjectStore, location: string, { files, folder }: LocalFolder): SummaryShelf {
  return {
    folder,
    names: async () => (await store.listBelow(location)).map(({ key }) => key.slice(location.length)),
    keep: async (name) => {
      const path = files.makePath(folder, name);
      await store.write(`${location}${name}`, { kind: 'file', path, contentType: CONTENT_TYPE });
      await files.removeFolder(path);
    },
    remove: (name) => store.remove(`${location}${name}`),
  };
}

export interface LocalFolder {
  readonly files: WorkFiles;
  readonly folder: string;
}
