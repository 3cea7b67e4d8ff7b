// Verdicts for workloads and blocks whose parts may fare differently, against policies given as manifests.
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../lib/connections/connection.ts';
import type { PodVariant } from '../../lib/identity/workload.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { ReportService } from '../../lib/report/document.ts';
import { makeJudge } from '../../lib/report/judge.ts';
import type { JudgedWorkload } from '../../lib/report/pieces.ts';
import { verdictKind } from '../../lib/report/verdict.ts';

function variant(parts: Partial<PodVariant>): PodVariant {
  return { labels: {}, ports: [], addresses: [], nodes: [], current: true, ...parts };
}

function workload(name: string, ...variants: readonly PodVariant[]): JudgedWorkload {
  return { namespace: 'shop', kind: 'Deployment', name, hostNetwork: false, variants };
}

function endpoint(name: string): Endpoint {
  return { kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name };
}

function ingressTo(app: string, ...from: readonly object[]): object {
  const metadata = { name: `to-${app}`, namespace: 'shop' };
  const spec = {
    podSelector: { matchLabels: { app } },
    policyTypes: ['Ingress'],
    ingress: from.map((peer) => ({ from: [peer] })),
  };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

const pods = (app: string, extra: object = {}) => ({ podSelector: { matchLabels: { app, ...extra } } });
const block = (cidr: string, ...except: readonly string[]) => ({
  ipBlock: { cidr, ...(except.length > 0 ? { except } : {}) },
});
const WEB = workload(
  'web',
  variant({ labels: { app: 'web' }, addresses: ['10.0.0.1', '10.0.9.1'], nodes: ['n1', 'n2'] }),
);
const CANARY = workload(
  'canary',
  variant({ labels: { app: 'web', track: 'new' } }),
  variant({ labels: { app: 'web', track: 'old' }, current: false }),
);
const MIXED = workload('mixed', variant({ labels: { app: 'web', track: 'new' } }), variant({ labels: { app: 'web' } }));
const API = workload('api', variant({ labels: { app: 'api' }, addresses: ['10.0.0.2'] }));

const TO_BALANCER = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'from-web', namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [block('203.0.113.10/32')] }],
  },
};
const SERVICE: ReportService = {
  ...{ namespace: 'shop', name: 'api', addresses: ['10.96.0.1'], externalAddresses: ['203.0.113.10'] },
  selector: { app: 'api' },
  ports: [{ protocol: 'TCP', port: 443, targetPort: 8443 }],
};

interface Case {
  readonly name: string;
  readonly manifests: readonly object[];
  readonly client: Endpoint;
  readonly expected: 'allowed' | 'denied' | 'unknown' | 'partial';
}

const CASES: readonly Case[] = [
  { name: 'no policy', manifests: [], client: endpoint('web'), expected: 'allowed' },
  { name: 'all pods alike', manifests: [ingressTo('api', pods('web'))], client: endpoint('web'), expected: 'allowed' },
  {
    name: 'pods that differ',
    manifests: [ingressTo('api', pods('web', { track: 'new' }))],
    client: endpoint('mixed'),
    expected: 'partial',
  },
  {
    name: 'only current pods are asked',
    manifests: [ingressTo('api', pods('web', { track: 'new' }))],
    client: endpoint('canary'),
    expected: 'allowed',
  },
  {
    name: 'a block that holds one of two pods',
    manifests: [ingressTo('api', block('10.0.0.0/24'))],
    client: endpoint('web'),
    expected: 'partial',
  },
  {
    name: 'a block that holds both',
    manifests: [ingressTo('api', block('10.0.0.0/16'))],
    client: endpoint('web'),
    expected: 'allowed',
  },
  {
    name: 'an exception inside a range',
    manifests: [ingressTo('api', block('192.0.2.0/24', '192.0.2.128/25'))],
    client: { kind: 'external', cidr: '192.0.2.0/24' },
    expected: 'partial',
  },
  {
    name: 'a range inside the block',
    manifests: [ingressTo('api', block('192.0.2.0/24', '192.0.2.128/25'))],
    client: { kind: 'external', cidr: '192.0.2.0/25' },
    expected: 'allowed',
  },
  {
    name: 'a range that holds a pod',
    manifests: [ingressTo('api', pods('web'))],
    client: { kind: 'external', cidr: '10.0.0.0/24' },
    expected: 'partial',
  },
  {
    name: 'an unknown workload',
    manifests: [ingressTo('api', pods('web'))],
    client: endpoint('gone'),
    expected: 'unknown',
  },
  {
    name: 'an address without owner',
    manifests: [ingressTo('api', pods('web'))],
    client: { kind: 'unknown', address: '10.0.0.9', reason: 'ambiguous' },
    expected: 'unknown',
  },
  {
    name: 'another pod of the isolated workload itself',
    manifests: [ingressTo('api')],
    client: endpoint('api'),
    expected: 'denied',
  },
  {
    name: 'an unreadable policy',
    manifests: [ingressTo('api', { podSelecter: {} })],
    client: endpoint('web'),
    expected: 'unknown',
  },
];

describe('the judge', () => {
  it.each(CASES)('$name: $expected', ({ manifests, client, expected }) => {
    const documents = manifests.map((manifest) => ({ place: { source: 'test' }, manifest }));
    const policies = compilePolicies({ documents, namespaces: [{ name: 'shop', labels: {} }] });
    const judge = makeJudge({ workloads: [WEB, CANARY, MIXED, API], policies });

    const { verdict } = judge({ client, server: endpoint('api'), protocol: 'TCP', port: 80 });

    expect(verdict.partial === true ? 'partial' : verdictKind(verdict)).toBe(expected);
  });

  it.each([
    ['n1', 'denied', true],
    ['n3', 'denied', false],
  ])('a node reaches its own pods: from %s %s, partial %s', (node, expected, partial) => {
    const documents = [{ place: { source: 'test' }, manifest: ingressTo('web') }];
    const policies = compilePolicies({ documents, namespaces: [{ name: 'shop', labels: {} }] });
    const judge = makeJudge({ workloads: [WEB], policies });
    const client: Endpoint = { kind: 'node', name: node, address: '10.0.0.250' };

    const { verdict } = judge({ client, server: endpoint('web'), protocol: 'TCP', port: 80 });

    expect(verdictKind(verdict)).toBe(expected);
    expect(verdict.partial === true).toBe(partial);
  });

  it('names the rules that allow', () => {
    const documents = [{ place: { source: 'test' }, manifest: ingressTo('api', pods('db'), pods('web')) }];
    const policies = compilePolicies({ documents, namespaces: [{ name: 'shop', labels: {} }] });
    const judge = makeJudge({ workloads: [WEB, API], policies });

    const { rules } = judge({ client: endpoint('web'), server: endpoint('api'), protocol: 'TCP', port: 80 });

    expect(rules).toEqual([{ policy: 'shop/to-api', direction: 'ingress', rule: 1 }]);
  });

  it.each([
    ['an outside address is asked as that', [], 443, 'allowed'],
    ['that of a Service is asked through its pods as well', [SERVICE], 443, 'unknown'],
    ['that of a Service at another port is outside', [SERVICE], 444, 'allowed'],
  ])('%s', (_name, services, port, expected) => {
    const policies = compilePolicies({
      documents: [{ place: { source: 'test' }, manifest: TO_BALANCER }],
      namespaces: [{ name: 'shop', labels: {} }],
    });
    const judge = makeJudge({ workloads: [WEB, API], policies, services });
    const server: Endpoint = { kind: 'external', cidr: '203.0.113.10/32' };
    const { verdict } = judge({ client: endpoint('web'), server, protocol: 'TCP', port });

    expect(verdictKind(verdict)).toBe(expected);
  });
});
