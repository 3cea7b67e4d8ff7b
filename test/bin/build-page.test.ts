// What an install runs, in a copy of the package that has no development dependencies.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-install-'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['package.json', 'bin/build-page.js']) copyFileSync(name, join(folder, name));
});

afterEach(() => rmSync(folder, { recursive: true }));

function install() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/build-page.js')], {
    encoding: 'utf8',
  });
  return { status, out: stdout, error: stderr };
}

describe('an install without what builds the page', () => {
  it('ends well and says what is missing', () => {
    const { status, out, error } = install();

    expect([status, out]).toEqual([0, '']);
    expect(error).toMatch(/^flowfence: the review page is not built, as vite is not installed [^\n]+\n$/);
    expect(existsSync(join(folder, 'dist'))).toBe(false);
  });

  it('says nothing where the page is there', () => {
    mkdirSync(join(folder, 'dist/web'), { recursive: true });
    writeFileSync(join(folder, 'dist/web/page.html'), '');

    expect(install()).toEqual({ status: 0, out: '', error: '' });
  });
});
