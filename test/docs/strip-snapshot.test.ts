import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';
import { ROOT } from './markdown.ts';

/** The reader's tool, not ours: the tests are skipped where it is not installed. */
const JQ = 'jq';
const PROGRAM = join(ROOT, 'docs/strip-snapshot.jq');
const SECRET = 'hunter2';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...{ namespace: 'shop', name: 'web', uid: 'u1', labels: { app: 'web', env: 'prod', command: 'serve' } },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': SECRET },
    managedFields: [{ manager: SECRET }],
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        ...{ env: [{ name: 'PASSWORD', value: SECRET }], envFrom: [{ secretRef: { name: SECRET } }] },
        ...{ command: [`--password=${SECRET}`], args: [SECRET] },
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: { httpGet: { port: 'http', path: '/' }, exec: { command: [SECRET] } },
      },
    ],
    initContainers: [{ env: [{ name: 'PASSWORD', value: SECRET }] }],
  },
  status: { phase: 'Running', podIP: '10.0.0.7', startTime: '2026-11-01T00:00:00Z' },
};

const AGENT = {
  ...POD,
  metadata: { ...POD.metadata, namespace: 'kube-system', name: 'agent', uid: 'u2' },
  spec: {
    ...{ nodeName: 'node-1', runtimeClassName: 'kata', serviceAccountName: 'agent' },
    containers: [{ name: 'agent', image: 'quay.io/cilium/cilium:v1.16.3', env: [{ name: 'TOKEN', value: SECRET }] }],
  },
};

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels: { type: 'virtual-kubelet' }, annotations: { token: SECRET } },
  spec: { providerID: 'aws:///eu-west-1a/i-1', taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }] },
  status: { nodeInfo: { kubeletVersion: 'v1.30.1', kernelVersion: '6.1.0', osImage: 'Linux' } },
};

const TEXT = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'List' },
  items: [
    POD,
    AGENT,
    NODE,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', annotations: { note: SECRET } } },
  ],
});

const hasJq = spawnSync(JQ, ['--version']).status === 0;

function strip(): string {
  return spawnSync(JQ, ['-c', '-f', PROGRAM], { input: TEXT, encoding: 'utf8' }).stdout;
}

describe('docs/strip-snapshot.jq', () => {
  it('takes out the secrets', ({ skip }) => {
    skip(!hasJq, 'jq is not installed');

    const stripped = strip();

    expect(stripped).not.toBe('');
    expect(stripped).not.toContain(SECRET);
  });

  it('leaves everything that is read, labels of the same names too', ({ skip }) => {
    skip(!hasJq, 'jq is not installed');

    const read = (text: string) => parseSnapshot({ text, source: 'snapshot', timeSeconds: 0 });

    expect(read(strip())).toEqual(read(TEXT));
    expect(read(strip()).snapshot.pods[0]?.meta.labels).toEqual(POD.metadata.labels);
    expect(read(strip()).snapshot.pods[1]).toMatchObject({ runtimeClass: 'kata', images: [{ container: 'agent' }] });
    expect(read(strip()).snapshot.nodes[0]).toMatchObject({ kernelVersion: '6.1.0', taints: ['dedicated'] });
  });
});
