// Lines of `evaluate` that name a Service: the pods behind it, each on its target port, as the dataplane judges them.
import { describe, expect, it } from 'vitest';
import { makeLineEvaluator } from '../../lib/cli/evaluate-line.ts';
import { buildWorkloads } from '../../lib/identity/workloads.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { Dataplane } from '../../lib/policy/profiles/dataplane.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';
import { choose } from '../policy/dataplanes/cluster.ts';
import { manifest } from '../policy/policy-world.ts';

interface PodFields {
  readonly app: string;
  readonly address: string;
  readonly port: number;
  readonly phase?: string;
  readonly node?: string;
}

function pod(name: string, { app, address, port, phase = 'Running', node = 'n1' }: PodFields): object {
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: app, uid: app, controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'shop', name, uid: name, labels: { app }, ownerReferences: [owner] },
    spec: { nodeName: node, containers: [{ name: 'c', ports: [{ name: 'http', containerPort: port }] }] },
    status: { phase, podIP: address, podIPs: [{ ip: address }] },
  };
}

function service(name: string, spec: object, status: object = {}): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name, uid: `svc-${name}` }, spec, status };
}

/** 203.0.113.10 is shared by two Services of different ports; the second also has the address of node n2. */
const BALANCERS = [
  service(
    'lb',
    {
      type: 'LoadBalancer',
      selector: { app: 'api' },
      clusterIP: '10.96.0.20',
      ports: [{ port: 80, targetPort: 'http' }],
    },
    { loadBalancer: { ingress: [{ ip: '203.0.113.10' }, { hostname: 'lb.example' }] } },
  ),
  service('external', {
    ...{ selector: { app: 'near' }, clusterIP: '10.96.0.21', externalIPs: ['203.0.113.10', '10.0.9.2'] },
    ports: [{ port: 81, targetPort: 8000 }],
  }),
  service('nobody', {
    ...{ selector: { app: 'nobody' }, clusterIP: '10.96.0.22', externalIPs: ['203.0.113.30'] },
    ports: [{ port: 80, targetPort: 8000 }],
  }),
  service('headless-external', {
    ...{ selector: { app: 'api' }, clusterIP: 'None', externalIPs: ['203.0.113.40'] },
    ports: [{ port: 80, targetPort: 8000 }],
  }),
];

/** Of node n2, which no selector names. */
function slice(name: string, ...ports: readonly number[]): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'shop', name, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.9.2'] }],
    ports: ports.map((port) => ({ protocol: 'TCP', port })),
  };
}

const HTTP = { name: 'http', port: 80, targetPort: 'http' };
const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.9.1' }], nodeInfo: { kernelVersion: '6.1.0' } },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n2' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.9.2' }] },
  },
  pod('near-0', { app: 'near', address: '10.0.0.9', port: 8000, node: 'n2' }),
  pod('web-0', { app: 'web', address: '10.0.0.1', port: 8000 }),
  pod('api-0', { app: 'api', address: '10.0.0.2', port: 8080 }),
  pod('api-1', { app: 'api', address: '10.0.0.3', port: 9090 }),
  pod('api-done', { app: 'api', address: '10.0.0.4', port: 7070, phase: 'Succeeded' }),
  service('api', { selector: { app: 'api' }, clusterIP: '10.96.0.10', ports: [HTTP, { port: 53, protocol: 'UDP' }] }),
  service('headless', { selector: { app: 'api' }, clusterIP: 'None', ports: [HTTP] }),
  service('empty', { selector: { app: 'nobody' }, clusterIP: '10.96.0.11', ports: [HTTP] }),
  service('two', {
    clusterIP: '10.96.0.2',
    ports: [
      { name: 'a', port: 443, targetPort: 6443 },
      { name: 'b', port: 80, targetPort: 8081 },
    ],
  }),
  slice('two', 6443, 8081),
  service('apiserver', { clusterIP: '10.96.0.1', ports: [{ port: 443, targetPort: 6443 }] }),
  slice('apiserver', 6443),
  ...BALANCERS,
];

function evaluator(spec: object, dataplane: Dataplane = UPSTREAM) {
  const { snapshot } = parseSnapshot({
    text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }),
    source: 'snapshot.json',
    timeSeconds: 0,
  });
  const documents = [{ place: { source: 'p' }, manifest: manifest('shop/p', spec) }];
  const policies = compilePolicies({ documents, namespaces: snapshot.namespaces });
  const evaluate = makeLineEvaluator({ snapshot, workloads: buildWorkloads([snapshot]), policies, dataplane });
  return (line: object): Record<string, unknown> => JSON.parse(evaluate(JSON.stringify(line)).text);
}

/** Into pods `api`, on these ports. */
const intoApi = (...ports: readonly number[]) => ({
  podSelector: { matchLabels: { app: 'api' } },
  policyTypes: ['Ingress'],
  ingress: [{ ports: ports.map((port) => ({ port })) }],
});

const to = (name: string, port = 80, protocol = 'TCP') => ({ from: 'shop/web', to: name, protocol, port });

describe('a line to a Service', () => {
  it.each([
    ['by name, all target ports open', 'svc/shop/api', [8080, 9090], 'allowed', undefined],
    ['by address, all target ports open', '10.96.0.10', [8080, 9090], 'allowed', undefined],
    ['by address, one of the pods closed', '10.96.0.10', [8080], 'denied', true],
    ['by name, the Service’s port open only', 'svc/shop/api', [80], 'denied', undefined],
  ])('%s', (_name, server, ports, verdict, partial) => {
    const answer = evaluator(intoApi(...ports))(to(server));

    expect([answer.verdict, answer.partial]).toEqual([verdict, partial]);
  });

  it('that is headless means its pods on the port of the line', () => {
    const ask = evaluator(intoApi(8080));

    expect([ask(to('svc/shop/headless', 8080)).verdict, ask(to('svc/shop/headless')).verdict]).toEqual([
      'allowed',
      'denied',
    ]);
  });

  it('without a selector means what its slices list, a node here', () => {
    const toNode = {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'near'] }] },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.9.2/32' } }], ports: [{ port: 6443 }] }],
    };
    const ask = evaluator(toNode);

    expect(ask(to('10.96.0.1', 443)).verdict).toBe('allowed');
    expect([443, 80].map((port) => ask(to('svc/shop/two', port)).verdict)).toEqual(['allowed', 'denied']);
    // Its own node is never closed to a pod.
    expect(ask({ ...to('svc/shop/two'), from: 'shop/near' }).verdict).toBe('allowed');
  });

  it.each([
    ['a port that it has not', to('svc/shop/api', 81), '"to": svc/shop/api has no TCP/81, only TCP/80, UDP/53'],
    ['another protocol', to('10.96.0.10', 80, 'UDP'), '"to": svc/shop/api has no UDP/80, only TCP/80, UDP/53'],
    ['nobody behind it', to('svc/shop/empty'), '"to": nothing is known to stand behind svc/shop/empty'],
    ['a name nobody has', to('svc/shop/nope'), '"to": no pod or workload svc/shop/nope is known'],
    ['itself as the client', { ...to('shop/api'), from: 'svc/shop/api' }, '"from": a Service opens no connections'],
  ])('with %s cannot be asked', (_name, line, error) => {
    expect(evaluator(intoApi(8080))(line)).toMatchObject({ verdict: 'unknown', error });
  });

  it('is judged by the Service’s own address where the dataplane does so', () => {
    const spec = {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.96.0.0/16' } }], ports: [{ port: 80 }] }],
    };
    const nodes = [
      { name: 'n1', labels: {}, addresses: [], podCidrs: [], creationSeconds: undefined, kernelVersion: '6.1.0' },
    ];

    expect(evaluator(spec, choose('eks', { nodes }).dataplane)(to('svc/shop/api')).verdict).toBe('allowed');
    expect(evaluator(spec)(to('svc/shop/api')).verdict).toBe('denied');
  });

  describe('by an address that the world uses', () => {
    const web = { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] };
    const block = { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] };
    const pods = { to: [{ podSelector: {} }] };

    it.each([
      [
        'no rule of the client that treats the address and the pods apart',
        { ...web, egress: [{}] },
        '203.0.113.10',
        80,
        'allowed',
      ],
      ['a rule for the address only', { ...web, egress: [block] }, '203.0.113.10', 80, 'unknown'],
      ['a rule for the pods only', { ...web, egress: [pods] }, '203.0.113.10', 80, 'unknown'],
      ['rules for both', { ...web, egress: [block, pods] }, '203.0.113.10', 80, 'allowed'],
      ['no rule', { ...web, egress: [] }, '203.0.113.10', 80, 'denied'],
      [
        'a rule for the port of another Service of the address',
        { ...web, egress: [block] },
        '203.0.113.10',
        81,
        'unknown',
      ],
      ['a rule for the address, at a port of no Service', { ...web, egress: [block] }, '203.0.113.10', 82, 'allowed'],
      [
        'a rule for the address of a Service that nobody stands behind',
        { ...web, egress: [block] },
        '203.0.113.30',
        80,
        'unknown',
      ],
      ['a rule for the address of a headless Service', { ...web, egress: [block] }, '203.0.113.40', 80, 'allowed'],
      ['a rule for an address of no Service', { ...web, egress: [block] }, '203.0.113.50', 80, 'allowed'],
      [
        'a rule for a node, whose address it is',
        { ...web, egress: [{ to: [{ ipBlock: { cidr: '10.0.9.2/32' } }] }] },
        '10.0.9.2',
        81,
        'unknown',
      ],
      ['all ports of the pods open', intoApi(8080, 9090), '203.0.113.10', 80, 'allowed'],
      ['the port of one pod closed', intoApi(8080), '203.0.113.10', 80, 'unknown'],
    ])('with %s', (_name, spec, server, port, verdict) => {
      expect(evaluator(spec)(to(server, port)).verdict).toBe(verdict);
    });

    it('says why it is not known', () => {
      const answer = evaluator({ ...web, egress: [block] })(to('203.0.113.10'));

      expect(answer.egress).toMatchObject({
        unknown: expect.stringContaining('outside address or as the pods behind it'),
      });
    });
  });

  it('stays an address where it is the client', () => {
    const fromBlock = { ...intoApi(8080), ingress: [{ from: [{ ipBlock: { cidr: '10.96.0.10/32' } }] }] };

    expect(evaluator(fromBlock)({ ...to('shop/api-0', 8080), from: '10.96.0.10' }).verdict).toBe('allowed');
  });
});
