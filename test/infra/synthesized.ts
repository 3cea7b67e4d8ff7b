// Templates of the deployment, synthesised with functions of one line: what the stacks say does not depend on the code.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { z } from 'zod';
import { buildApp } from '../../infra/build-app.ts';
import { RUN_FOLDER } from '../web/run-folder-setup.ts';
import { SETTINGS, type Variant } from './settings-of-tests.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()),
  DeletionPolicy: z.string().exactOptional(),
  UpdateReplacePolicy: z.string().exactOptional(),
});
const outputSchema = z.object({ Export: z.object({ Name: z.string() }).exactOptional() });
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), outputSchema).exactOptional(),
});
const keptSchema = z.object({ folder: z.string(), stacks: z.record(z.string(), templateSchema) });

export type Resource = z.infer<typeof resourceSchema>;
export type Template = z.infer<typeof templateSchema>;

export interface Synthesized {
  readonly folder: string;
  /** By what the stack is for: Storage, Compute, Api. */
  readonly stacks: Readonly<Record<string, Template>>;
}

const made = new Map<Variant, Synthesized>();

/** Once for a test run: what another test file made already is read, not made again. */
export const synthesized = (variant: Variant): Synthesized => {
  const result = made.get(variant) ?? kept(variant);
  made.set(variant, result);
  return result;
};

const kept = (variant: Variant): Synthesized => {
  const run = process.env[RUN_FOLDER];
  if (run === undefined) return synthesize(variant);
  const file = join(run, `infra-${variant}.json`);
  if (existsSync(file)) return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const result = synthesize(variant);
  const draft = `${file}-${process.pid}`;
  writeFileSync(draft, JSON.stringify(result));
  renameSync(draft, file);
  return result;
};

export const synthesize = (variant: Variant): Synthesized => {
  const folder = mkdtempSync(join(process.env[RUN_FOLDER] ?? tmpdir(), 'flowfence-infra-'));
  const app = buildTestApp(variant, folder);
  const stacks = app
    .synth()
    .stacks.map(({ stackName, template }): readonly [string, Template] => [
      /(Storage|Compute|Api)$/.exec(stackName)?.[0] ?? '',
      template,
    ]);
  return { folder: app.outdir, stacks: Object.fromEntries(stacks) };
};

/** Not synthesised yet. */
export const buildTestApp = (variant: Variant, folder: string): App => {
  const code = join(folder, 'code');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.mjs'), 'export const handler = async () => ({});\n');
  return buildApp({ settings: SETTINGS[variant], codeFolder: () => code, outFolder: join(folder, 'out') });
};

export interface Placed {
  readonly stack: string;
  readonly id: string;
  readonly resource: Resource;
}

/** Every resource of a kind, in the order of the templates. */
export const resourcesOf = (variant: Variant, type: string): readonly Placed[] =>
  Object.entries(synthesized(variant).stacks).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ stack, id, resource })),
  );
