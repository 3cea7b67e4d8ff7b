import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';
import { DIAGNOSTICS, FINDINGS } from './codes.ts';
import { diagnosticsPage, reportPage } from './pages.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'examples/README.md', ...markdownBelow('docs')];
/** By its own address: the commands run in a folder without packages. */
const TSX = import.meta.resolve('tsx');
const COMMAND = 'npm run -s flowfence -- ';

function markdownBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function fenced(page: string, language: string): string[] {
  return [...read(page).matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map((match) => match[1] ?? '');
}

/** GitHub's anchor of a heading. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('links', () => {
  it.each(PAGES)('%s leads somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? '');
    const inside = links.filter((link) => !/^[a-z]+:/.test(link));

    for (const link of inside) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      expect(existsSync(join(ROOT, target)), `${page} links to ${link}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), `${page} links to ${link}`).toContain(anchor);
    }
  });
});

describe('generated pages', () => {
  it.each([
    ['docs/diagnostics.md', diagnosticsPage],
    ['docs/report.md', reportPage],
  ])('%s is what npm run docs writes', (page, make) => {
    expect(read(page)).toBe(make());
  });

  it('the catalogue has every code of the sources, and no other', () => {
    const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(join('lib', name)));
    const found = new Set(
      sources.flatMap((text) => [...text.matchAll(/'([a-z]+(?:-[a-z]+)+|scan)'/g)].map((match) => match[1] ?? '')),
    );
    const coded = sources.flatMap((text) => [...text.matchAll(/code: '([a-z-]+)'/g)].map((match) => match[1] ?? ''));

    const listed = new Set(DIAGNOSTICS.map(({ code }) => code));
    expect([...listed, ...FINDINGS.map(({ code }) => code)].filter((code) => !found.has(code))).toEqual([]);
    // `custom` is zod's own word for an issue.
    expect(coded.filter((code) => code !== 'custom' && !listed.has(code))).toEqual([]);
  });
});

describe('examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-docs-'));
  const sample = join(ROOT, 'examples/cluster');
  const places: Readonly<Record<string, string>> = { 'logs/': `${sample}/flows`, 'snapshots/': `${sample}/snapshots` };

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(line: string) {
    const words = line
      .slice(COMMAND.length)
      .split(' ')
      .map((word) => places[word] ?? word);
    return spawnSync(process.execPath, ['--import', TSX, join(ROOT, 'lib/cli/main.ts'), ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
  }

  it('of the README run one after the other', () => {
    const lines = fenced('README.md', 'sh')
      .flatMap((block) => block.split('\n').map((line) => line.trim()))
      .filter((line) => line.startsWith(COMMAND));

    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) {
      const result = run(line);
      expect(result.status, `${line}\n${result.stderr}`).toBe(0);
    }
  }, 60_000);

  describe('in SQL', () => {
    beforeAll(() => {
      if (!existsSync(join(folder, 'report.duckdb'))) {
        run(`${COMMAND}analyze --flows logs/ --snapshots snapshots/ --report report.duckdb`);
      }
    }, 60_000);

    it.each(fenced('docs/report.md', 'sql'))('%s has an answer in the sample', async (sql) => {
      const engine = await openDuckDb({
        path: join(folder, 'report.duckdb'),
        threads: 1,
        memoryBytes: 2e8,
        readOnly: true,
      });
      const session = await engine.session();

      expect((await session.rows(sql)).length).toBeGreaterThan(0);

      session.close();
      engine.close();
    });
  });
});
