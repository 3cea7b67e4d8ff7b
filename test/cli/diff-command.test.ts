// `diff` of two folders of policies: where SARIF shows a change, and what people read.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRecorded } from './recording-terminal.ts';

let folder = '';

function policy(name: string, port: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec:
  podSelector: { matchLabels: { app: ${name} } }
  ingress:
    - ports: [{ port: ${port} }]
`;
}

const POD = {
  metadata: { name: 'api-1', namespace: 'shop', labels: { app: 'api' } },
  spec: { nodeName: 'n', containers: [{ name: 'c' }] },
  status: { phase: 'Running', podIP: '10.0.0.5', podIPs: [{ ip: '10.0.0.5' }] },
};

const SNAPSHOT = {
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'Pod', ...POD },
    {
      ...{ apiVersion: 'v1', kind: 'Pod', ...POD, metadata: { ...POD.metadata, name: 'web', labels: { app: 'web' } } },
      status: { phase: 'Running', podIP: '10.0.0.6', podIPs: [{ ip: '10.0.0.6' }] },
    },
  ],
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowfence-diff-'));
  for (const side of ['old', 'new']) await mkdir(join(folder, side));
  await mkdir(join(folder, 'snapshots'));
  await writeFile(join(folder, 'snapshots', '20261101T000000Z.json'), JSON.stringify(SNAPSHOT));
  await writeFile(join(folder, 'old', 'all.yaml'), `${policy('api', 8080)}---\n${policy('gone', 1)}`);
  await writeFile(join(folder, 'new', 'all.yaml'), `${policy('web', 443)}---\n${policy('api', 9090)}`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Sarif {
  readonly runs: readonly { readonly results: readonly SarifResult[] }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: SarifLocation }[];
}

interface SarifLocation {
  readonly artifactLocation: { readonly uri: string };
  readonly region: { readonly startLine: number };
}

async function placesIn(...options: readonly string[]): Promise<readonly string[]> {
  const sides = [join(folder, 'old'), join(folder, 'new')];
  const { out } = await runRecorded('diff', ...sides, '--format', 'sarif', ...options);
  const sarif: Sarif = JSON.parse(out);
  return sarif.runs.flatMap(({ results }) =>
    results.map(({ ruleId, message, locations }) => {
      const at = locations[0]?.physicalLocation;
      const place = `${at?.artifactLocation.uri.replace(folder, '')}:${at?.region.startLine}`;
      return `${ruleId} ${message.text.split(':')[0]} at ${place}`;
    }),
  );
}

describe('diff of two sets of policies', () => {
  it('shows a change of a permission at the policy of the new set that it comes from', async () => {
    const places = await placesIn('--snapshots', join(folder, 'snapshots'));

    const [web, api] = ['/new/all.yaml:1', '/new/all.yaml:9'];
    expect(places).toContain(`gained-permission shop/Pod/web -> shop/Pod/api-1 TCP/9090 at ${api}`);
    expect(places).toContain(`lost-permission shop/Pod/web -> shop/Pod/api-1 TCP/8080 at ${api}`);
    expect(places).toContain(`lost-permission shop/Pod/api-1 -> shop/Pod/web TCP/8080 at ${web}`);
  });

  it('shows a rule at the policy that says it, and one that is gone with its policy at the new set', async () => {
    const places = await placesIn();

    expect(places).toContain('gained-permission shop [app=web] ingress is isolated at /new/all.yaml:1');
    expect(places).toContain('lost-permission shop [app=api] ingress from anyone on port 8080/TCP at /new/all.yaml:9');
    expect(places).toContain('lost-permission shop [app=gone] ingress is isolated at /new:1');
  });

  it('does not count connections and workloads, which two sets of policies do not have', async () => {
    const { out } = await runRecorded(
      ...['diff', join(folder, 'old'), join(folder, 'new'), '--snapshots', join(folder, 'snapshots')],
    );

    expect(out).toMatch(/^\d+ permissions? gained, \d+ lost\.\n/);
    expect(out).toContain(', every port but TCP/443 ');
  });
});
