import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFileStore } from '../../lib/adapters/file-store.ts';
import { LocationError } from '../../lib/adapters/location-error.ts';

const source = makeFileStore();
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-files-'));
  for (const folder of ['b/deep', 'a', 'empty', '[odd]', 'work']) mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['b/deep/2.gz', 'b/1.log', 'a/3.gz', 'a/.hidden', '[odd]/x.log'])
    writeFileSync(join(root, name), name);
  writeFileSync(join(root, 'list.json.gz'), gzipSync('{"kind":"List"}'));
});
afterAll(() => rmSync(root, { recursive: true }));

async function keys(location: string): Promise<readonly string[]> {
  return (await source.list(join(root, location))).map(({ key }) => relative(root, key));
}

describe('a location', () => {
  it.each([
    { kind: 'a file', location: 'b/1.log', found: ['b/1.log'] },
    { kind: 'a folder, with all below it', location: 'b', found: ['b/1.log', 'b/deep/2.gz'] },
    { kind: 'a folder whose name looks like a pattern', location: '[odd]', found: ['[odd]/x.log'] },
    { kind: 'a pattern', location: '{a,b}/**/*.gz', found: ['a/3.gz', 'b/deep/2.gz'] },
    { kind: 'a pattern that nothing fits', location: '*.nothing', found: [] },
    { kind: 'an empty folder', location: 'empty', found: [] },
    { kind: 'a folder with a hidden file, which is left out', location: 'a', found: ['a/3.gz'] },
  ])('lists $kind in order', async ({ location, found }) => {
    expect(await keys(location)).toEqual(found);
  });

  it('that names nothing is said in one line', async () => {
    const failure = source.list(join(root, 'nowhere'));

    await expect(failure).rejects.toBeInstanceOf(LocationError);
    await expect(failure).rejects.toThrow(/^[^\n]*nowhere: no such file or directory; check the path$/);
  });

  it('gives an object another etag when its content may have changed', async () => {
    const path = join(root, 'b/1.log');
    const [before] = await source.list(path);
    utimesSync(path, 1000, 2000);

    const [after] = await source.list(path);

    expect(after).toMatchObject({ key: path, bytes: 7, lastModifiedSeconds: 2000 });
    expect(after?.etag).not.toBe(before?.etag);
  });

  it('may lead through a link', async () => {
    symlinkSync(join(root, 'b'), join(root, 'link'));

    expect(await keys('link')).toEqual(['link/1.log', 'link/deep/2.gz']);
  });
});

describe('a small object', () => {
  it('is unpacked by its content, whatever its name says', async () => {
    writeFileSync(join(root, 'plain.json.gz'), '{"kind":"List"}');

    expect(await source.readText(join(root, 'list.json.gz'))).toBe('{"kind":"List"}');
    expect(await source.readText(join(root, 'plain.json.gz'))).toBe('{"kind":"List"}');
  });
});

describe('a log object', () => {
  const open = async (content: string | Uint8Array) => {
    const path = join(root, 'object');
    writeFileSync(path, content);
    const [object] = await source.list(path);
    if (object === undefined) throw new Error('the file was just written');
    const local = await source.open(object, join(root, 'work'));
    const made = readdirSync(join(root, 'work'));
    await source.release(local, object);
    return {
      local,
      made: made.length,
      left: readdirSync(join(root, 'work')).length + readdirSync(root).filter((name) => name === 'object').length,
    };
  };

  it.each([
    {
      kind: 'plain text, used where it is',
      content: 'a b\n1 2\n',
      local: { kind: 'text', firstLine: 'a b', truncated: false, ascii: true },
      made: 0,
    },
    {
      kind: 'gzip, unpacked beside',
      content: gzipSync('a b\r\n1 2\r\n'),
      local: { kind: 'text', firstLine: 'a b', truncated: false, ascii: true },
      made: 1,
    },
    {
      kind: 'gzip of bytes that are not ASCII',
      content: gzipSync('a b\né 2\n'),
      local: { kind: 'text', truncated: false, ascii: false },
      made: 1,
    },
    { kind: 'plain bytes that are not ASCII', content: 'a b\né 2\n', local: { kind: 'text', ascii: false }, made: 0 },
    { kind: 'nothing', content: '', local: { kind: 'text', firstLine: undefined }, made: 0 },
    { kind: 'Parquet, used where it is', content: 'PAR1....PAR1', local: { kind: 'parquet' }, made: 0 },
    {
      kind: 'gzip with a wrong checksum',
      content: Buffer.concat([gzipSync('a b\n').subarray(0, -8), Buffer.alloc(8, 7)]),
      local: { kind: 'unreadable', diagnostic: { code: 'object-damaged', level: 'error' } },
      made: 0,
    },
    {
      kind: 'gzip with something else behind it',
      content: Buffer.concat([gzipSync('a b\n'), Buffer.from('\u001f\u008bnot gzip', 'latin1')]),
      local: { kind: 'unreadable' },
      made: 0,
    },
  ])('is $kind', async ({ content, local, made }) => {
    const opened = await open(content);

    expect(opened.local).toMatchObject(local);
    expect(opened.made).toBe(made);
    expect(opened.left).toBe(1);
  });

  it('that was cut off gives what came before the cut', async () => {
    const text = `a b\n${Array.from({ length: 5000 }, (_, index) => `${index * 7919} ${index}`).join('\n')}\n`;
    const whole = gzipSync(text);

    const { local } = await open(whole.subarray(0, whole.length / 2));

    expect(local).toMatchObject({ kind: 'text', firstLine: 'a b', truncated: true });
  });
});
