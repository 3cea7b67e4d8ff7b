// Writes the large cluster of `evaluate` as the files that the command reads.
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { planConnections } from './policy-connections.ts';
import { type PolicyPlanSize, planNamespaces, planPods, planPolicies } from './policy-plan.ts';

export interface PolicyFiles {
  readonly snapshot: string;
  readonly policies: (count: number) => string;
  readonly connections: (count: number) => string;
}

export interface PolicyFileSize extends PolicyPlanSize {
  readonly policyCounts: readonly number[];
  readonly connectionCounts: readonly number[];
}

/** Files that are there already are kept. */
export async function writePolicyFiles(folder: string, size: PolicyFileSize): Promise<PolicyFiles> {
  mkdirSync(folder, { recursive: true });
  const files: PolicyFiles = {
    snapshot: join(folder, 'snapshot.json'),
    policies: (count) => join(folder, `policies-${count}.json`),
    connections: (count) => join(folder, `connections-${count}.jsonl`),
  };
  const pods = planPods(size);
  const nodes = Array.from({ length: 500 }, (_, index) => node(index));
  writeOnce(files.snapshot, () => [...planNamespaces(size), ...nodes, ...pods.map(({ manifest }) => manifest)]);
  for (const count of size.policyCounts) writeOnce(files.policies(count), () => planPolicies(count, size));
  for (const count of size.connectionCounts) {
    const path = files.connections(count);
    if (existsSync(path)) continue;
    const lines = planConnections(count, size, pods);
    await pipeline(
      Readable.from(lines),
      async function* (connections) {
        for await (const connection of connections) yield `${JSON.stringify(connection)}\n`;
      },
      createWriteStream(path),
    );
  }
  return files;
}

function node(index: number): object {
  const addresses = [{ type: 'InternalIP', address: `10.128.${index >> 8}.${index & 255}` }];
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: `node-${index}` }, status: { addresses } };
}

function writeOnce(path: string, items: () => readonly object[]): void {
  if (!existsSync(path)) writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items() }));
}
