// `flowfence snapshot` against an API server over TLS: what leaves the cluster, pages, faults, and refusals.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';
import { runRecorded } from '../cli/recording-terminal.ts';
import { type ApiObject, type ApiServer, type Fault, type ServedResource, startApiServer } from './api-server.ts';
import { clusterObjects, SECRET, servedCluster, withSecrets } from './served-cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowfence-snapshot-'));
const running: ApiServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(resources: readonly ServedResource[], fault?: Fault): Promise<ApiServer> {
  const server = await startApiServer(resources, fault);
  running.push(server);
  return server;
}

let outputs = 0;

async function exportFrom(server: ApiServer, ...args: readonly string[]) {
  const out = join(folder, `${outputs++}.json.gz`);
  const recorded = await runRecorded('snapshot', '--kubeconfig', server.kubeconfig, '--out', out, ...args);
  return { ...recorded, path: out, text: existsSync(out) ? gunzipSync(readFileSync(out)).toString('utf8') : undefined };
}

const read = (text: string | undefined) => parseSnapshot({ text: text ?? '', source: 'export', timeSeconds: 0 });
const listText = (items: readonly unknown[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const OBJECTS = clusterObjects();

describe('flowfence snapshot', () => {
  it('exports what the readers read, and none of the rest', async () => {
    const stuffed = OBJECTS.map((object) => withSecrets(object) as ApiObject);
    expect(JSON.stringify(stuffed).includes(SECRET)).toBe(true);
    const server = await start(servedCluster(stuffed.filter(({ kind }) => kind !== 'NetworkPolicy')));

    const { status, text } = await exportFrom(server);

    expect(status).toBe(0);
    expect(text?.includes(SECRET)).toBe(false);
    const kept = OBJECTS.filter(({ kind }) => kind !== 'NetworkPolicy');
    const expected = read(listText(servedCluster(kept).flatMap(({ items }) => items))).snapshot;
    expect(expected.pods.length).toBeGreaterThan(10);
    // The readiness probe that was stuffed in is read, and no other snapshot shows one.
    const pods = read(text).snapshot.pods.map((pod) => ({ ...pod, probePorts: [] }));
    expect({ ...read(text).snapshot, pods }).toEqual(expected);
  });

  it('keeps rules of policies whole, and nothing else of them', async () => {
    const [policy] = OBJECTS.filter(({ kind }) => kind === 'NetworkPolicy');
    const metadata = { name: 'p', namespace: 'n', annotations: { note: SECRET }, managedFields: [{ manager: SECRET }] };
    const spec = { podSelector: {}, future: { field: 1 } };
    const status = { conditions: [{ message: SECRET }] };
    const server = await start(servedCluster([...OBJECTS, { ...policy, metadata, spec, status }]));

    const { text } = await exportFrom(server);

    expect(text?.includes(SECRET)).toBe(false);
    const manifests = read(text).snapshot.policies.map(({ manifest }) => manifest);
    expect(manifests).toContainEqual({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
      ...{ metadata: { name: 'p', namespace: 'n' }, spec },
    });
  });

  it('tells which images run in the cluster’s own namespaces alone', async () => {
    const withImage = OBJECTS.map((object) => (object.kind === 'Pod' ? imaged(object) : object));
    const server = await start(servedCluster(withImage));

    const { text } = await exportFrom(server);

    const images = (text ?? '').match(/registry\/[a-z-]+/g) ?? [];
    expect([...new Set(images)]).toEqual(['registry/kube-system']);
    expect(read(text).snapshot.pods).toEqual(read(listText(withImage)).snapshot.pods);
  });

  it('names the file by the time, below the cluster', async () => {
    const server = await start(servedCluster(OBJECTS));

    await runRecorded('snapshot', '--kubeconfig', server.kubeconfig, '--out', join(folder, 'by-time'));

    expect(readdirSync(join(folder, 'by-time'))).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z\.json\.gz$/)]);
  });

  it('gives the same bytes for the same objects', async () => {
    const server = await start(servedCluster(OBJECTS));

    const [first, second] = [await exportFrom(server), await exportFrom(server)];

    expect(readFileSync(first.path).equals(readFileSync(second.path))).toBe(true);
  });

  it('prints JSON for people who pipe it', async () => {
    const server = await start(servedCluster(OBJECTS));

    const { out } = await runRecorded('snapshot', '--kubeconfig', server.kubeconfig, '--out', '-');

    expect(read(out).snapshot.pods).toEqual(read((await exportFrom(server)).text).snapshot.pods);
  });
});

function imaged(pod: ApiObject): ApiObject {
  const { namespace } = pod.metadata as { readonly namespace: string };
  return { ...pod, spec: { ...(pod.spec as object), containers: [{ name: 'main', image: `registry/${namespace}` }] } };
}

/** 1,203 pods, so that lists have three pages. */
const [POD] = OBJECTS.filter(({ kind }) => kind === 'Pod');
const MANY: readonly ApiObject[] = [
  ...OBJECTS.filter(({ kind }) => kind !== 'Pod'),
  ...Array.from({ length: 1203 }, (_, index) => ({
    ...POD,
    metadata: { namespace: 'shop', name: `pod-${String(index).padStart(4, '0')}`, uid: `uid-${index}` },
  })),
];

describe('lists in pages', () => {
  it('are read to the end', async () => {
    const server = await start(servedCluster(MANY));

    const { text } = await exportFrom(server);

    expect(read(text).snapshot.pods.map(({ meta }) => meta.uid)).toEqual(MANY.flatMap(uidOfPod));
    expect(server.requests().filter((path) => path.startsWith('/api/v1/pods'))).toHaveLength(3);
  });

  it('begin anew where the token of the next page expired, without a pod twice', async () => {
    const expired = { status: 410, message: 'The provided continue parameter is too old' };
    const server = await start(servedCluster(MANY), (path, count) =>
      path === '/api/v1/pods' && count === 3 ? expired : undefined,
    );

    const { status, text } = await exportFrom(server);

    expect(status).toBe(0);
    expect(read(text).snapshot.pods.map(({ meta }) => meta.uid)).toEqual(MANY.flatMap(uidOfPod));
  });

  it('are never taken for whole where the line goes dead', async () => {
    const server = await start(servedCluster(MANY), (path, count) =>
      path === '/api/v1/pods' && count === 2 ? 'cut' : undefined,
    );

    const { text } = await exportFrom(server);

    expect(read(text).snapshot.pods).toHaveLength(1203);
  });
});

function uidOfPod({ kind, metadata }: ApiObject): readonly string[] {
  return kind === 'Pod' ? [(metadata as { readonly uid: string }).uid] : [];
}

const refusing =
  (refused: string, status: number): Fault =>
  (path) =>
    path.endsWith(`/${refused}`) ? { status, message: `${refused} is forbidden` } : undefined;

describe('a refusal', () => {
  it('of what is only helpful is said, and the export goes on', async () => {
    const server = await start(servedCluster(OBJECTS), refusing('nodes', 403));

    const { status, notes, text } = await exportFrom(server);

    expect(status).toBe(0);
    expect(notes.join('\n')).toContain('allow the verb list on nodes in a ClusterRole');
    expect(read(text).snapshot.nodes).toEqual([]);
    expect(read(text).snapshot.services).not.toEqual([]);
  });

  it.each(['pods', 'namespaces', 'networkpolicies'])('of %s ends it, and nothing is written', async (plural) => {
    const server = await start(servedCluster(OBJECTS), refusing(plural, 403));

    const { status, notes, text } = await exportFrom(server);

    expect([status, text]).toEqual([2, undefined]);
    expect(notes.join('\n')).toMatch(new RegExp(`${plural}.* cannot be listed .*; allow the verb list on ${plural}`));
  });

  it('of credentials says to log in', async () => {
    const server = await start(servedCluster(OBJECTS));

    const { status, notes } = await exportFrom(server, '--context', 'stranger');

    expect(status).toBe(2);
    expect(notes.join('\n')).toContain('log in again');
  });

  it('of a context that is not there names those that are', async () => {
    const server = await start(servedCluster(OBJECTS));

    const { status, notes } = await exportFrom(server, '--context', 'nowhere');

    expect([status, notes]).toEqual([2, ['flowfence: --context: no "nowhere"; there are prod, stranger']]);
  });

  it('is tried again where the server is only busy', async () => {
    const server = await start(servedCluster(OBJECTS), (path, count) =>
      path === '/api/v1/services' && count === 1 ? { status: 503, message: 'busy' } : undefined,
    );

    const { status, text } = await exportFrom(server);

    expect(status).toBe(0);
    expect(read(text).snapshot.services).not.toEqual([]);
  });
});

const CILIUM: ServedResource = {
  ...{ group: 'cilium.io', versions: ['v2', 'v2alpha1'], plural: 'ciliumnetworkpolicies' },
  ...{ kind: 'CiliumNetworkPolicy', items: [{ metadata: { name: 'c', namespace: 'shop' }, specs: [{ ingress: [] }] }] },
};
const TIER_ITEMS: readonly ApiObject[] = [{ metadata: { name: 'security' }, spec: { order: 10 } }];
const calico = (group: string, version: string): ServedResource => ({
  ...{ group, versions: [version], plural: 'tiers', kind: 'Tier', items: TIER_ITEMS },
});

describe('policies of other APIs', () => {
  const manifestsOf = (text: string | undefined) => read(text).snapshot.policies.map(({ manifest }) => manifest);

  it('are exported in the version that the server prefers', async () => {
    const server = await start([...servedCluster(OBJECTS), CILIUM]);

    expect(manifestsOf((await exportFrom(server)).text)).toContainEqual({
      ...{ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' },
      ...{ metadata: { name: 'c', namespace: 'shop' }, specs: [{ ingress: [] }] },
    });
  });

  it('that two groups show are exported once', async () => {
    const both = [calico('crd.projectcalico.org', 'v1'), calico('projectcalico.org', 'v3')];
    const server = await start([...servedCluster(OBJECTS), ...both]);

    const tiers = manifestsOf((await exportFrom(server)).text).filter((manifest) =>
      JSON.stringify(manifest).includes('Tier'),
    );

    expect(tiers).toEqual([{ apiVersion: 'crd.projectcalico.org/v1', kind: 'Tier', ...TIER_ITEMS[0] }]);
  });

  it('that may exist but cannot be seen end the export', async () => {
    const server = await start([...servedCluster(OBJECTS), CILIUM], refusing('ciliumnetworkpolicies', 403));

    expect((await exportFrom(server)).status).toBe(2);
  });

  it('whose group cannot be asked about end the export', async () => {
    const server = await start(servedCluster(OBJECTS), (path) =>
      path === '/apis/cilium.io' ? { status: 403, message: 'no' } : undefined,
    );

    const { status, notes } = await exportFrom(server);

    expect(status).toBe(2);
    expect(notes.join('\n')).toContain('whether it serves cilium.io cannot be learned');
  });
});
