import { describe, expect, it } from 'vitest';
import type { NetworkPolicyManifest } from '../../lib/recommendation/manifests.ts';
import { recommend } from '../../lib/recommendation/recommend.ts';
import type { Recommendation } from '../../lib/recommendation/recommendation.ts';
import { connection, DNS, type InputRecord, input, workload } from './records.ts';

const WEB = workload('shop/Deployment/web', { app: 'web' }, { addresses: ['10.1.0.1'] });
const API = workload('shop/Deployment/api', { app: 'api' }, { addresses: ['10.1.0.2'] });
const RUN = workload('ops/CronJob/run', { app: 'run' }, { addresses: ['10.1.0.3'] });
const AGENT = workload(
  'ops/DaemonSet/agent',
  { app: 'agent' },
  { hostNetwork: true, addresses: ['10.0.0.1', '10.0.0.2'] },
);

const DNS_RULE = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: DNS.ports,
};

function run(record: InputRecord): Recommendation {
  return recommend(input(record));
}

function names({ policies }: Recommendation): readonly string[] {
  return policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

function specOf({ policies }: Recommendation, name: string): NetworkPolicyManifest['spec'] | undefined {
  return policies.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === name)?.spec;
}

function finding({ findings }: Recommendation, kind: string) {
  return findings.find((one) => one.kind === kind);
}

describe('recommend', () => {
  it('isolates every namespace with pods, keeps DNS open, and gives a policy to who was seen', () => {
    const result = run({
      workloads: [WEB, API, RUN, AGENT],
      connections: [connection(`${WEB.id} -> ${API.id} TCP/8080`)],
    });

    expect(names(result)).toEqual([
      'ops/allow-dns',
      'ops/default-deny',
      'shop/allow-dns',
      'shop/api',
      'shop/default-deny',
      'shop/web',
    ]);
    expect(specOf(result, 'ops/default-deny')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(specOf(result, 'ops/allow-dns')).toEqual({ podSelector: {}, policyTypes: ['Egress'], egress: [DNS_RULE] });
  });

  it('writes the same need on both sides, with the port as a number', () => {
    const result = run({ workloads: [WEB, API], connections: [connection(`${WEB.id} -> ${API.id} TCP/8080`)] });
    const ports = [{ protocol: 'TCP', port: 8080 }];

    expect(specOf(result, 'shop/web')).toEqual({
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: { app: 'api' } } }], ports }],
    });
    expect(specOf(result, 'shop/api')).toEqual({
      podSelector: { matchLabels: { app: 'api' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports }],
    });
  });

  it('names a peer elsewhere by the name of its namespace and its own selector', () => {
    const result = run({ workloads: [API, RUN], connections: [connection(`${RUN.id} -> ${API.id} TCP/8080`)] });

    expect(specOf(result, 'shop/api')?.ingress?.[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } },
        podSelector: { matchLabels: { app: 'run' } },
      },
    ]);
  });

  it('names nodes and hostNetwork pods by their addresses, and has no policy for them', () => {
    const result = run({
      workloads: [WEB, AGENT],
      connections: [
        connection(`${AGENT.id} -> ${WEB.id} TCP/9100`),
        connection(`node:n=10.0.0.3 -> ${WEB.id} TCP/9100`),
      ],
    });

    expect(specOf(result, 'shop/web')?.ingress?.[0]?.from).toEqual([
      { ipBlock: { cidr: '10.0.0.1/32' } },
      { ipBlock: { cidr: '10.0.0.2/31' } },
    ]);
    expect(names(result)).toEqual(['shop/allow-dns', 'shop/default-deny', 'shop/web']);
    expect(finding(result, 'host-network')?.subject).toBe(AGENT.id);
  });

  it('does not repeat DNS in the policies of its clients', () => {
    const result = run({
      workloads: [WEB],
      connections: [connection(`${WEB.id} -> kube-system/Deployment/coredns UDP/53`)],
    });

    expect(names(result)).toEqual(['shop/allow-dns', 'shop/default-deny']);
    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 1 });
  });

  it('keeps other ports of the DNS pods apart from DNS', () => {
    const result = run({
      workloads: [WEB],
      connections: [connection(`${WEB.id} -> kube-system/Deployment/coredns TCP/9153`)],
    });

    expect(specOf(result, 'shop/web')?.egress).toEqual([{ to: DNS_RULE.to, ports: [{ protocol: 'TCP', port: 9153 }] }]);
  });

  it('lets the DNS pods answer everybody and ask upstream, where their namespace gets policies', () => {
    const dns = { ...DNS, localBlocks: ['169.254.20.10/32'], cacheAddresses: ['10.0.0.2', '10.0.0.3'] };
    const result = run({
      workloads: [WEB],
      connections: [connection(`${WEB.id} -> kube-system/Deployment/coredns UDP/53`)],
      dns,
      options: { includeSystem: true },
    });

    expect(specOf(result, 'kube-system/allow-dns-server')).toEqual({
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: {} }, { ipBlock: { cidr: '10.0.0.2/31' } }], ports: DNS.ports }],
      egress: [{ ports: DNS.ports }],
    });
    expect(specOf(result, 'shop/allow-dns')?.egress?.[1]).toEqual({
      to: [{ ipBlock: { cidr: '169.254.20.10/32' } }],
      ports: DNS.ports,
    });
    expect(result.verification).toMatchObject({ kept: 1, keptAllowed: 1, allowedBeyondObserved: 0 });
  });

  it('gives other ports of the DNS pods, and nodes that ask them, rules of their own', () => {
    const coredns = 'kube-system/Deployment/coredns';
    const result = run({
      workloads: [WEB],
      connections: [connection(`${WEB.id} -> ${coredns} TCP/9153`), connection(`node:n=10.0.0.9 -> ${coredns} UDP/53`)],
      options: { includeSystem: true },
    });

    expect(specOf(result, 'kube-system/coredns')?.ingress?.map(({ ports }) => ports)).toEqual([
      [{ protocol: 'UDP', port: 53 }],
      [{ protocol: 'TCP', port: 9153 }],
    ]);
    expect(result.verification).toMatchObject({ keptAllowed: 2, rulesNeeded: 3, allowedBeyondObserved: 0 });
  });

  it('opens the conventional DNS pods, and says so, where none were found', () => {
    const dns = { ...DNS, found: false, workloads: [] };
    const result = run({ workloads: [WEB], connections: [], dns });

    expect(specOf(result, 'shop/allow-dns')?.egress).toEqual([DNS_RULE]);
    expect(finding(result, 'dns-not-found')?.severity).toBe('high');
  });

  it('gives workloads that cannot be told apart one policy, and counts what that opens', () => {
    const one = workload('shop/Job/one', { app: 'run', 'job-name': 'one' }, { addresses: ['10.1.1.1'] });
    const two = workload('shop/Job/two', { app: 'run', 'job-name': 'two' }, { addresses: ['10.1.1.2'] });
    const result = run({ workloads: [one, two, API], connections: [connection(`${one.id} -> ${API.id} TCP/80`)] });

    expect(names(result)).toContain('shop/one');
    expect(finding(result, 'indistinguishable-workloads')?.evidence).toMatchObject({ workloads: [one.id, two.id] });
    expect(result.verification.beyond).toEqual([`${two.id} -> ${API.id} TCP/80`]);
  });

  it('has no empty policy for a workload that was never seen, and says what that means', () => {
    const result = run({ workloads: [WEB, API], connections: [connection(`${WEB.id} -> 192.0.2.1/32 TCP/443`)] });

    expect(names(result)).not.toContain('shop/api');
    expect(finding(result, 'insufficient-evidence')?.subject).toBe(API.id);
  });

  it('covers several namespaces of the same workload names', () => {
    const other = workload('blog/Deployment/web', { app: 'web' }, { addresses: ['10.1.2.1'] });
    const result = run({ workloads: [WEB, API, other], connections: [connection(`${other.id} -> ${API.id} TCP/80`)] });

    expect(result.verification.allowedBeyondObserved).toBe(0);
  });

  describe('with a prefix for outside blocks', () => {
    const workloads = [WEB];

    it('widens them and reports the price', () => {
      const connections = [
        connection(`${WEB.id} -> 192.0.2.9/32 TCP/443`),
        connection(`${WEB.id} -> 192.0.2.77/32 TCP/443`),
      ];
      const result = run({ workloads, connections, options: { cidrPrefix: { v4: 24 } } });

      expect(specOf(result, 'shop/web')?.egress?.[0]?.to).toEqual([{ ipBlock: { cidr: '192.0.2.0/24' } }]);
      expect(finding(result, 'widened-blocks')?.evidence).toEqual({ direction: 'egress', extraAddresses: '254' });
    });

    it('never covers a pod', () => {
      const connections = [connection(`${WEB.id} -> 10.1.0.200/32 TCP/443`)];
      const result = run({ workloads, connections, options: { cidrPrefix: { v4: 24 } } });

      expect(specOf(result, 'shop/web')?.egress?.[0]?.to).toEqual([{ ipBlock: { cidr: '10.1.0.200/32' } }]);
      expect(finding(result, 'widened-blocks')).toBeUndefined();
    });
  });

  describe('with a budget of policies', () => {
    const record = { workloads: [WEB, API], connections: [connection(`${WEB.id} -> ${API.id} TCP/80`)] };

    it.each([
      { budget: 4, policies: ['shop/allow-dns', 'shop/api', 'shop/default-deny', 'shop/web'], severity: undefined },
      { budget: 3, policies: ['shop/api', 'shop/default-deny-allow-dns', 'shop/web'], severity: 'info' },
      { budget: 2, policies: ['shop/api', 'shop/default-deny-allow-dns', 'shop/web'], severity: 'high' },
    ])('of $budget', ({ budget, policies, severity }) => {
      const result = run({ ...record, options: { maxPolicies: budget } });

      expect(names(result)).toEqual(policies);
      expect(finding(result, 'policy-budget')?.severity).toBe(severity);
      expect(result.verification).toMatchObject({ keptAllowed: 1, rulesNeeded: 2, allowedBeyondObserved: 0 });
    });
  });

  it('says for every entry of every rule what it is for', () => {
    const result = run({ workloads: [WEB, API], connections: [connection(`${WEB.id} -> ${API.id} TCP/8080`)] });
    const key = `workload ${WEB.id} -> workload ${API.id} TCP/8080`;
    const usage = result.ruleUsage.map((one) => [
      one.policy,
      one.direction,
      one.rule,
      one.peer,
      one.ports,
      one.purpose,
    ]);
    const dns = 'namespace kubernetes.io/metadata.name=kube-system, pods k8s-app=kube-dns';

    expect(usage).toEqual([
      ['shop/allow-dns', 'egress', 0, dns, 'TCP/53', 'dns'],
      ['shop/allow-dns', 'egress', 0, dns, 'UDP/53', 'dns'],
      ['shop/api', 'ingress', 0, WEB.id, 'TCP/8080', 'observed'],
      ['shop/default-deny', 'egress', -1, 'none', 'none', 'default-deny'],
      ['shop/default-deny', 'ingress', -1, 'none', 'none', 'default-deny'],
      ['shop/web', 'egress', 0, API.id, 'TCP/8080', 'observed'],
    ]);
    expect(result.ruleUsage.filter(({ purpose }) => purpose === 'observed').map((one) => one.connections)).toEqual([
      [key],
      [key],
    ]);
  });

  it('marks what was kept on port ranges alone, on request', () => {
    const connections = [connection(`${WEB.id} -> ${API.id} TCP/8080`, { evidence: 'port-range' })];

    expect(run({ workloads: [WEB, API], connections }).leftOut[0]?.reason).toBe('weak-evidence');
    const result = run({ workloads: [WEB, API], connections, options: { minEvidence: 'port-range' } });
    expect(result.verification.kept).toBe(1);
    expect(finding(result, 'weak-evidence')?.severity).toBe('medium');
  });

  it('gives nothing for nothing', () => {
    const result = recommend({ ...input({ workloads: [], connections: [] }), workloads: [], namespaces: [] });

    expect(result).toMatchObject({ policies: [], ruleUsage: [], leftOut: [], verification: { kept: 0, rules: 0 } });
  });
});
