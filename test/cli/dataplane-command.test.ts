// `--dataplane` through the command line: detected, two at once, by what nodes and pods are, and refused with a mend.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRecorded } from './recording-terminal.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-dataplane-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Placed {
  readonly node: string;
  readonly address: string;
  readonly runtimeClass?: string;
}

/** A pod that a DaemonSet of its name made. */
function pod(id: string, { node, address, runtimeClass }: Placed, images: readonly string[] = []): object {
  const [namespace = '', name = ''] = id.split('/');
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid: `d-${name}`, controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name: `${name}-${node}`,
      uid: `${id}-${node}`,
      labels: { app: name },
      ownerReferences: [owner],
    },
    spec: {
      nodeName: node,
      ...(runtimeClass === undefined ? {} : { runtimeClassName: runtimeClass }),
      containers: images.map((image, index) => ({ name: `c${index}`, image })),
    },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  };
}

function node(
  name: string,
  labels: object = {},
  rest: { readonly providerID?: string; readonly kernel?: string } = {},
) {
  const { providerID, kernel = '5.10.134' } = rest;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: { providerID },
    status: { addresses: [], nodeInfo: { kernelVersion: kernel, operatingSystem: 'linux', kubeletVersion: 'v1.30.1' } },
  };
}

const NAMESPACES = ['shop', 'kube-system'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));

/** Pods of shop may be reached from the block of the pods' addresses only: planes differ in what that means. */
const BY_BLOCK = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'shop', name: 'by-block' },
  spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] },
};

async function evaluate(dataplane: string, objects: readonly object[], lines: readonly object[]) {
  const snapshot = join(folder, '20261101T001500Z.json');
  const connections = join(folder, 'cases.jsonl');
  const items = [...NAMESPACES, ...objects, BY_BLOCK];
  writeFileSync(snapshot, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  writeFileSync(connections, lines.map((line) => JSON.stringify(line)).join('\n'));
  const result = await runRecorded(
    ...['evaluate', '--snapshots', snapshot, '--connections', connections, '--dataplane', dataplane],
  );
  const answers = result.out.split('\n').filter((line) => line !== '');
  return { ...result, verdicts: answers.map((line): unknown => JSON.parse(line).verdict) };
}

const tcp = (from: string, to: string) => ({ from, to, protocol: 'TCP', port: 80 });

const CALICO = [
  node('n1'),
  pod('kube-system/calico-node', { node: 'n1', address: '10.0.9.1' }, ['docker.io/calico/node:v3.28.1']),
  pod('shop/web', { node: 'n1', address: '10.0.0.1' }),
  pod('shop/api', { node: 'n1', address: '10.0.0.2' }),
];

const TERWAY_IMAGES = ['registry-cn-hangzhou.ack.aliyuncs.com/acs/terway:v1.12.0', 'x/acs/terway:v1.12.0'];
const ECS = { providerID: 'cn-hangzhou.i-bp1abc' };
const TERWAY = [
  node('cn-hangzhou.10.0.9.1', {}, ECS),
  pod('kube-system/terway-eniip', { node: 'cn-hangzhou.10.0.9.1', address: '10.0.9.1' }, TERWAY_IMAGES),
  pod('shop/web', { node: 'cn-hangzhou.10.0.9.1', address: '10.0.0.1' }),
  pod('shop/api', { node: 'cn-hangzhou.10.0.9.1', address: '10.0.0.2' }),
];

describe('--dataplane auto', () => {
  it('takes Calico by its image, and its version', async () => {
    const { verdicts, notes, status } = await evaluate('auto', CALICO, [tcp('shop/web', 'shop/api')]);

    expect(status).toBe(0);
    expect(notes[0]).toContain('--dataplane auto takes calico@3.28.1 (confidence: high)');
    expect(notes[0]).toContain('kube-system/DaemonSet/calico-node is calico 3.28.1 by its image');
    expect(verdicts).toEqual(['allowed']);
  });

  it('takes Terway, and leaves open what turns on the initial version', async () => {
    const { verdicts, notes } = await evaluate('auto', TERWAY, [tcp('shop/web', 'shop/api')]);

    expect(notes[0]).toContain('--dataplane auto takes ack-terway@1.12.0 (confidence: low)');
    expect(notes[0]).toContain('turns on the Terway version that the cluster was created with');
    expect(verdicts).toEqual(['unknown']);
  });

  it('is answered where the initial version is given', async () => {
    const line = [tcp('shop/web', 'shop/api')];
    const ebpf = await evaluate('ack-terway@1.12.0,initial=1.9.0', TERWAY, line);
    const iptables = await evaluate('ack-terway@1.12.0,initial=1.8.0,mode=veth', TERWAY, line);

    expect([ebpf.verdicts, iptables.verdicts]).toEqual([['denied'], ['allowed']]);
  });

  it('takes none of several, and names them', async () => {
    const cilium = pod('kube-system/cilium', { node: 'n1', address: '10.0.9.1' }, ['quay.io/cilium/cilium:v1.16.3']);
    const { notes } = await evaluate('auto', [...CALICO, cilium], [tcp('shop/web', 'shop/api')]);

    expect(notes[0]).toContain('takes upstream (confidence: none)');
    expect(notes[0]).toContain('these speak for calico and cilium');
  });
});

describe('two dataplanes at once', () => {
  const cluster = [
    ...TERWAY,
    node('virtual-kubelet-cn-hangzhou-b', { type: 'virtual-kubelet' }),
    pod('shop/burst', { node: 'virtual-kubelet-cn-hangzhou-b', address: '10.0.0.3' }),
    pod('shop/spread', { node: 'cn-hangzhou.10.0.9.1', address: '10.0.0.4' }),
    pod('shop/spread', { node: 'virtual-kubelet-cn-hangzhou-b', address: '10.0.0.5' }),
  ];

  it('judge each pod by the one of its node, and a workload on both by both', async () => {
    const lines = ['api', 'burst', 'spread'].map((name) => tcp('shop/web', `shop/${name}`));

    const { verdicts, out } = await evaluate('ack-poseidon+ack-terway-ebpf', cluster, lines);

    expect(verdicts).toEqual(['denied', 'allowed', 'denied']);
    expect(out.match(/"partial":true/g)).toHaveLength(1);
  });

  it('are switched off one by one', async () => {
    const lines = ['api', 'burst'].map((name) => tcp('192.0.2.1', `shop/${name}`));

    const on = await evaluate('ack-poseidon+ack-terway-ebpf', cluster, lines);
    const off = await evaluate('ack-poseidon,policies=off+ack-terway-ebpf', cluster, lines);

    expect(on.verdicts).toEqual(['denied', 'denied']);
    expect(off.verdicts).toEqual(['denied', 'allowed']);
    expect(off.notes.join('\n')).toContain('[dataplane-policies-off]');
  });
});

describe('what nodes and pods are', () => {
  it('lets secure containers be, and tells which they are', async () => {
    const kata = pod('shop/kata', { node: 'n1', address: '10.0.0.3', runtimeClass: 'kata' });
    const outside = ['shop/api', 'shop/kata'].map((to) => tcp('192.0.2.1', to));
    const { verdicts, notes } = await evaluate('cce-turbo,kubernetes=1.30.6-r0', [...CALICO, kata], outside);

    expect(verdicts).toEqual(['denied', 'allowed']);
    expect(notes.join('\n')).toContain('it is a secure container (pods shop/kata-n1)');
  });

  it('refuses what it does not know before it reads anything', async () => {
    const { status, notes } = await runRecorded(
      ...['evaluate', '--snapshots', '/nowhere', '--connections', '-', '--dataplane', 'cilium,kernel=5.10'],
    );

    expect(status).toBe(2);
    expect(notes).toEqual([
      'flowfence: --dataplane: kernel is no key of cilium; cilium takes kubernetes=VERSION, policies=on|off',
    ]);
  });

  it('needs snapshots to detect anything in diff', async () => {
    const { status, notes } = await runRecorded('diff', 'old.yaml', 'new.yaml', '--dataplane', 'auto');

    expect(status).toBe(2);
    expect(notes[0]).toContain('--dataplane: auto needs to see the cluster');
  });
});
