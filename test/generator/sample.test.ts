// The bundled sample is what the generator makes: nobody edits it by hand, and a change of the generator renews it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../oracle/allowed-connections.ts';
import { generateCluster } from './cluster.ts';
import { clusterFiles } from './write.ts';

const ROOT = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));

function committedFiles(): string[] {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Compressed bytes depend on the build of zlib; what they hold does not. */
function content(path: string, bytes: Buffer): string {
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
}

describe('examples/cluster', () => {
  const cluster = generateCluster({ profile: 'sample', seed: 1 });
  const made = clusterFiles(cluster);
  const name = (end: Endpoint): string => (end.kind === 'external' ? end.cidr : end.name);
  const blocked = cluster.truth.verdicts
    .filter((item) => item.verdict.allowed === 'none')
    .filter((item) =>
      cluster.truth.connections.some((known) => known.outcome === 'established' && sameConnection(known, item)),
    )
    .map((item) => `${name(item.client)} -> ${name(item.server)} ${item.protocol}/${item.port}`);

  it('is what the generator makes from seed 1', () => {
    expect(committedFiles()).toEqual([...made.keys()].sort());
    const changed = committedFiles().filter(
      (path) => content(path, readFileSync(join(ROOT, path))) !== content(path, made.get(path) ?? Buffer.alloc(0)),
    );
    expect(changed).toEqual([]);
  });

  it('stays under four megabytes', () => {
    const size = committedFiles().reduce((sum, path) => sum + readFileSync(join(ROOT, path)).length, 0);
    expect(size).toBeLessThan(4_000_000);
  });

  it('has policies that would break these connections and no other', () => {
    expect(blocked).toEqual([
      'prometheus -> redis-cart TCP/9121',
      'cleanup -> redis-cart TCP/6379',
      'checkoutservice -> paymentservice TCP/50051',
      'emailservice -> coredns TCP/53',
      'paymentservice -> 203.0.113.42/32 TCP/443',
    ]);
  });
});

function sameConnection(
  left: { client: Endpoint; server: Endpoint; protocol: string; port: number },
  right: typeof left,
): boolean {
  const key = (item: typeof left): string => JSON.stringify([item.client, item.server, item.protocol, item.port]);
  return key(left) === key(right);
}
