// Templates of the deployment, synthesised with functions of one line: what the stacks say does not depend on the code.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build-app.ts';
import { SETTINGS, type Variant } from './settings-of-tests.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: { readonly Name: string } }>>;
}

export interface Synthesized {
  readonly folder: string;
  /** By what the stack is for: Storage, Compute, Api. */
  readonly stacks: Readonly<Record<string, Template>>;
}

const made = new Map<Variant, Synthesized>();

/** Throws where cdk-nag finds what nobody acknowledged. */
export const synthesized = (variant: Variant): Synthesized => {
  const present = made.get(variant);
  if (present !== undefined) return present;
  const result = synthesize(variant);
  made.set(variant, result);
  return result;
};

export const synthesize = (variant: Variant): Synthesized => {
  const work = mkdtempSync(join(tmpdir(), 'flowfence-infra-'));
  const code = join(work, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), 'export const handler = async () => ({});\n');
  const folder = join(work, 'out');
  const assembly = buildApp({ settings: SETTINGS[variant], codeFolder: () => code, outFolder: folder }).synth();
  const stacks = assembly.stacks.map(({ stackName, template }): readonly [string, Template] => [
    /(Storage|Compute|Api)$/.exec(stackName)?.[0] ?? '',
    template,
  ]);
  return { folder, stacks: Object.fromEntries(stacks) };
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
