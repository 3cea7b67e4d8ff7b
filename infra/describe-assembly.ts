// What a synthesis made, for the person who started it: stacks, resources by kind, sizes of the functions' code.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

export const describeAssembly = (assembly: CloudAssembly, settingsPath: string): string => {
  const lines = assembly.stacks.flatMap((stack) => [describeStack(stack), ...describeKinds(stack)]);
  const assets = assetFolders(assembly.directory);
  const bytes = assets.map(folderBytes);
  return [
    `settings  ${settingsPath}`,
    ...lines,
    `code      ${assets.length} functions, ${inMB(sum(bytes))} MB in all, ${inMB(Math.max(0, ...bytes))} MB the largest (Lambda takes 250)`,
    `made      ${assembly.directory}`,
    '',
  ].join('\n');
};

type Resources = Readonly<Record<string, { readonly Type: string }>>;

const resourcesOf = (stack: CloudFormationStackArtifact): Resources => stack.template.Resources ?? {};

const describeStack = (stack: CloudFormationStackArtifact): string =>
  `stack     ${stack.stackName}: ${Object.keys(resourcesOf(stack)).length} resources`;

const describeKinds = (stack: CloudFormationStackArtifact): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(resourcesOf(stack))) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  return [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([type, count]) => `${String(count).padStart(8)}  ${type}`);
};

const assetFolders = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name.startsWith('asset.'))
    .sort()
    .map((name) => join(directory, name));

const folderBytes = (path: string): number => {
  const found = statSync(path);
  return found.isDirectory() ? sum(readdirSync(path).map((name) => folderBytes(join(path, name)))) : found.size;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const BYTES_PER_MB = 1024 * 1024;
const inMB = (bytes: number): string => (bytes / BYTES_PER_MB).toFixed(1);
