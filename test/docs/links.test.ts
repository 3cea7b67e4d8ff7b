import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, namesBelow, PAGES, ROOT, readPage } from './markdown.ts';

describe('links', () => {
  it.each(PAGES)('of %s lead to a file, and to a heading in it', (page) => {
    const inside = linksOf(page).filter((link) => !/^[a-z]+:/.test(link));

    const broken = inside.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });

    expect(broken).toEqual([]);
  });

  it.each(PAGES)('of %s in backticks name files that are there', (page) => {
    const named = [...readPage(page).matchAll(/`((?:lib|test|docs|examples|bin)\/[\w./-]*)`/g)].map(
      ([, path = '']) => path,
    );

    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('reach every page of docs/ from the README or the page that lists it', () => {
    const linked = new Set(
      PAGES.flatMap((page) => linksOf(page).map((link) => join(dirname(page), link.split('#')[0] ?? ''))),
    );

    const lost = namesBelow('docs', '').filter((name) => /\.\w+$/.test(name) && !linked.has(join('docs', name)));

    expect(lost).toEqual([]);
  });
});
