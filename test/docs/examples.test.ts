import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';
import { fencedBlocks, PAGES, ROOT, readPage } from './markdown.ts';
import { QUESTIONS } from './questions.ts';

const COMMAND = 'npm run -s flowfence -- ';
/** The README's first command. */
const DEMO = `${COMMAND}demo`;
const MAIN = join(ROOT, 'lib/cli/main.ts');
const SAMPLE = join(ROOT, 'examples/cluster');
const folder = mkdtempSync(join(tmpdir(), 'flowfence-docs-'));

/** What the names in the examples stand for. */
function furnish(): void {
  symlinkSync(join(SAMPLE, 'flows'), join(folder, 'logs'));
  symlinkSync(join(SAMPLE, 'snapshots'), join(folder, 'snapshots'));
  symlinkSync(join(SAMPLE, 'policies'), join(folder, 'draft'));
  const cases = [
    { from: 'shop/frontend', to: 'shop/cartservice', protocol: 'TCP', port: 7070, expect: 'allowed' },
    { from: 'shop/checkoutservice', to: 'shop/paymentservice', protocol: 'TCP', port: 50051, expect: 'denied' },
  ];
  writeFileSync(join(folder, 'cases.jsonl'), cases.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

interface Example {
  readonly page: string;
  readonly line: string;
  /** As the line's own comment states it, `# status 2`; else 0. */
  readonly status: number;
}

/** Every line of a `sh` block that calls the command line, with its continuation lines; pages repeat some. */
const LINES = new Map(
  PAGES.flatMap((page) =>
    fencedBlocks(page, 'sh')
      .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
      .filter((line) => line.startsWith(COMMAND))
      .map((line): [string, string] => [line, page]),
  ),
);

const EXAMPLES: readonly Example[] = [...LINES].map(([line, page]) => ({
  page,
  line,
  status: Number(/# status (\d)/.exec(line)?.[1] ?? 0),
}));

/** By the shell, as a reader would; tsx by its own address, since the folder has no packages. */
function run(line: string) {
  const cli = `'${process.execPath}' --import '${import.meta.resolve('tsx')}' '${MAIN}' `;
  const env = { ...process.env, NO_COLOR: '1' };
  return spawnSync('sh', ['-c', line.replaceAll(COMMAND, cli)], { cwd: folder, encoding: 'utf8', env });
}

function squeezed(text: string): string {
  return text.replaceAll(/ +/g, ' ').trim();
}

let demo: ReturnType<typeof run>;

beforeAll(() => {
  furnish();
  // First and once: other examples read what it writes.
  demo = run(DEMO);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('commands in the documentation', () => {
  it('are there', () => {
    expect(EXAMPLES.length).toBeGreaterThan(10);
    expect(EXAMPLES.map(({ line }) => line)).toContain(DEMO);
  });

  it.each(EXAMPLES)('$page: $line', ({ line, status }) => {
    const result = line === DEMO ? demo : run(line);

    expect(result.status, result.stderr).toBe(status);
    // Status 2 is one line that says what to do.
    if (status === 2) expect(result.stderr).toMatch(/^flowfence: .+\n$/);
  });
});

describe('output in the README', () => {
  it('is what the demo prints, lines left out', () => {
    const printed = demo.stdout.split('\n').map(squeezed);

    const [block = ''] = fencedBlocks('README.md', 'text');
    const shown = block.split('\n').map(squeezed);
    expect(shown.length).toBeGreaterThan(10);
    const wrong = shown.filter((line) => line !== '' && line !== '…' && !printed.includes(line));

    expect(wrong).toEqual([]);
  });

  it('has policies that the demo writes, comments aside', () => {
    const written = run(`cat flowfence-demo/policies/*/*.yaml`).stdout.split('\n---\n').join('\n');

    const blocks = fencedBlocks('README.md', 'yaml').map((block) => block.replaceAll(/ +#.*$/gm, ''));

    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(written).toContain(block);
  });
});

describe('questions in SQL', () => {
  it.each(QUESTIONS)('$question', async ({ sql }) => {
    const path = join(folder, 'report.duckdb');
    const engine = await openDuckDb({ path, threads: 1, memoryBytes: 2e8, readOnly: true });
    const session = await engine.session();

    expect((await session.rows(sql)).length).toBeGreaterThan(0);

    session.close();
    engine.close();
  });

  it('are on the page of the report', () => {
    expect(QUESTIONS.filter(({ sql }) => !readPage('docs/report.md').includes(sql))).toEqual([]);
  });
});
