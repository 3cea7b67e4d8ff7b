import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withBundleFolder } from '../../infra/bundle-folder.ts';

describe('withBundleFolder', () => {
  let parent = '';

  beforeEach(() => {
    parent = join(mkdtempSync(join(tmpdir(), 'flowfence-bundle-folder-')), 'bundles');
  });
  afterEach(() => rmSync(join(parent, '..'), { recursive: true, force: true }));

  it('gives each synthesis its own, and leaves that of another alone', () => {
    const seen = withBundleFolder(parent, (outer) => {
      writeFileSync(join(outer, 'settings.json'), 'outer');
      const inner = withBundleFolder(parent, (folder) => {
        writeFileSync(join(folder, 'settings.json'), 'inner');
        return folder;
      });
      return { isAnother: inner !== outer, innerIsGone: !existsSync(inner), files: readdirSync(outer) };
    });

    expect(seen).toEqual({ isAnother: true, innerIsGone: true, files: ['settings.json'] });
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is gone also where the synthesis fails', () => {
    const fail = () => {
      throw new Error('no bundle');
    };

    expect(() => withBundleFolder(parent, fail)).toThrow('no bundle');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('removes what was left two days ago, and nothing newer', () => {
    const now = Date.now() / 1000;
    for (const [name, days] of [
      ['run-old', 2],
      ['run-new', 0.5],
    ] as const) {
      mkdirSync(join(parent, name), { recursive: true });
      utimesSync(join(parent, name), now - days * 86_400, now - days * 86_400);
    }

    const there = withBundleFolder(parent, () => readdirSync(parent));

    expect(there).toHaveLength(2);
    expect(readdirSync(parent)).toEqual(['run-new']);
  });
});
