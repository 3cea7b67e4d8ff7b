// The folders that are uploaded: they run in plain Node.js with nothing around them, are small enough, and are the same each time.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions, type FunctionBundle } from '../../functions/bundle.ts';
import { architectureOf } from '../../functions/bundling/elf.ts';
import { assertBinding } from '../../functions/bundling/native-modules.ts';

const SETTINGS = {
  name: 'flowfence',
  logs: [{ name: 'vpc', prefix: 'AWSLogs/' }],
  clusters: [{ name: 'prod', logs: ['vpc'] }],
};
/** What Lambda takes: "250 MB", of 1,024 × 1,024 bytes each. */
const MOST_BYTES = 250 * 1024 * 1024;
const NATIVE = ['analyze', 'ingest', 'list-hours', 'plan-backfill', 'rollup'];
const ALL = [...NATIVE, 'api', 'notify'].sort();

let folder = '';
let arm64: readonly FunctionBundle[] = [];
let x64: readonly FunctionBundle[] = [];

const bundle = (name: string, architecture: 'arm64' | 'x64') =>
  bundleFunctions({ outDir: join(folder, name), architecture, settings: SETTINGS });
/** Two of them, with settings of their own. */
const rebundle = (settings: unknown) =>
  bundleFunctions({ outDir: join(folder, 'again'), architecture: 'arm64', settings, names: ['ingest', 'notify'] });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-bundle-'));
  arm64 = await bundle('arm64', 'arm64');
  x64 = await bundle('x64', 'x64');
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (bundles: readonly FunctionBundle[], name: string): FunctionBundle => {
  const found = bundles.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('bundles', () => {
  it('are one a function, with DuckDB only where it is asked', () => {
    expect(arm64.map(({ name }) => name)).toEqual(ALL);
    expect(arm64.filter(({ native }) => native).map(({ name }) => name)).toEqual(NATIVE);
  });

  it('are within what Lambda takes', () => {
    for (const { bytes } of [...arm64, ...x64]) expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it.each(['arm64', 'x64'] as const)(
    'for %s carry the binding of that processor and no other',
    async (architecture) => {
      for (const { folder: asset, native } of architecture === 'arm64' ? arm64 : x64) {
        if (!native) continue;
        const bindings = readdirSync(join(asset, 'node_modules/@duckdb')).filter((name) => name.includes('bindings-'));
        expect(bindings).toEqual([`node-bindings-linux-${architecture}`]);
        const library = join(asset, 'node_modules/@duckdb', `node-bindings-linux-${architecture}`, 'libduckdb.so');
        expect(await architectureOf(library)).toBe(architecture);
      }
    },
  );

  it('carry the settings that functions read, and analyze the review page', () => {
    for (const { folder: asset } of arm64)
      expect(JSON.parse(readFileSync(join(asset, 'settings.json'), 'utf8'))).toMatchObject(SETTINGS);
    expect(readFileSync(join(named(arm64, 'analyze').folder, 'page.html'), 'utf8')).toContain('</body>');
    expect(existsSync(join(named(arm64, 'notify').folder, 'page.html'))).toBe(false);
  });

  it('are the same bytes again, and unmoved by what only the stacks read', async () => {
    const again = await rebundle({ ...SETTINGS, retentionDays: { logs: 30 } });

    expect(again).toHaveLength(2);
    for (const { name, digest } of again) expect(digest).toBe(named(arm64, name).digest);
  });

  it('change with the settings', async () => {
    const other = await rebundle({ ...SETTINGS, name: 'other' });

    expect(other).toHaveLength(2);
    for (const { name, digest } of other) expect(digest).not.toBe(named(arm64, name).digest);
  });

  it('are refused for settings that cannot be used', async () => {
    await expect(rebundle({ ...SETTINGS, clusters: [] })).rejects.toThrow(/clusters/);
  });
});

const onX64 = process.arch === 'x64' && process.platform === 'linux';

describe.skipIf(!onX64)('a bundle in plain Node.js (only where bundles for x64 run)', () => {
  it.each(ALL)('%s is loaded, with nothing of this checkout in reach', (name) => {
    const alone = mkdtempSync(join(tmpdir(), 'flowfence-alone-'));
    try {
      cpSync(named(x64, name).folder, alone, { recursive: true });
      const script = "const { handler } = await import('./index.mjs'); process.stdout.write(typeof handler);";
      const args = ['--input-type=module', '-e', script];
      const run = spawnSync(process.execPath, args, { cwd: alone, env: {}, encoding: 'utf8' });
      expect(run.stderr).toBe('');
      expect(run.stdout).toBe('function');
    } finally {
      rmSync(alone, { recursive: true });
    }
  });
});

describe('a binding that is not there', () => {
  it('fails the bundling: npm itself passes over an optional dependency that it cannot fetch', async () => {
    const modules = join(named(x64, 'ingest').folder, 'node_modules');

    await expect(assertBinding(modules, 'x64')).resolves.toBeUndefined();
    await expect(assertBinding(modules, 'arm64')).rejects.toThrow(/linux-arm64.* is no library for arm64 \(absent\)/);
  });

  it('fails as well where a file of another processor, or none of any, has its name', async () => {
    const modules = join(folder, 'odd');
    cpSync(
      join(named(x64, 'ingest').folder, 'node_modules/@duckdb/node-bindings-linux-x64'),
      join(modules, '@duckdb/node-bindings-linux-arm64'),
      { recursive: true },
    );
    await expect(assertBinding(modules, 'arm64')).rejects.toThrow('is no library for arm64 (x64)');

    writeFileSync(join(modules, '@duckdb/node-bindings-linux-arm64/duckdb.node'), 'text');
    await expect(assertBinding(modules, 'arm64')).rejects.toThrow('is no library for arm64 (absent)');
  });
});
