// One contract, every store: folders of this machine, and buckets of a real server.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFileStore } from '../../lib/adapters/file-store.ts';
import { LocationError } from '../../lib/adapters/location-error.ts';
import { makeLocationStore } from '../../lib/adapters/location-store.ts';
import type { ObjectStore, WriteCondition } from '../../lib/pipeline/ports.ts';
import { missingS3Server } from '../aws/s3-server.ts';
import { at, openS3Lab } from './s3-lab.ts';

interface Opened {
  readonly store: ObjectStore;
  /** Ends with `/`. */
  readonly root: string;
  readonly close: () => Promise<void>;
}

function openFolder(): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-store-'));
  const close = () => Promise.resolve(rmSync(folder, { recursive: true }));
  return { store: makeFileStore(), root: `${folder}/`, close };
}

async function openBucket(locations: boolean): Promise<Opened> {
  const lab = await openS3Lab();
  const store = locations ? makeLocationStore({ s3: { pathStyle: true } }) : lab.store;
  return { store, root: at(''), close: lab.stop };
}

/** A server that is not there skips its stores. */
const BECAUSE = missingS3Server === undefined ? '' : `: ${missingS3Server}`;

describe.each([
  { kind: 'a folder', missing: undefined, open: () => Promise.resolve(openFolder()) },
  { kind: `a bucket${BECAUSE}`, missing: missingS3Server, open: () => openBucket(false) },
  { kind: `a bucket among locations${BECAUSE}`, missing: missingS3Server, open: () => openBucket(true) },
])('the store of $kind', ({ missing, open }) => {
  const inStore = it.skipIf(missing !== undefined);
  let { store, root, close }: Opened = { store: makeFileStore(), root: '', close: () => Promise.resolve() };
  let work = '';
  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'flowfence-store-work-'));
    if (missing === undefined) ({ store, root, close } = await open());
  });
  afterAll(async () => {
    await close();
    rmSync(work, { recursive: true, force: true });
  });
  const write = (name: string, text: string, condition?: WriteCondition) =>
    store.write(`${root}${name}`, { kind: 'text', text, contentType: 'text/plain' }, condition);
  const names = async (...[location, range]: Parameters<ObjectStore['listBelow']>) =>
    (await store.listBelow(`${root}${location}`, range)).map(({ key }) => key.slice(root.length));

  inStore('gives back what was written, and its listing, head and body agree', async () => {
    expect(await write('whole/a.txt', 'text of a')).toBe(true);

    const key = `${root}whole/a.txt`;
    const [listed] = await store.list(`${root}whole`);
    const downloaded = await store.download(key, join(work, 'a.txt'));

    expect(await store.readText(key)).toBe('text of a');
    expect(readFileSync(join(work, 'a.txt'), 'utf8')).toBe('text of a');
    expect(listed).toMatchObject({ key, bytes: 9, etag: expect.stringMatching(/^[^"]+$/) });
    expect(await store.info(key)).toEqual(listed);
    expect(downloaded).toEqual(listed);
    expect(Math.abs((listed?.lastModifiedSeconds ?? 0) - Date.now() / 1000)).toBeLessThan(600);
  });

  inStore('writes a file, and replaces it', async () => {
    const path = join(work, 'file');
    const content = { kind: 'file', path, contentType: 'application/gzip' } as const;
    writeFileSync(path, gzipSync('first'));
    await store.write(`${root}file.gz`, content);
    const before = await store.info(`${root}file.gz`);
    writeFileSync(path, gzipSync('later'));

    await store.write(`${root}file.gz`, content);

    expect(await store.readText(`${root}file.gz`)).toBe('later');
    expect((await store.info(`${root}file.gz`))?.etag).not.toBe(before?.etag);
  });

  inStore('lists what is below a folder, by ranges of names that leave out both ends', async () => {
    for (const name of ['1', '2', '2x/y', '3', '4']) await write(`range/${name}`, name);
    await write('range-other/1', 'of another folder');

    expect(await names('range/', { after: '1', before: '3' })).toEqual(['range/2', 'range/2x/y']);
    expect(await names('range/')).toHaveLength(5);
    expect(await names('range/', { after: '4' })).toEqual([]);
    expect(await names('range/', { before: '2' })).toEqual(['range/1']);
    expect(await names('nowhere/')).toEqual([]);
  });

  inStore('says that nothing is there', async () => {
    const key = `${root}nothing.txt`;

    expect(await store.info(key)).toBeUndefined();
    await expect(store.readText(key)).rejects.toMatchObject({ name: 'LocationError', problem: 'absent' });
    await expect(store.download(key, join(work, 'nothing'))).rejects.toBeInstanceOf(LocationError);
    expect(readdirSync(work).filter((name) => name.startsWith('nothing'))).toEqual([]);
    await store.remove(key);
  });

  inStore('removes', async () => {
    await write('gone.txt', 'soon');

    await store.remove(`${root}gone.txt`);

    expect(await store.info(`${root}gone.txt`)).toBeUndefined();
  });

  inStore('writes only where nothing is, when asked to', async () => {
    expect(await write('once', 'first', { kind: 'absent' })).toBe(true);
    expect(await write('once', 'second', { kind: 'absent' })).toBe(false);
    expect(await store.readText(`${root}once`)).toBe('first');
  });

  inStore('writes only over what it was shown, when asked to', async () => {
    await write('turn', 'one');
    const first = (await store.info(`${root}turn`))?.etag ?? '';

    expect(await write('turn', 'two', { kind: 'unchanged', etag: first })).toBe(true);
    expect(await write('turn', 'six', { kind: 'unchanged', etag: first })).toBe(false);
    expect(await write('never', 'one', { kind: 'unchanged', etag: first })).toBe(false);
    expect(await store.readText(`${root}turn`)).toBe('two');
    expect(await store.info(`${root}never`)).toBeUndefined();
  });

  inStore.each(['absent', 'unchanged'] as const)(
    'lets one of twenty writers win where each wants it %s',
    async (of) => {
      const name = `race-${of}`;
      if (of === 'unchanged') await write(name, 'before');
      const etag = (await store.info(`${root}${name}`))?.etag ?? '';
      const condition: WriteCondition = of === 'absent' ? { kind: 'absent' } : { kind: 'unchanged', etag };

      const written = await Promise.all(
        Array.from({ length: 20 }, (_, writer) => write(name, `by ${writer}`, condition)),
      );

      expect(written.filter((won) => won)).toHaveLength(1);
      expect(await store.readText(`${root}${name}`)).toBe(`by ${written.indexOf(true)}`);
    },
  );

  inStore('opens an object as it is now, whatever was listed', async () => {
    await write('changing.log', 'a b\n1 2\n');
    const [listed] = await store.list(`${root}changing.log`);
    if (listed === undefined) throw new Error('it was just written');
    await write('changing.log', 'c d e\n3 4 5\n');

    const opened = await store.open(listed, work);

    expect(opened).toMatchObject({ kind: 'text', firstLine: 'c d e' });
    expect(opened.object).toEqual(await store.info(listed.key));
    expect(opened.object.etag).not.toBe(listed.etag);
    await store.release(opened, listed);
  });

  inStore('says in one line which text is damaged', async () => {
    const path = join(work, 'damaged');
    writeFileSync(path, gzipSync('{"kind":"List"}').subarray(0, -4));
    await store.write(`${root}damaged.json.gz`, { kind: 'file', path, contentType: 'application/gzip' });

    await expect(store.readText(`${root}damaged.json.gz`)).rejects.toThrow(
      /damaged\.json\.gz: the compressed data does not check out \([^\n]*\); export or fetch it again$/,
    );
  });
});
