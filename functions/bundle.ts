// Makes the folders that are uploaded as functions: `tsx functions/bundle.ts --settings FILE --out DIR [--arch arm64|x64]`.
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type AssetSize, copyTree, measure, together, UNPACKED_LIMIT_BYTES } from './bundling/asset.ts';
import { buildCode } from './bundling/build-code.ts';
import type { Architecture } from './bundling/elf.ts';
import { stageNativeModules } from './bundling/native-modules.ts';
import { settingsSchema } from './shared/settings-schema.ts';

const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url));
const CACHE_FOLDER = join(PROJECT_FOLDER, 'node_modules/.cache/flowfence-functions');
const PAGE = 'dist/web/page.html';
/** Whose report is also a page. */
const PAGE_FUNCTION = 'analyze';

export interface BundleOptions {
  /** Gets a folder for each function: `index.mjs`, whose export is `handler`, and what lies beside it. */
  readonly outDir: string;
  readonly architecture: Architecture;
  /** As the settings file has it; what the functions do not read is left out, so that it changes no asset. */
  readonly settings: unknown;
  /** Where staged bindings are kept between runs. */
  readonly cacheFolder?: string;
  /** Some of the functions; all where undefined. */
  readonly names?: readonly string[];
}

export interface FunctionBundle extends AssetSize {
  readonly name: string;
  readonly folder: string;
  /** Whether DuckDB lies in it. */
  readonly native: boolean;
}

/** By name of the function. Same sources, lock, page and settings, same digests. */
export async function bundleFunctions(options: BundleOptions): Promise<readonly FunctionBundle[]> {
  const { architecture, names, outDir, cacheFolder = CACHE_FOLDER } = options;
  const settings = `${JSON.stringify(settingsSchema.parse(options.settings), null, 2)}\n`;
  const modules = await stageNativeModules({ projectFolder: PROJECT_FOLDER, cacheFolder, architecture });
  const native = { folder: modules, size: await measure(modules) };
  const bundles: FunctionBundle[] = [];
  for (const name of await functionNames()) {
    if (names?.includes(name) === false) continue;
    const folder = join(resolve(outDir), name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    bundles.push(await bundleFunction({ name, folder, settings, native }));
  }
  return bundles;
}

interface BundleInput {
  readonly name: string;
  readonly folder: string;
  readonly settings: string;
  readonly native: { readonly folder: string; readonly size: AssetSize };
}

async function bundleFunction({ name, folder, settings, native }: BundleInput): Promise<FunctionBundle> {
  const entry = `functions/${name}/handler.ts`;
  const code = await buildCode({ projectFolder: PROJECT_FOLDER, entry, outFile: join(folder, 'index.mjs') });
  await writeFile(join(folder, 'settings.json'), settings);
  if (name === PAGE_FUNCTION) await copyPage(join(folder, 'page.html'));
  const own = await measure(folder);
  if (code.native) await copyTree(native.folder, join(folder, 'node_modules'));
  const size = code.native ? together(own, native.size) : own;
  if (size.bytes > UNPACKED_LIMIT_BYTES)
    throw new Error(`${name} has ${size.bytes} bytes, more than the ${UNPACKED_LIMIT_BYTES} that Lambda takes`);
  return { name, folder, native: code.native, ...size };
}

async function functionNames(): Promise<readonly string[]> {
  const folder = join(PROJECT_FOLDER, 'functions');
  const names: string[] = [];
  for (const name of (await readdir(folder)).sort())
    if ((await stat(join(folder, name, 'handler.ts')).catch(() => undefined)) !== undefined) names.push(name);
  return names;
}

async function copyPage(to: string): Promise<void> {
  await copyFile(join(PROJECT_FOLDER, PAGE), to).catch((error: unknown) => {
    throw new Error(`${PAGE} is not there: run npm run build:web`, { cause: error });
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { settings: { type: 'string' }, out: { type: 'string' }, arch: { type: 'string', default: 'arm64' } },
  });
  const { settings, out, arch } = values;
  if (settings === undefined || out === undefined || (arch !== 'arm64' && arch !== 'x64'))
    throw new Error('usage: tsx functions/bundle.ts --settings FILE --out DIR [--arch arm64|x64]');
  const read: unknown = JSON.parse(await readFile(settings, 'utf8'));
  const bundles = await bundleFunctions({ outDir: out, architecture: arch, settings: read });
  const lines = bundles.map(({ name, bytes, native, digest }) => JSON.stringify({ name, bytes, native, digest }));
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  });
}
