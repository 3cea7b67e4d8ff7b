// Folders of this machine behind the ObjectStore port: reading, and writing whole or not at all.
import { copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ObjectInfo, ObjectStore, OpenedObject, StoredContent, WriteCondition } from '../pipeline/ports.ts';
import { describeFile, listFiles, listFolder } from './file-list.ts';
import { openLocalObject, textOf } from './local-object.ts';
import { LocationError } from './location-error.ts';

export function makeFileStore(): ObjectStore {
  return {
    list: listFiles,
    listBelow: listFolder,
    info: describeFile,
    readText: async (key) => textOf(await readFile(key).catch(absent(key)), key),
    open: openFile,
    release: async (local, object) => {
      if (local.kind === 'text' && local.path !== object.key) await rm(local.path, { force: true });
    },
    download,
    write,
    remove: (key) => rm(key, { force: true }),
  };
}

async function openFile({ key }: ObjectInfo, folder: string): Promise<OpenedObject> {
  const object = await present(key);
  return { ...(await openLocalObject({ path: key, key }, folder)), object };
}

async function download(key: string, path: string): Promise<ObjectInfo> {
  const before = await present(key);
  const draft = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  await copyFile(key, draft);
  const after = await present(key);
  if (after.etag !== before.etag) {
    await rm(draft, { force: true });
    throw new LocationError(key, 'it changed while it was read', 'try again', 'unavailable');
  }
  await rename(draft, path);
  return after;
}

async function present(key: string): Promise<ObjectInfo> {
  const object = await describeFile(key);
  return object ?? absent(key)({ code: 'ENOENT' });
}

function absent(key: string): (error: { readonly code?: string }) => never {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new LocationError(key, 'no such file', 'check the path', 'absent');
  };
}

let drafts = 0;

/** Written beside, hidden from listings, and moved onto its name; a link made there fails where something is. */
async function write(key: string, content: StoredContent, condition?: WriteCondition): Promise<boolean> {
  await mkdir(dirname(key), { recursive: true });
  drafts += 1;
  const draft = join(dirname(key), `.${basename(key).slice(0, 100)}.${process.pid}.${drafts}.tmp`);
  try {
    await (content.kind === 'text' ? writeFile(draft, content.text) : copyFile(content.path, draft));
    return await publish(draft, key, condition);
  } finally {
    await rm(draft, { force: true });
  }
}

async function publish(draft: string, key: string, condition: WriteCondition | undefined): Promise<boolean> {
  switch (condition?.kind) {
    case undefined:
      await rename(draft, key);
      return true;
    case 'absent':
      return link(draft, key).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
    case 'unchanged':
      return inTurn(key, async () => {
        if ((await describeFile(key))?.etag !== condition.etag) return false;
        await rename(draft, key);
        return true;
      });
  }
}

const turns = new Map<string, Promise<unknown>>();

/** Looking and replacing are two steps: of one process, only one writer at a time is between them. */
async function inTurn<T>(key: string, job: () => Promise<T>): Promise<T> {
  const turn = (turns.get(key) ?? Promise.resolve()).then(job, job);
  turns.set(key, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(key) === turn) turns.delete(key);
  }
}
