// The rules on source text hold for this tree, and each catches the break that is planted for it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenRules, SOURCE_RULES, type SourceFile } from './source-rules.ts';

const HEADER = '// States what this file is for.\n';
const PLANTED: Readonly<Record<string, SourceFile>> = {
  'no-clock-in-stages': { path: 'lib/policy/a.ts', text: `${HEADER}export const t = Date.now();\n` },
  'no-randomness-in-stages': { path: 'lib/report/a.ts', text: `${HEADER}export const r = Math.random();\n` },
  'no-locale-in-stages': { path: 'lib/net/a.ts', text: `${HEADER}export const o = 'a'.localeCompare('b');\n` },
  'terminal-in-one-file': { path: 'lib/cli/a.ts', text: `${HEADER}process.stdout.write('x');\n` },
  'no-barrels': { path: 'lib/net/index.ts', text: `${HEADER}export * from './a.ts';\n` },
  'file-size': { path: 'lib/net/a.ts', text: HEADER + 'export {};\n'.repeat(400) },
  'states-its-responsibility': { path: 'lib/net/a.ts', text: 'export const a = 1;\n' },
  'kebab-case-files': { path: 'lib/net/aB.ts', text: `${HEADER}export const a = 1;\n` },
  'no-focused-tests': { path: 'test/a.test.ts', text: `${HEADER}it${'.only'}('x', () => {});\n` },
};
const HARMLESS: readonly SourceFile[] = [
  { path: 'lib/cli/terminal.ts', text: `${HEADER}process.stdout.write('x');\n` },
  { path: 'lib/policy/a.ts', text: `${HEADER}// no Date.now here\nexport const a = 'Math.random';\n` },
  { path: 'lib/policy/b.ts', text: `${HEADER}export const at = new Date(0);\n` },
  { path: 'lib/net/long.ts', text: HEADER + 'export {};\n'.repeat(399) },
];

function trackedSources(): readonly SourceFile[] {
  const listed = spawnSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', 'lib', 'test', '*.config.ts'],
    {
      encoding: 'utf8',
    },
  ).stdout.split('\n');
  const paths = [...new Set(listed)].filter((path) => /^(lib|test)\/.*\.tsx?$|^[a-z.]+\.config\.ts$/.test(path));
  return paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

describe('source rules', () => {
  it('hold for every file of this tree', () => {
    const files = trackedSources();

    expect(files.length).toBeGreaterThan(8);
    expect(brokenRules(files)).toEqual([]);
  });

  it('each have a planted break', () => {
    expect(Object.keys(PLANTED)).toEqual(SOURCE_RULES.map((rule) => rule.name));
  });

  it.each(Object.entries(PLANTED))('%s is caught', (name, file) => {
    expect(brokenRules([file]).map((line) => line.split(':')[0])).toEqual([name]);
  });

  it.each(HARMLESS)('$path is left alone', (file) => {
    expect(brokenRules([file])).toEqual([]);
  });
});
