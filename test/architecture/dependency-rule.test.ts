// The dependency rule holds only if each of its rules catches a break: one is planted for every rule, in a tree of its own.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface RuleSet {
  readonly forbidden: readonly { readonly name: string; readonly comment: string }[];
}
interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const CONFIG = resolve('.dependency-cruiser.cjs');
const rules: RuleSet = createRequire(import.meta.url)(CONFIG);

/** rule → the file that breaks it, and what that file imports. */
const PLANTED: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'left-only-base': ['lib/base/a.ts', '../net/leaf.ts'],
  'left-only-net': ['lib/net/a.ts', '../sources/leaf.ts'],
  'left-only-sources': ['lib/sources/a.ts', '../identity/leaf.ts'],
  'left-only-identity': ['lib/identity/a.ts', '../connections/leaf.ts'],
  'left-only-connections': ['lib/connections/a.ts', '../policy/leaf.ts'],
  'left-only-policy': ['lib/policy/a.ts', '../recommendation/leaf.ts'],
  'left-only-recommendation': ['lib/recommendation/a.ts', '../report/leaf.ts'],
  'left-only-report': ['lib/report/a.ts', '../pipeline/leaf.ts'],
  'left-only-pipeline': ['lib/pipeline/a.ts', '../adapters/leaf.ts'],
  'pure-stages-no-node': ['lib/policy/b.ts', 'node:path'],
  'pure-stages-no-drivers': ['lib/report/b.ts', 'commander'],
  'drivers-in-adapters-only': ['lib/cli/b.ts', '@duckdb/node-api'],
  'io-in-adapters-only': ['lib/cli/c.ts', 'node:fs'],
  'adapters-know-no-shell': ['lib/adapters/a.ts', '../cli/leaf.ts'],
  'shells-stay-apart': ['lib/api/a.ts', '../cli/leaf.ts'],
  'web-is-pure': ['lib/web/a.tsx', '../adapters/leaf.ts'],
  'web-no-node': ['lib/web/b.ts', 'node:crypto'],
  'web-is-built': ['lib/api/b.ts', '../web/leaf.ts'],
  'functions-are-shells': ['functions/one/a.ts', '../../lib/cli/leaf.ts'],
  'infra-stands-alone': ['infra/a.ts', '../lib/base/leaf.ts'],
  'nobody-imports-deployment': ['lib/cli/d.ts', '../../functions/shared/leaf.ts'],
  'no-test-or-examples-in-product': ['lib/sources/c.ts', '../../test/leaf.ts'],
  'independent-oracles': ['test/oracle/a.ts', '../../lib/policy/leaf.ts'],
  'no-cycles': ['lib/net/cycle-a.ts', './cycle-b.ts'],
  'no-orphans': ['lib/net/lonely.ts', ''],
  resolvable: ['lib/net/d.ts', './nowhere.ts'],
};
/** Breaks nothing: left, its own folder, and an adapter with its driver. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'lib/report/fine.ts': ['../base/leaf.ts', '../policy/leaf.ts', './leaf.ts'],
  'lib/adapters/fine.ts': ['node:fs', '@duckdb/node-api', '../pipeline/leaf.ts'],
  'lib/web/fine.tsx': ['../base/leaf.ts', '../report/leaf.ts', './fine.css'],
  'functions/one/handler.ts': ['../../lib/adapters/leaf.ts', '../shared/settings-schema.ts'],
  'infra/fine.ts': ['../functions/shared/settings-schema.ts'],
  'lib/cli/fine.ts': ['../adapters/leaf.ts', '../pipeline/leaf.ts', 'commander', 'node:path'],
};

let folder = '';
let violations: readonly Violation[] = [];

function plant(path: string, imports: readonly string[]): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [...imports.map((from) => `import '${from}';`), 'export const here = 1;', ''].join('\n'));
}

function plantPackage(name: string): void {
  const place = join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
  writeFileSync(join(place, 'index.js'), 'module.exports = {};\n');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-architecture-'));
  copyFileSync(CONFIG, join(folder, '.dependency-cruiser.cjs'));
  copyFileSync('tsconfig.json', join(folder, 'tsconfig.json'));
  for (const name of ['@duckdb/node-api', 'commander']) plantPackage(name);
  for (const [, imported] of Object.values(PLANTED)) {
    if (imported.endsWith('/leaf.ts')) plant(join('lib/x', imported), []);
  }
  plant('lib/report/leaf.ts', []);
  plant('lib/base/leaf.ts', []);
  plant('lib/web/fine.css', []);
  plant('test/leaf.ts', []);
  plant('functions/shared/leaf.ts', []);
  plant('functions/shared/settings-schema.ts', []);
  plant('lib/net/cycle-b.ts', ['./cycle-a.ts']);
  for (const [file, imported] of Object.values(PLANTED)) plant(file, imported === '' ? [] : [imported]);
  for (const [file, imports] of Object.entries(HARMLESS)) plant(file, imports);
  const bin = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const folders = ['lib', 'functions', 'infra', 'test'];
  const run = spawnSync(process.execPath, [bin, '--config', '.dependency-cruiser.cjs', '-T', 'json', ...folders], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  violations = JSON.parse(run.stdout).summary.violations;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the dependency rule', () => {
  it('has a planted break for every rule, and no break for a rule that is gone', () => {
    expect(Object.keys(PLANTED).sort()).toEqual(rules.forbidden.map((rule) => rule.name).sort());
  });

  it.each(rules.forbidden.map((rule) => [rule.name, rule.comment]))('%s says why', (_name, comment) => {
    expect(comment.length).toBeGreaterThan(40);
  });

  it.each(Object.entries(PLANTED))('%s is caught', (name, [file]) => {
    const caught = violations.filter((violation) => violation.rule.name === name).map((violation) => violation.from);

    expect(caught).toContain(file);
  });

  it.each(Object.keys(HARMLESS))('%s is left alone', (file) => {
    const caught = violations.filter((violation) => violation.from === file && violation.rule.name !== 'no-orphans');

    expect(caught).toEqual([]);
  });
});
