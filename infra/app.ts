// Synthesises the deployment: `tsx infra/app.ts`, with the settings file in FLOWFENCE_SETTINGS or infra/settings.json.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { buildApp, checkApp } from './build-app.ts';
import { withBundleFolder } from './bundle-folder.ts';
import { describeAssembly } from './describe-assembly.ts';
import { readSettings } from './read-settings.ts';
import { functionSettings, type InfraSettings } from './settings-schema.ts';

const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url));
const BUNDLES = join(PROJECT_FOLDER, 'node_modules/.cache/flowfence-bundles');
const UNUSABLE = 2;

const main = (): number => {
  const path = process.env.FLOWFENCE_SETTINGS ?? 'infra/settings.json';
  const read = readSettings(path);
  if (read.kind === 'unusable') {
    process.stderr.write(`${read.line}\n`);
    return UNUSABLE;
  }
  return withBundleFolder(BUNDLES, (folder) => synthesise(read.settings, path, folder));
};

const synthesise = (settings: InfraSettings, path: string, bundles: string): number => {
  const status = bundle(settings, bundles);
  if (status !== 0) return status;
  const app = buildApp({
    settings,
    codeFolder: (name) => join(bundles, 'code', name),
    // The CDK's command line names its own folder.
    outFolder: process.env.CDK_OUTDIR ?? join(PROJECT_FOLDER, 'infra/cdk.out'),
  });
  const assembly: CloudAssembly = checkApp(app).synth();
  process.stderr.write(describeAssembly(assembly, path));
  return 0;
};

/** As a command: what describes the deployment imports nothing of the product. */
const bundle = (settings: InfraSettings, folder: string): number => {
  const settingsFile = join(folder, 'settings.json');
  writeFileSync(settingsFile, `${JSON.stringify(functionSettings(settings), null, 2)}\n`);
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  const run = spawnSync(
    process.execPath,
    [tsx, 'functions/bundle.ts', '--settings', settingsFile, '--out', join(folder, 'code'), '--arch', 'arm64'],
    { cwd: PROJECT_FOLDER, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return run.status ?? UNUSABLE;
};

process.exitCode = main();
