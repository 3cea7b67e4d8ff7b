// The linter as configured catches what the house rules forbid; a rule that is switched off fails here.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIOME = resolve('node_modules/@biomejs/biome/bin/biome');

const PLANTED: Readonly<Record<string, string>> = {
  noExplicitAny: 'export const a: any = 1;\n',
  noNonNullAssertion: 'export const a = (b: string | null) => b!.length;\n',
  noConsole: "console.log('x');\n",
  noDefaultExport: 'export default 1;\n',
  useImportType: "import { A } from './a.ts';\nexport const b = (a: A): A => a;\n",
  noUnusedImports: "import { a } from './a.ts';\n",
};

let folder = '';
let output = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-lint-'));
  copyFileSync('biome.json', join(folder, 'biome.json'));
  mkdirSync(join(folder, 'lib/policy'), { recursive: true });
  for (const [rule, text] of Object.entries(PLANTED)) writeFileSync(join(folder, `lib/policy/${rule}.ts`), text);
  writeFileSync(join(folder, 'lib/policy/clean.ts'), 'export const a = 1;\n');
  const run = spawnSync(
    process.execPath,
    [BIOME, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--colors=off', '.'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  output = run.stdout + run.stderr;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the linter', () => {
  it.each(Object.keys(PLANTED))('%s is on', (rule) => {
    expect(output).toMatch(new RegExp(`lib/policy/${rule}\\.ts:\\d+:\\d+ lint/\\w+/${rule}\\b`));
  });

  it('accepts clean text', () => {
    expect(output).not.toContain('clean.ts');
  });
});
