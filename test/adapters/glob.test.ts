import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { glob } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { globPattern, hasGlob, literalStart } from '../../lib/adapters/glob.ts';

const NAMES = ['a', 'b', 'ab', 'a.gz', 'b.log', 'x-1.gz', 'd/a', 'd/b.gz', 'd/e/a', 'd/e/f/b.log', 'ab/a.gz', 'ab/b/a'];

describe('a pattern of keys', () => {
  it.each([
    ['logs/*.gz', ['logs/a.gz', 'logs/.gz'], ['logs/a/b.gz', 'logs/a.gz.tmp', 'other/a.gz']],
    ['logs/**/*.gz', ['logs/a.gz', 'logs/1/2/3/a.gz'], ['logs/a.log', 'a.gz']],
    ['**', ['a', 'a/b/c'], ['']],
    ['logs/??/[0-9]', ['logs/ab/7'], ['logs/a/7', 'logs/ab/x', 'logs/ab/77']],
    ['[!a]', ['b', '\n'], ['a', '/']],
    ['{a,b{1,2}}.gz', ['a.gz', 'b1.gz', 'b2.gz'], ['b.gz', 'a,b1.gz']],
    ['a+b (1).gz*', ['a+b (1).gz', 'a+b (1).gz.1'], ['aab (1).gz']],
    ['open{', ['open{'], ['open']],
    ['*\u{1f600}?', ['x\u{1f600}\u{1f601}'], ['x\u{1f600}']],
  ])('%s', (pattern, fits, others) => {
    const expression = globPattern(pattern);

    expect(fits.filter((key) => !expression.test(key))).toEqual([]);
    expect(others.filter((key) => expression.test(key))).toEqual([]);
  });

  it('says with what all that fits begins', () => {
    expect(literalStart('AWSLogs/1/2026/*/x')).toBe('AWSLogs/1/2026/');
    expect(hasGlob('AWSLogs/1/2026')).toBe(false);
  });

  describe('means for keys what it means for files', () => {
    let root = '';
    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'flowfence-glob-'));
      for (const name of NAMES.filter((one) => !NAMES.some((other) => other.startsWith(`${one}/`)))) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), '');
      }
    });
    afterAll(() => rmSync(root, { recursive: true }));

    // But for `a/**`, which for files is sometimes `a` itself: an object has nothing below it.
    it('whatever it is made of', async () => {
      const files = await glob('**/*', { cwd: root, onlyFiles: true });
      const segment = fc
        .array(fc.constantFrom('a', 'b', 'd', 'e', '*', '?', '.gz', '[ab]', '[!a]', '{a,b}', '{d,ab}', 'x-', '1'), {
          minLength: 1,
          maxLength: 3,
        })
        .map((parts) => parts.join('').replace(/\*{2,}/g, '*'));
      const pattern = fc
        .array(fc.oneof({ weight: 4, arbitrary: segment }, fc.constant('**')), { minLength: 1, maxLength: 3 })
        .map((segments) => segments.join('/'))
        .filter((text) => !text.endsWith('/**'));
      await fc.assert(
        fc.asyncProperty(pattern, async (text) => {
          const expected = (await glob(text, { cwd: root, onlyFiles: true, expandDirectories: false })).sort();
          const expression = globPattern(text);
          expect(files.filter((name) => expression.test(name)).sort()).toEqual(expected);
        }),
        { numRuns: 500 },
      );
    });
  });
});
