import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';
import { ROOT } from './markdown.ts';

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

const TEXT = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'List' },
  items: [POD, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', annotations: { note: SECRET } } }],
});

const hasJq = spawnSync('jq', ['--version']).status === 0;

// Skipped where jq is not installed: it is the reader's tool, not ours.
describe.skipIf(!hasJq)('docs/strip-snapshot.jq', () => {
  const stripped = hasJq ? spawnSync('jq', ['-c', '-f', PROGRAM], { input: TEXT, encoding: 'utf8' }).stdout : '';

  it('takes out the secrets', () => {
    expect(stripped).not.toBe('');
    expect(stripped).not.toContain(SECRET);
  });

  it('leaves everything that is read, labels of the same names too', () => {
    const read = (text: string) => parseSnapshot({ text, source: 'snapshot', timeSeconds: 0 });

    expect(read(stripped)).toEqual(read(TEXT));
    expect(read(stripped).snapshot.pods[0]?.meta.labels).toEqual(POD.metadata.labels);
  });
});
