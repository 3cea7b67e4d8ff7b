// Policies of the shapes that Cilium's documentation shows, in other words and with other names.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, VerdictKind } from '../../../lib/policy/model.ts';
import { compiled, pod } from '../policy-world.ts';

const PARTIES: Readonly<Record<string, PolicyEndpoint>> = {
  ship: pod('far/ship', {
    labels: { org: 'empire', class: 'station' },
    serviceAccount: 'crew',
    addresses: ['10.0.0.1'],
  }),
  fighter: pod('far/fighter', {
    labels: { org: 'empire', class: 'fighter' },
    serviceAccount: 'pilot',
    addresses: ['10.0.0.2'],
  }),
  wing: pod('near/wing', {
    labels: { org: 'alliance', class: 'fighter' },
    serviceAccount: 'pilot',
    addresses: ['10.0.0.3'],
  }),
  dns: pod('kube-system/dns', { labels: { 'k8s-app': 'kube-dns' }, addresses: ['10.0.0.4'] }),
  world: { kind: 'address', address: '203.0.113.9' },
  metadata: { kind: 'address', address: '169.254.169.254' },
  node: { kind: 'node', name: 'n9', addresses: ['192.168.0.9'] },
};

type Ask = readonly [client: string, server: string, port: string, verdict: VerdictKind];

interface Published {
  readonly title: string;
  readonly policies: readonly unknown[];
  readonly asks: readonly Ask[];
}

function cnp(namespace: string, spec: unknown): unknown {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'p', namespace }, spec };
}

function ccnp(spec: unknown): unknown {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'p' }, spec };
}

const tcp = (port: string) => [{ ports: [{ port, protocol: 'TCP' }] }];
const DNS = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' } };
const STATION = { matchLabels: { org: 'empire', class: 'station' } };
const FIGHTER = { matchLabels: { class: 'fighter' } };

const PUBLISHED: readonly Published[] = [
  {
    title: 'labels and a port',
    policies: [
      cnp('far', {
        endpointSelector: STATION,
        ingress: [{ fromEndpoints: [{ matchLabels: { org: 'empire' } }], toPorts: tcp('80') }],
      }),
    ],
    asks: [
      ['fighter', 'ship', '80/TCP', 'allowed'],
      ['fighter', 'ship', '81/TCP', 'denied'],
      ['wing', 'ship', '80/TCP', 'denied'],
    ],
  },
  {
    title: 'the same with one HTTP call',
    policies: [
      cnp('far', {
        endpointSelector: STATION,
        ingress: [
          {
            fromEndpoints: [{ matchLabels: { org: 'empire' } }],
            toPorts: [
              { ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'POST', path: '/v1/landing' }] } },
            ],
          },
        ],
      }),
    ],
    asks: [
      ['fighter', 'ship', '80/TCP', 'unknown'],
      ['wing', 'ship', '80/TCP', 'denied'],
    ],
  },
  {
    title: 'all within one namespace',
    policies: [
      cnp('far', { endpointSelector: { matchLabels: {} }, ingress: [{ fromEndpoints: [{ matchLabels: {} }] }] }),
    ],
    asks: [
      ['fighter', 'ship', '80/TCP', 'allowed'],
      ['wing', 'ship', '80/TCP', 'denied'],
      ['ship', 'wing', '80/TCP', 'allowed'],
    ],
  },
  {
    title: 'across namespaces',
    policies: [
      cnp('far', {
        endpointSelector: { matchLabels: { class: 'station' } },
        ingress: [
          { fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'near', class: 'fighter' } }] },
        ],
      }),
    ],
    asks: [
      ['wing', 'ship', '80/TCP', 'allowed'],
      ['fighter', 'ship', '80/TCP', 'denied'],
    ],
  },
  {
    title: 'DNS of the cluster and two domain names',
    policies: [
      cnp('far', {
        endpointSelector: FIGHTER,
        egress: [
          {
            toEndpoints: [DNS],
            toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
          },
          { toFQDNs: [{ matchName: 'service.example.com' }, { matchPattern: '*.example.org' }] },
        ],
      }),
    ],
    asks: [
      ['fighter', 'dns', '53/UDP', 'allowed'],
      ['fighter', 'dns', '53/TCP', 'allowed'],
      ['fighter', 'dns', '9153/TCP', 'denied'],
      ['fighter', 'world', '443/TCP', 'unknown'],
      ['fighter', 'ship', '80/TCP', 'denied'],
    ],
  },
  {
    title: 'a service account',
    policies: [
      cnp('far', {
        endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'crew' } },
        ingress: [
          { fromEndpoints: [{ matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'pilot' } }], toPorts: tcp('80') },
        ],
      }),
    ],
    asks: [
      ['fighter', 'ship', '80/TCP', 'allowed'],
      ['fighter', 'ship', '81/TCP', 'denied'],
      ['wing', 'ship', '80/TCP', 'denied'],
      ['dns', 'ship', '80/TCP', 'denied'],
    ],
  },
  {
    title: 'DNS for every pod, clusterwide',
    policies: [
      ccnp({
        endpointSelector: DNS,
        ingress: [{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }] }] }],
      }),
    ],
    asks: [
      ['wing', 'dns', '53/UDP', 'allowed'],
      ['wing', 'dns', '53/TCP', 'denied'],
      ['world', 'dns', '53/UDP', 'denied'],
    ],
  },
  {
    title: 'DNS watched, nothing blocked',
    policies: [
      ccnp({
        endpointSelector: {
          matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['kube-system'] }],
        },
        enableDefaultDeny: { egress: false, ingress: false },
        egress: [
          {
            toEndpoints: [{ matchLabels: { 'io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' } }],
            toPorts: [
              {
                ports: [
                  { port: '53', protocol: 'TCP' },
                  { port: '53', protocol: 'UDP' },
                ],
                rules: { dns: [{ matchPattern: '*' }] },
              },
            ],
          },
        ],
      }),
    ],
    asks: [
      ['wing', 'dns', '53/UDP', 'allowed'],
      ['wing', 'world', '443/TCP', 'allowed'],
      ['dns', 'world', '53/UDP', 'allowed'],
    ],
  },
  {
    title: 'no ingress from the world, all else open',
    policies: [
      ccnp({ endpointSelector: {}, ingress: [{ fromEntities: ['all'] }], ingressDeny: [{ fromEntities: ['world'] }] }),
    ],
    asks: [
      ['world', 'ship', '80/TCP', 'denied'],
      ['wing', 'ship', '80/TCP', 'allowed'],
      ['node', 'ship', '80/TCP', 'allowed'],
    ],
  },
  {
    title: 'the world but for the metadata service',
    policies: [
      cnp('far', {
        endpointSelector: {},
        egress: [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }] }, { toEntities: ['cluster'] }],
      }),
    ],
    asks: [
      ['ship', 'world', '443/TCP', 'allowed'],
      // The API server may be at any address that the cluster does not know.
      ['ship', 'metadata', '80/TCP', 'unknown'],
      ['ship', 'wing', '80/TCP', 'allowed'],
      ['ship', 'node', '80/TCP', 'allowed'],
    ],
  },
  {
    title: 'ping only',
    policies: [
      cnp('far', {
        endpointSelector: STATION,
        egress: [
          {
            icmps: [
              {
                fields: [
                  { type: 8, family: 'IPv4' },
                  { type: 'EchoRequest', family: 'IPv6' },
                ],
              },
            ],
          },
        ],
      }),
    ],
    asks: [
      ['ship', 'wing', '0/ICMP', 'unknown'],
      ['ship', 'wing', '80/TCP', 'denied'],
    ],
  },
];

describe.each(PUBLISHED)('$title', ({ policies, asks }) => {
  const all = compiled(policies, { far: {}, near: {}, 'kube-system': {} });

  it('is read without complaint', () => {
    expect(all.diagnostics).toEqual([]);
    expect(all.policies).toHaveLength(policies.length);
  });

  it.each(asks)('%s to %s %s: %s', (from, to, at, verdict) => {
    const [client, server] = [PARTIES[from], PARTIES[to]];
    const [port, protocol] = at.split('/');
    if (client === undefined || server === undefined) throw new Error('nobody of that name');
    const known = (['TCP', 'UDP', 'SCTP', 'ICMP'] as const).find((one) => one === protocol);
    if (known === undefined) throw new Error('no such protocol');

    expect(evaluate(all, { client, server, protocol: known, port: Number(port) }).kind).toBe(verdict);
  });
});
