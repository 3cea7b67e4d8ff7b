// The oracle against sentences of the NetworkPolicy documentation, answered by hand.
import { describe, expect, it } from 'vitest';
import { allowedConnections, type Endpoint, type Question } from './allowed-connections.ts';
import type { ClusterFacts, PodFact } from './reachability.ts';

function pod(name: string, rest: Partial<PodFact> = {}): PodFact {
  return {
    namespace: 'shop',
    name: `${name}-1`,
    workloadKind: 'Deployment',
    workloadName: name,
    labels: { app: name },
    addresses: ['10.0.0.1'],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    hostNetwork: false,
    nodeName: 'n1',
    ...rest,
  };
}

const FACTS: ClusterFacts = {
  namespaces: [
    { name: 'shop', labels: { env: 'prod' } },
    { name: 'other', labels: {} },
  ],
  nodes: [{ name: 'n1', addresses: ['10.0.9.9'] }],
  pods: [
    pod('web'),
    pod('api'),
    pod('web-canary', { labels: { app: 'web', track: 'canary' } }),
    pod('alien', { namespace: 'other' }),
  ],
};

function end(name: string, namespace = 'shop'): Endpoint {
  return { kind: 'workload', namespace, workloadKind: 'Deployment', name };
}

function ingressPolicy(rule: object, podSelector: object = { matchLabels: { app: 'api' } }): object {
  return {
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { podSelector, policyTypes: ['Ingress'], ingress: [rule] },
  };
}

const WEB_TO_API: Question = { client: end('web'), server: end('api'), protocol: 'TCP', port: 8080 };
const fromOutside: Question = { ...WEB_TO_API, client: { kind: 'external', cidr: '203.0.113.7/32' } };

describe('allowedConnections', () => {
  it.each([
    { name: 'no policy', policies: [], question: WEB_TO_API, allowed: 'all' },
    {
      name: 'another namespace',
      policies: [{ ...ingressPolicy({}), metadata: { name: 'p', namespace: 'other' } }],
      question: WEB_TO_API,
      allowed: 'all',
    },
    { name: 'an empty rule', policies: [ingressPolicy({})], question: WEB_TO_API, allowed: 'all' },
    {
      name: 'another port',
      policies: [ingressPolicy({ ports: [{ port: 80 }] })],
      question: WEB_TO_API,
      allowed: 'none',
    },
    {
      name: 'a named port',
      policies: [ingressPolicy({ ports: [{ port: 'http' }] })],
      question: WEB_TO_API,
      allowed: 'all',
    },
    {
      name: 'a named port, other number',
      policies: [ingressPolicy({ ports: [{ port: 'http' }] })],
      question: { ...WEB_TO_API, port: 80 },
      allowed: 'none',
    },
    {
      name: 'a range',
      policies: [ingressPolicy({ ports: [{ port: 8000, endPort: 8080 }] })],
      question: WEB_TO_API,
      allowed: 'all',
    },
    {
      name: 'TCP where UDP is asked',
      policies: [ingressPolicy({ ports: [{ port: 8080 }] })],
      question: { ...WEB_TO_API, protocol: 'UDP' },
      allowed: 'none',
    },
    {
      name: 'a pod of this namespace',
      policies: [ingressPolicy({ from: [{ podSelector: { matchLabels: { app: 'web' } } }] })],
      question: WEB_TO_API,
      allowed: 'all',
    },
    {
      name: 'the same labels elsewhere',
      policies: [ingressPolicy({ from: [{ podSelector: {} }] })],
      question: { ...WEB_TO_API, client: end('alien', 'other') },
      allowed: 'none',
    },
    {
      name: 'a namespace by label',
      policies: [ingressPolicy({ from: [{ namespaceSelector: { matchLabels: { env: 'prod' } } }] })],
      question: { ...WEB_TO_API, client: end('alien', 'other') },
      allowed: 'none',
    },
    {
      name: 'a block',
      policies: [ingressPolicy({ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] })],
      question: fromOutside,
      allowed: 'all',
    },
    {
      name: 'an exception in a block',
      policies: [ingressPolicy({ from: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.6/31'] } }] })],
      question: fromOutside,
      allowed: 'none',
    },
    {
      name: 'DoesNotExist',
      policies: [
        ingressPolicy({ from: [{ podSelector: { matchExpressions: [{ key: 'track', operator: 'DoesNotExist' }] } }] }),
      ],
      question: { ...WEB_TO_API, client: end('web-canary') },
      allowed: 'none',
    },
    {
      name: 'egress by default when there is an egress rule',
      policies: [
        {
          metadata: { name: 'p', namespace: 'shop' },
          spec: { podSelector: {}, egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] },
        },
      ],
      question: WEB_TO_API,
      allowed: 'none',
    },
  ])('$name: $allowed', ({ policies, question, allowed }) => {
    expect(allowedConnections(policies, FACTS)(question).allowed).toBe(allowed);
  });

  it('says which side refuses', () => {
    const answer = allowedConnections([ingressPolicy({ ports: [{ port: 80 }] })], FACTS)(WEB_TO_API);
    expect(answer.egress).toEqual({ isolated: 'none', allowed: 'all' });
    expect(answer.ingress).toEqual({ isolated: 'all', allowed: 'none' });
  });

  it('says some where the pods of one workload differ', () => {
    const facts = {
      ...FACTS,
      pods: [...FACTS.pods, pod('web', { name: 'web-2', labels: { app: 'web', track: 'canary' } })],
    };
    const policy = ingressPolicy({ from: [{ podSelector: { matchLabels: { track: 'canary' } } }] });
    expect(allowedConnections([policy], facts)(WEB_TO_API).allowed).toBe('some');
  });
});
