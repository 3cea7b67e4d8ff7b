// What the chosen dataplane changes of a recommendation: what it has no words for, what it asks for, what it leaves open.
import { describe, expect, it } from 'vitest';
import { recommend } from '../../lib/recommendation/recommend.ts';
import type { Recommendation } from '../../lib/recommendation/recommendation.ts';
import type { Service } from '../../lib/sources/kubernetes-objects.ts';
import { COREDNS, connection, type InputRecord, input, workload } from './records.ts';

const WEB = workload('shop/Deployment/web', { app: 'web' }, { addresses: ['10.1.0.1'] });
const API = workload('shop/Deployment/api', { app: 'api' }, { addresses: ['10.1.0.2'] });
const WEB_TO_API = connection(`${WEB.id} -> ${API.id} TCP/8080`);
const NODE_TO_API = connection(`node:n7=10.0.0.7 -> ${API.id} TCP/8080`);
const CLIENT_TO_WEB = connection(`192.0.2.7/32 -> ${WEB.id} TCP/8443`);

const BALANCER: Service = {
  meta: {
    ...{ namespace: 'shop', name: 'web', uid: 'u', labels: {}, owner: undefined },
    ...{ creationSeconds: undefined, deletionSeconds: undefined },
  },
  type: 'LoadBalancer',
  selector: { app: 'web' },
  clusterAddresses: ['10.2.0.1'],
  externalAddresses: [],
  ports: [{ name: undefined, protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 30443 }],
};

function run(record: Partial<InputRecord>): Recommendation {
  return recommend(input({ workloads: [WEB, API], connections: [WEB_TO_API], ...record }));
}

function ingressOf({ policies }: Recommendation, name: string) {
  return policies.find(({ metadata }) => metadata.name === name)?.spec.ingress;
}

function finding({ findings }: Recommendation, kind: string) {
  return findings.find((one) => one.kind === kind);
}

describe('nodes as peers', () => {
  const connections = [WEB_TO_API, NODE_TO_API];

  it.each(['upstream', 'calico', 'eks,nodes=met'])('are blocks on %s, which compares addresses', (dataplane) => {
    const result = run({ connections, dataplane });

    expect(JSON.stringify(ingressOf(result, 'api'))).toContain('10.0.0.7/32');
    expect(result.verification).toMatchObject({ kept: 2, keptAllowed: 2, rules: 3, rulesNeeded: 3 });
    expect(finding(result, 'not-expressible')).toBeUndefined();
  });

  it.each(['cilium', 'azure-cilium', 'cce-vpc,nodes=met'])('are left out on %s, and said', (dataplane) => {
    const result = run({ connections, dataplane });

    expect(JSON.stringify(result.policies)).not.toContain('10.0.0.7');
    expect(result.leftOut).toEqual([{ connection: NODE_TO_API, reason: 'not-expressible' }]);
    expect(finding(result, 'not-expressible')).toMatchObject({ severity: 'high', subject: API.id });
    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 1 });
  });

  it('have entities on Cilium, in a policy beside the recommended ones', () => {
    const manifest = finding(run({ connections, dataplane: 'cilium' }), 'not-expressible')?.evidence.manifest;

    expect(manifest).toContain('kind: CiliumNetworkPolicy');
    expect(manifest).toContain('- remote-node');
    expect(manifest).toContain('port: "8080"');
  });

  it('are kept without a rule where that policy stands already', () => {
    const standing = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'api-nodes', namespace: 'shop' },
      spec: {
        endpointSelector: { matchLabels: { app: 'api' } },
        ingress: [{ fromEntities: ['host', 'remote-node'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] }],
      },
    };

    const result = run({ connections, dataplane: 'cilium', currentPolicies: [standing] });

    expect(result.leftOut).toEqual([]);
    expect(result.verification).toMatchObject({ kept: 2, keptAllowed: 2, allowedBeyondObserved: 0 });
  });

  it('need no rule where all pods of the subject sit on that node', () => {
    const own = connection(`node:node-1=10.0.0.1 -> ${API.id} TCP/8080`);

    const result = run({ connections: [own], dataplane: 'cilium' });

    expect(result.leftOut).toEqual([]);
    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 1, rules: 0 });
  });
});

describe('ingress from outside where ipBlock is not taken', () => {
  const connections = [WEB_TO_API, CLIENT_TO_WEB, connection(`${API.id} -> ${WEB.id} TCP/8443`)];
  const result = run({ connections, dataplane: 'cce-tunnel,nodes=met,kubernetes=1.29' });

  it('is open to everybody on the observed ports alone', () => {
    expect(ingressOf(result, 'web')).toEqual([{ ports: [{ protocol: 'TCP', port: 8443 }] }]);
    expect(result.verification).toMatchObject({ kept: 3, keptAllowed: 3 });
  });

  it('states the price', () => {
    expect(finding(result, 'open-to-everybody')).toMatchObject({ severity: 'high', subject: WEB.id });
    expect(result.verification.beyond).toContain(`198.51.100.1 -> ${WEB.id} TCP/8443`);
  });
});

describe('health checks of load balancers', () => {
  it.each([
    ['ack-poseidon', '100.64.0.0/10'],
    ['ack-terway-iptables', '100.64.0.0/10'],
    ['cce-vpc,nodes=met', '100.125.0.0/16'],
  ])('are let in on %s from %s, on the target port', (dataplane, cidr) => {
    const result = run({ dataplane, services: [BALANCER] });

    expect(ingressOf(result, 'web')).toEqual([
      { from: [{ ipBlock: { cidr } }], ports: [{ protocol: 'TCP', port: 8443 }] },
    ]);
    expect(result.ruleUsage).toContainEqual({
      ...{ policy: 'shop/web', direction: 'ingress', rule: 0, peer: cidr, ports: 'TCP/8443', connections: [] },
      purpose: 'health-check',
    });
    expect(result.verification.allowedBeyondObserved).toBe(0);
  });

  it('ask for nothing elsewhere, nor for Services of other types', () => {
    expect(ingressOf(run({ dataplane: 'calico', services: [BALANCER] }), 'web')).toBeUndefined();
    const inside = { ...BALANCER, type: 'ClusterIP' };
    expect(ingressOf(run({ dataplane: 'ack-poseidon', services: [inside] }), 'web')).toBeUndefined();
  });

  it('are said to be blocked where no rule can let them in', () => {
    const result = run({ dataplane: 'cce-tunnel,nodes=met', services: [BALANCER] });

    expect(ingressOf(result, 'web')).toBeUndefined();
    expect(finding(result, 'health-checks-blocked')).toMatchObject({ severity: 'high', subject: WEB.id });
  });
});

describe('the budget of policies', () => {
  const many = Array.from({ length: 30 }, (_, index) => `n${index}`).map((namespace) =>
    workload(`${namespace}/Deployment/app`, { app: 'app' }),
  );

  it('is the limit of the dataplane, and folds', () => {
    const result = run({ workloads: many, connections: [], dataplane: 'ack-poseidon' });

    expect(result.policies).toHaveLength(30);
    expect(finding(result, 'policy-budget')).toMatchObject({ evidence: { maxPolicies: 39, limit: 40, staying: 0 } });
  });

  it('counts what stays in the cluster', () => {
    const staying = (index: number) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `p${index}`, namespace: 'kube-system' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    const currentPolicies = Array.from({ length: 12 }, (_, index) => staying(index));

    const result = run({ workloads: many, connections: [], dataplane: 'ack-poseidon', currentPolicies });

    expect(finding(result, 'policy-budget')).toMatchObject({
      severity: 'high',
      evidence: { maxPolicies: 27, policies: 30, over: 3, staying: 12 },
    });
  });
});

describe('policies of other APIs', () => {
  const admin = (action: string, port: number) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'standing' },
    spec: {
      priority: 10,
      subject: { namespaces: {} },
      ingress: [{ action, from: [{ namespaces: {} }], ports: [{ portNumber: { protocol: 'TCP', port } }] }],
      egress: [{ action, to: [{ namespaces: {} }], ports: [{ portNumber: { protocol: 'TCP', port } }] }],
    },
  });

  it('that deny what is kept are named', () => {
    const result = run({ currentPolicies: [admin('Deny', 8080)] });

    expect(finding(result, 'standing-policy-denies')?.subject).toContain('standing');
    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 0, rules: 2, rulesNeeded: 2 });
    expect(finding(result, 'kept-not-allowed')).toBeUndefined();
  });

  it('that allow more are named, and it is not counted as ours', () => {
    const result = run({ currentPolicies: [admin('Allow', 9999)] });

    expect(finding(result, 'standing-policy-allows')?.subject).toContain('standing');
    expect(result.verification).toMatchObject({ keptAllowed: 1, allowedBeyondObserved: 0 });
  });

  it('do not count where the dataplane takes no notice of them', () => {
    const result = run({ currentPolicies: [admin('Deny', 8080)], dataplane: 'calico@3.27' });

    expect(result.verification).toMatchObject({ keptAllowed: 1 });
    expect(finding(result, 'standing-policy-denies')).toBeUndefined();
  });
});

describe('what the documents leave open', () => {
  it('is counted apart and never called proven', () => {
    const result = run({ connections: [WEB_TO_API, NODE_TO_API], dataplane: 'ack-poseidon' });

    expect(result.verification).toMatchObject({ kept: 2, keptAllowed: 1, keptUnknown: 1 });
    expect(finding(result, 'not-provable')).toMatchObject({ severity: 'high' });
    expect(finding(result, 'kept-not-allowed')).toBeUndefined();
  });

  it('leaves SCTP and IPv6 blocks out where they are not taken', () => {
    const sctp = connection(`${WEB.id} -> ${API.id} SCTP/8080`);
    const ipv6 = connection(`${WEB.id} -> 2001:db8:1::7/128 TCP/443`);

    const result = run({ connections: [WEB_TO_API, sctp, ipv6], dataplane: 'ack-poseidon' });

    expect(result.leftOut.map(({ connection: one }) => one)).toEqual([ipv6, sctp]);
    expect(JSON.stringify(result.policies)).not.toMatch(/SCTP|2001/);
  });

  it('is not where nothing is enforced: then the policies are inert', () => {
    const result = run({ dataplane: 'flannel' });

    expect(result.policies).toEqual(run({}).policies);
    expect(finding(result, 'recommendation-inert')).toMatchObject({ severity: 'high' });
  });
});

describe('external addresses of Services', () => {
  const TO_BALANCER = connection(`${API.id} -> 203.0.113.10/32 TCP/443`);
  const BY_ADDRESS: Service = { ...BALANCER, externalAddresses: ['203.0.113.10'] };

  it('are kept, and said not to be certain where the pods behind are not open to the client', () => {
    const result = run({ connections: [TO_BALANCER], services: [BY_ADDRESS] });

    expect(JSON.stringify(result.policies)).toContain('203.0.113.10/32');
    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 0, keptUnknown: 1 });
  });

  it.each([
    ['at a port that the Service has not', [{ ...BY_ADDRESS, ports: [] }]],
    ['of a Service without an address of its own', [{ ...BY_ADDRESS, clusterAddresses: [] }]],
    ['that no Service has', [BALANCER]],
  ])('%s are addresses outside', (_name, services) => {
    const result = run({ connections: [TO_BALANCER], services });

    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 1 });
  });

  it('that nobody is known to stand behind are not certain', () => {
    const result = run({ connections: [TO_BALANCER], services: [{ ...BY_ADDRESS, selector: { app: 'nobody' } }] });

    expect(result.verification).toMatchObject({ keptUnknown: 1 });
  });
});

describe('limits of one policy', () => {
  const outside = Array.from({ length: 9 }, (_none, index) => `192.0.2.${4 * index + 1}/32`);
  const connections = [
    WEB_TO_API,
    ...outside.map((block) => connection(`${API.id} -> ${block} TCP/443`)),
    connection(`${outside[0]} -> ${API.id} TCP/8443`),
    connection(`192.0.2.101/32 -> ${API.id} TCP/8443`),
  ];
  const blocksOf = (manifest: unknown) => new Set(JSON.stringify(manifest).match(/[0-9.]+\/32/g) ?? []).size;
  const ofApi = ({ policies }: Recommendation) => policies.filter(({ metadata }) => /^api/.test(metadata.name));

  it.each([
    [
      'azure-npm',
      [
        ['api', 4],
        ['api-3', 4],
        ['api-4', 2],
      ],
    ],
    ['upstream', [['api', 10]]],
  ])('share the ipBlocks of a workload out on %s', (dataplane, expected) => {
    const taken = workload('shop/Deployment/api-2', { app: 'api-2' }, { addresses: ['10.1.0.3'] });
    const result = run({ workloads: [WEB, API, taken], connections, dataplane });

    expect(ofApi(result).map((manifest) => [manifest.metadata.name, blocksOf(manifest)])).toEqual(expected);
    expect(result.verification).toMatchObject({ kept: 12, keptAllowed: 12, rules: 13, rulesNeeded: 13 });
    expect(result.verification.allowedBeyondObserved).toBe(0);
  });

  const manyPorts = (count: number) =>
    Array.from({ length: count }, (_none, index) => connection(`${WEB.id} -> ${API.id} TCP/${8000 + 2 * index}`));

  it.each([
    ['eks,nodes=met', 24, 0],
    ['eks,nodes=met', 25, 2],
    ['upstream', 25, 0],
  ])('say on %s where %d ports of a peer are too many', (dataplane, count, findings) => {
    const result = run({ connections: manyPorts(count), dataplane });

    expect(result.findings.filter(({ kind }) => kind === 'port-limit')).toHaveLength(findings);
  });

  it('count the ports of names with those of DNS pods', () => {
    const toDns = manyPorts(23).map(({ port }) => connection(`${WEB.id} -> ${COREDNS.id} TCP/${port}`));
    const result = run({ workloads: [WEB, COREDNS], connections: toDns, dataplane: 'eks,nodes=met' });

    expect(finding(result, 'port-limit')).toMatchObject({
      ...{ subject: WEB.id, severity: 'high' },
      evidence: { policy: 'shop/web', direction: 'egress', ports: 25, limit: 24 },
    });
  });
});
