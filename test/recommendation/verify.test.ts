// The proof has to fail where the policies are wrong: each case damages good ones.
import { describe, expect, it } from 'vitest';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import { selectEligible } from '../../lib/recommendation/eligible.ts';
import type { NetworkPolicyManifest } from '../../lib/recommendation/manifests.ts';
import { type Synthesis, synthesize } from '../../lib/recommendation/synthesize.ts';
import { verify } from '../../lib/recommendation/verify.ts';
import { connection, DNS, input, workload } from './records.ts';

const WEB = workload('shop/Deployment/web', { app: 'web' }, { addresses: ['10.1.0.1'] });
const API = workload('shop/Deployment/api', { app: 'api', tier: 'back' }, { addresses: ['10.1.0.2'] });
const DB = workload('shop/Deployment/db', { app: 'db', tier: 'back' }, { addresses: ['10.1.0.3'] });
/** A pod of `WEB` as it was before. */
const OLD = workload('shop/Deployment/web', { app: 'web', old: 'yes' }, { addresses: ['10.1.0.4'] });
const INPUT = input({
  workloads: [WEB, API, DB],
  connections: [
    connection(`${WEB.id} -> ${API.id} TCP/8080`),
    connection(`${API.id} -> ${DB.id} TCP/5432`),
    connection(`${API.id} -> 192.0.2.7/32 TCP/443`),
  ],
});
const CLUSTER = describeCluster({ ...INPUT, includeSystem: false });
const { kept } = selectEligible(INPUT.connections, CLUSTER, 'fan-in');
const GOOD = synthesize({ cluster: CLUSTER, dns: DNS, kept, widen: (block) => block, maxPolicies: undefined });

type Spec = NetworkPolicyManifest['spec'];

/** The proof after `change` of the spec of the policies of that name. */
function proofAfter(name: string, change: (spec: Spec) => Spec, synthesis: Synthesis = GOOD) {
  const policies = synthesis.policies.map((policy) =>
    policy.metadata.name === name ? { ...policy, spec: change(policy.spec) } : policy,
  );
  return verify({ cluster: CLUSTER, dns: DNS, kept, synthesis: { ...synthesis, policies } });
}

describe('verify', () => {
  it('finds nothing wrong with what was synthesized', () => {
    const { verification, findings } = proofAfter('none', (spec) => spec);

    expect(verification).toEqual({
      kept: 3,
      keptAllowed: 3,
      rules: 5,
      rulesNeeded: 5,
      allowedBeyondObserved: 0,
      beyond: [],
    });
    expect(findings).toEqual([]);
  });

  it('finds a connection that is not allowed', () => {
    const { verification, findings } = proofAfter('db', ({ podSelector, policyTypes }) => ({
      podSelector,
      policyTypes,
    }));

    expect(verification.keptAllowed).toBe(2);
    expect(findings[0]).toMatchObject({ kind: 'kept-not-allowed', severity: 'high' });
  });

  it('finds what a wider peer selector opens', () => {
    const selector = { matchLabels: { tier: 'back' } };
    const { verification } = proofAfter('db', (spec) => ({
      ...spec,
      ingress: [{ from: [{ podSelector: selector }], ports: [{ protocol: 'TCP', port: 5432 }] }],
      egress: [{ to: [{ podSelector: selector }], ports: [{ protocol: 'TCP', port: 5432 }] }],
    }));

    expect(verification.beyond).toEqual([`${DB.id} -> ${DB.id} TCP/5432`]);
  });

  it('finds what a wider subject selector opens', () => {
    const { verification } = proofAfter('api', (spec) => ({ ...spec, podSelector: { matchLabels: { tier: 'back' } } }));

    expect(verification.beyond).toEqual([`${DB.id} -> 192.0.2.7 TCP/443`]);
  });

  it.each([
    { name: 'everybody', peers: [{ ipBlock: { cidr: '0.0.0.0/0' } }], expected: `${API.id} -> 198.51.100.1 TCP/443` },
    {
      name: 'a neighbour network',
      peers: [{ ipBlock: { cidr: '198.51.100.0/24' } }],
      expected: `${API.id} -> 198.51.100.1 TCP/443`,
    },
    {
      name: 'pods of system namespaces',
      peers: [{ namespaceSelector: {} }],
      expected: `${API.id} -> kube-system/Deployment/coredns TCP/443`,
    },
  ])('finds egress to $name', ({ peers, expected }) => {
    const { verification } = proofAfter('api', (spec) => ({
      ...spec,
      egress: [...(spec.egress ?? []), { to: peers, ports: [{ protocol: 'TCP', port: 443 }] }],
    }));

    expect(verification.beyond).toContain(expected);
  });

  it('finds one rule too many, where both sides have it', () => {
    const ports = [{ protocol: 'TCP', port: 5432 }] as const;
    const peer = (app: string) => [{ podSelector: { matchLabels: { app } } }];
    const { policies } = GOOD;
    const more = policies.map((policy): NetworkPolicyManifest => {
      const { spec } = policy;
      const { ingress = [], egress = [] } = spec;
      if (policy.metadata.name === 'web')
        return { ...policy, spec: { ...spec, egress: [...egress, { to: peer('db'), ports }] } };
      if (policy.metadata.name !== 'db') return policy;
      return { ...policy, spec: { ...spec, ingress: [...ingress, { from: peer('web'), ports }] } };
    });

    const { verification } = verify({ cluster: CLUSTER, dns: DNS, kept, synthesis: { ...GOOD, policies: more } });

    expect(verification.beyond).toEqual([`${WEB.id} -> ${DB.id} TCP/5432`]);
  });

  it('finds what one side opens to everybody, from those that nothing isolates', () => {
    const { verification } = proofAfter('db', (spec) => ({
      ...spec,
      ingress: [{ ports: [{ protocol: 'TCP', port: 5432 }] }],
    }));

    const outside = ['192.0.2.1', '198.51.100.1', '2001:db8::1', '203.0.113.1'];
    expect(verification.beyond).toEqual(
      [...outside, 'kube-system/Deployment/coredns'].map((client) => `${client} -> ${DB.id} TCP/5432`),
    );
  });

  it('finds the pods that no policy isolates', () => {
    const cluster = describeCluster({
      ...INPUT,
      workloads: [{ ...WEB, variants: [...WEB.variants, ...OLD.variants] }, API, DB],
      includeSystem: false,
    });
    const old = { matchExpressions: [{ key: 'old', operator: 'DoesNotExist' as const }] };
    const policies = GOOD.policies.map((policy) => {
      const { podSelector } = policy.spec;
      return { ...policy, spec: { ...policy.spec, podSelector: { ...podSelector, ...old } } };
    });

    const { verification } = verify({ cluster, dns: DNS, kept, synthesis: { ...GOOD, policies } });

    const ports = ['SCTP/65535', 'TCP/443', 'TCP/5432', 'TCP/65535', 'TCP/8080', 'UDP/65535'];
    expect(verification.beyond).toEqual(expect.arrayContaining(ports.map((port) => `${WEB.id} -> ${WEB.id} ${port}`)));
    expect(verification.beyond.filter((text) => text.startsWith(API.id))).toEqual([]);
    expect(verification.beyond).toContain(`${WEB.id} -> 198.51.100.1 TCP/443`);
  });

  it('tells apart the pods of a crowd that a selector names, and those that it does not', () => {
    const crowd = Array.from({ length: 40 }, (_, index) => {
      const name = `w${String(index).padStart(2, '0')}`;
      return workload(`shop/Deployment/${name}`, { app: name, side: index % 2 === 0 ? 'even' : 'odd' });
    });
    const [server] = crowd;
    const given = input({ workloads: crowd, connections: [] });
    const cluster = describeCluster({ ...given, includeSystem: false });
    const ports = [{ protocol: 'TCP', port: 5432 }] as const;
    const synthesis = synthesize({ cluster, dns: DNS, kept: [], widen: (block) => block, maxPolicies: undefined });
    const [closed] = synthesis.policies.filter(({ metadata }) => metadata.name === 'default-deny');
    if (closed === undefined || server === undefined) throw new Error('no policy to change');
    const open = (name: string, spec: Spec) => ({ ...closed, metadata: { ...closed.metadata, name }, spec });
    const policies = [
      ...synthesis.policies,
      open('egress', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }], ports }] }),
      open('ingress', {
        podSelector: { matchLabels: { app: 'w00' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { side: 'odd' } } }], ports }],
      }),
    ];

    const { verification } = verify({ cluster, dns: DNS, kept: [], synthesis: { ...synthesis, policies } });

    const odd = crowd.filter((_, index) => index % 2 === 1);
    expect(verification.beyond).toEqual(odd.map(({ id }) => `${id} -> ${server.id} TCP/5432`));
  });

  it('finds all ports, unseen ones too, where nothing isolates, and lists a hundred', () => {
    const { verification } = verify({ cluster: CLUSTER, dns: DNS, kept, synthesis: { ...GOOD, policies: [] } });

    const ports = new Set(verification.beyond.map((text) => text.split(' ').at(-1)));
    expect(ports).toEqual(new Set(['SCTP/65535', 'TCP/443', 'TCP/5432', 'TCP/65535', 'TCP/8080', 'UDP/65535']));
    expect(verification.beyond).toHaveLength(100);
    expect(verification.allowedBeyondObserved).toBeGreaterThan(100);
    expect(verification.rulesNeeded).toBe(0);
  });

  it('finds an entry that another rule makes needless', () => {
    const { verification, findings } = proofAfter('default-deny', (spec) => ({
      ...spec,
      ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }],
    }));

    expect(verification).toMatchObject({ rules: 5, rulesNeeded: 4 });
    expect(findings.map(({ kind }) => kind)).toContain('rule-not-needed');
  });

  it('tells the pods of one workload from each other', () => {
    const mixed = workload(
      'shop/Deployment/web',
      { app: 'web' },
      { addresses: ['10.1.0.1'], more: [{ app: 'web', old: 'yes' }] },
    );
    const cluster = describeCluster({ ...INPUT, workloads: [mixed, API, DB], includeSystem: false });
    const policies = GOOD.policies.map((policy) =>
      policy.metadata.name === 'web'
        ? { ...policy, spec: { ...policy.spec, podSelector: { matchLabels: { app: 'web', old: 'yes' } } } }
        : policy,
    );

    const { verification } = verify({ cluster, dns: DNS, kept, synthesis: { ...GOOD, policies } });

    expect(verification.keptAllowed).toBe(2);
  });
});
