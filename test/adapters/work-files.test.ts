import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkFiles } from '../../lib/adapters/work-files.ts';
import type { WorkFiles } from '../../lib/pipeline/ports.ts';

let root = '';
let files: WorkFiles;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-work-'));
  files = makeWorkFiles(root);
});
afterAll(() => rmSync(root, { recursive: true }));

async function linesOf(content: string | Uint8Array): Promise<readonly string[]> {
  const path = join(root, 'lines.txt');
  writeFileSync(path, content);
  const found: string[] = [];
  for await (const batch of files.lines(path)) found.push(...batch);
  return found;
}

describe('lines', () => {
  it('are the text between line feeds, also the last one without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'))),
        async (texts) => {
          const text = texts.join('\n');
          const expected = text.split('\n');
          if (expected.at(-1) === '') expected.pop();

          expect(await linesOf(text)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('come whole across the chunks of the file', async () => {
    const texts = Array.from({ length: 60_000 }, (_, index) => `${index} ${'é'.repeat(index % 40)}`);

    expect(await linesOf(`${texts.join('\n')}\n`)).toEqual(texts);
  });

  it('longer than any flow-log line are cut, so that memory stays bounded', async () => {
    const found = await linesOf(`first\n${'x'.repeat(5_000_000)}\nlast\n`);

    expect(found).toHaveLength(3);
    expect(found[1]?.length).toBeLessThan(3_000_000);
    expect([found[0], found[2]]).toEqual(['first', 'last']);
  });

  it('show bytes that are no UTF-8 as the sign for it', async () => {
    expect(await linesOf(Buffer.from([0x61, 0xff, 0x62, 0x0a]))).toEqual(['a\uFFFDb']);
  });
});

describe('publishing', () => {
  it('replaces what is there in one step and makes the folders above', async () => {
    const target = join(root, 'new', 'folder', 'file.txt');
    await files.writeText(join(root, 'draft'), ['one', ' two']);
    await files.publish(join(root, 'draft'), target);
    await files.writeText(join(root, 'draft'), ['three']);
    await files.publish(join(root, 'draft'), target);

    expect(readFileSync(target, 'utf8')).toBe('three');
    expect(existsSync(join(root, 'draft'))).toBe(false);
    expect(await files.list(join(root, 'new', 'folder'))).toEqual(['file.txt']);
  });

  it('finds nothing in a folder that is not there', async () => {
    expect(await files.list(join(root, 'nowhere'))).toEqual([]);
  });
});
