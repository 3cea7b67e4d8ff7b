// DuckDB's binding for the target's processor, installed from the project's own lock file whatever machine bundles.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, architectureOf } from './elf.ts';
import { lockSubset } from './lock-subset.ts';

export const NATIVE_MODULE = '@duckdb/node-api';

export interface NativeModulesInput {
  readonly projectFolder: string;
  /** Installed folders are kept here by the digest of what they were made from. */
  readonly cacheFolder: string;
  readonly architecture: Architecture;
}

/** The path of a `node_modules` folder; from the cache, without a network, where the same lock was staged before. */
export async function stageNativeModules(input: NativeModulesInput): Promise<string> {
  const project = lockSubset(await readFile(join(input.projectFolder, 'package-lock.json'), 'utf8'), NATIVE_MODULE);
  const digest = createHash('sha256').update(project.lock).digest('hex').slice(0, 16);
  const folder = join(input.cacheFolder, `${digest}-${input.architecture}`);
  if ((await stat(folder).catch(() => undefined)) === undefined) {
    await mkdir(input.cacheFolder, { recursive: true });
    const draft = await mkdtemp(join(input.cacheFolder, 'draft-'));
    try {
      await writeFile(join(draft, 'package.json'), project.manifest);
      await writeFile(join(draft, 'package-lock.json'), project.lock);
      await install(draft, input.architecture);
      await assertBinding(join(draft, 'node_modules'), input.architecture);
      await publish(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  const modules = join(folder, 'node_modules');
  await assertBinding(modules, input.architecture);
  return modules;
}

/** Another process may have been first; what it made is the same. */
async function publish(draft: string, folder: string): Promise<void> {
  await rename(draft, folder).catch(async (error: unknown) => {
    if ((await stat(folder).catch(() => undefined)) === undefined) throw error;
  });
}

function install(folder: string, architecture: Architecture): Promise<void> {
  const target = [`--cpu=${architecture}`, '--os=linux', '--libc=glibc'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...target];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`npm ci for ${architecture} ended with status ${status}: ${said.trim().slice(-500)}`));
    });
  });
}

/** npm succeeds without an optional dependency that it cannot fetch: a missing binding would only be noticed on Lambda. */
export async function assertBinding(modules: string, architecture: Architecture): Promise<void> {
  const folder = join(modules, '@duckdb', `node-bindings-linux-${architecture}`);
  for (const name of ['duckdb.node', 'libduckdb.so']) {
    const path = join(folder, name);
    const found = await architectureOf(path).catch(() => undefined);
    if (found !== architecture) throw new Error(`${path} is no library for ${architecture} (${found ?? 'absent'})`);
  }
}
