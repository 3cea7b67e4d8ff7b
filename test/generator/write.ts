// Writes a generated cluster in the layout of the buckets that flowfence reads.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type GeneratedCluster, generateCluster } from './cluster.ts';
import { compress } from './objects.ts';
import type { GeneratorOptions } from './options.ts';
import type { Truth } from './truth.ts';

/** Replaces what an earlier run left under `dir`; anything else there stays. */
export function writeCluster(dir: string, options: GeneratorOptions = {}): Truth {
  const cluster = generateCluster(options);
  for (const part of ['flows', 'snapshots', 'policies', 'truth.json'])
    rmSync(join(dir, part), { recursive: true, force: true });
  for (const [path, bytes] of clusterFiles(cluster)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  }
  return cluster.truth;
}

/** All files with their paths, `/` between the parts. */
export function clusterFiles(cluster: GeneratedCluster): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const object of cluster.objects) files.set(`flows/${object.path}`, object.bytes);
  for (const { stamp, list } of cluster.snapshots) {
    files.set(`snapshots/${cluster.settings.cluster}/${stamp}.json.gz`, compress(`${JSON.stringify(list)}\n`, 'utf8'));
  }
  for (const manifest of cluster.policies as readonly {
    readonly metadata: { readonly namespace: string; readonly name: string };
  }[]) {
    files.set(
      `policies/${manifest.metadata.namespace}-${manifest.metadata.name}.yaml`,
      // As kubectl reads it: a label that says yes is quoted.
      Buffer.from(stringify(manifest, { version: '1.1' })),
    );
  }
  files.set('truth.json', Buffer.from(printTruth(cluster.truth)));
  return files;
}

/** JSON with one line for each item of a list, so that a difference is read line by line. */
function printTruth(truth: Truth): string {
  const value = (item: unknown): string =>
    Array.isArray(item) && item.length > 0
      ? `[\n${item.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`
      : JSON.stringify(item);
  const lines = Object.entries(truth).map(([key, item]) => `  ${JSON.stringify(key)}: ${value(item)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
