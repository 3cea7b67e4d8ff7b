// What a synthesis made, for the person who started it: stacks, resources by kind, sizes of the functions' code.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

export const describeAssembly = (assembly: CloudAssembly, settingsPath: string): string => {
  const lines = assembly.stacks.flatMap((stack) => [describeStack(stack), ...describeKinds(stack)]);
  const assets = codeFolders(assembly);
  const bytes = assets.map(folderBytes);
  return [
    `settings  ${settingsPath}`,
    ...lines,
    `code      ${assets.length} functions, ${inMB(sum(bytes))} MB in all, ${inMB(Math.max(0, ...bytes))} MB the largest (Lambda takes 250)`,
    `made      ${assembly.directory}`,
    '',
  ].join('\n');
};

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly Code?: { readonly S3Key?: string } };
}
type Resources = Readonly<Record<string, Resource>>;

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

/** Of the functions that are in the templates: older ones may lie beside them. */
const codeFolders = ({ directory, stacks }: CloudAssembly): readonly string[] => {
  const hashes = stacks
    .flatMap((stack) => Object.values(resourcesOf(stack)))
    .flatMap(({ Properties }) => /^([0-9a-f]{64})\.zip$/.exec(String(Properties?.Code?.S3Key))?.[1] ?? []);
  return [...new Set(hashes)].sort().map((hash) => join(directory, `asset.${hash}`));
};

const folderBytes = (path: string): number => {
  const found = statSync(path);
  return found.isDirectory() ? sum(readdirSync(path).map((name) => folderBytes(join(path, name)))) : found.size;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const BYTES_PER_MB = 1024 * 1024;
const inMB = (bytes: number): string => (bytes / BYTES_PER_MB).toFixed(1);
