// What `cdk synth` makes of the settings of these tests, once for a test run, and how its functions run on this machine.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stageNativeModules } from '../../functions/bundling/native-modules.ts';
import { RUN_FOLDER } from '../web/run-folder-setup.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(PROJECT, 'node_modules/.cache/flowfence-functions');
const POLL_MS = 200;

export interface Assembly {
  readonly folder: string;
  /** The function of an asset as a folder that runs here: its own code, beside the bindings for this machine's processor. */
  codeOf(assetPath: string): Promise<string>;
}

/** Several test files read it: the first makes it, the others wait. */
export async function synthesise(settings: object, name: string): Promise<Assembly> {
  const root = join(process.env[RUN_FOLDER] ?? '', `aws-${name}`);
  const folder = join(root, 'cdk.out');
  const failed = join(root, 'failed');
  await mkdir(join(root, '..'), { recursive: true });
  try {
    await mkdir(root);
  } catch {
    while (!existsSync(folder)) {
      if (existsSync(failed)) throw new Error(`another test file could not synthesise ${name}`);
      await sleep(POLL_MS);
    }
    return { folder, codeOf: (asset) => runnable(asset, root) };
  }
  try {
    await synthesiseOnce(settings, root);
    // At once, so that who waits sees all of it.
    await rename(join(root, 'draft'), folder);
  } catch (error) {
    await writeFile(failed, String(error));
    throw error;
  }
  return { folder, codeOf: (asset) => runnable(asset, root) };
}

async function synthesiseOnce(settings: object, root: string): Promise<void> {
  const file = join(root, 'settings.json');
  await writeFile(file, JSON.stringify(settings));
  const environment = { ...process.env, FLOWFENCE_SETTINGS: file, CDK_OUTDIR: join(root, 'draft') };
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  await promisify(execFile)(process.execPath, [tsx, 'infra/app.ts'], { cwd: PROJECT, env: environment });
}

async function runnable(asset: string, root: string): Promise<string> {
  const folder = join(root, 'code', `${process.pid}-${basename(asset)}`);
  if (existsSync(folder)) return folder;
  const architecture = arch() === 'arm64' ? 'arm64' : 'x64';
  const modules = await stageNativeModules({ projectFolder: PROJECT, cacheFolder: CACHE, architecture });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const entries = await readdir(asset);
  for (const entry of entries) {
    if (entry === 'node_modules') await symlink(modules, join(folder, entry));
    else await cp(join(asset, entry), join(folder, entry), { recursive: true });
  }
  return folder;
}
