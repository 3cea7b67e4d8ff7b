import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../../lib/base/diagnostic.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { uniformDataplane } from '../../../lib/policy/profiles/dataplane.ts';
import { settleProfile } from '../../../lib/policy/profiles/settle.ts';
import { UPSTREAM_DATA } from '../../../lib/policy/profiles/upstream.ts';
import { compiled, pod } from '../policy-world.ts';

function foreign(apiVersion: string, kind: string, metadata: unknown = { name: 'p', namespace: 'shop' }): unknown {
  return { apiVersion, kind, metadata, spec: { anything: ['goes'] } };
}

describe('policies of APIs that are not evaluated', () => {
  it.each([
    [
      'networking.k8s.aws/v1alpha1',
      'ClusterNetworkPolicy',
      'eks-cluster',
      'ClusterNetworkPolicy.networking.k8s.aws p',
      'all',
    ],
    [
      'networking.k8s.aws/v1alpha1',
      'ApplicationNetworkPolicy',
      'eks-cluster',
      'ApplicationNetworkPolicy.networking.k8s.aws shop/p',
      'own',
    ],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', 'antrea', 'ClusterNetworkPolicy.crd.antrea.io p', 'all'],
    ['crd.antrea.io/v1beta1', 'NetworkPolicy', 'antrea', 'NetworkPolicy.crd.antrea.io shop/p', 'own'],
    [
      'network.alibabacloud.com/v1beta2',
      'GlobalNetworkPolicy',
      'ack-global',
      'GlobalNetworkPolicy.network.alibabacloud.com p',
      'all',
    ],
  ])('are told by group and kind: %s %s', (apiVersion, kind, api, name, reach) => {
    const { policies, unreadable } = compiled([foreign(apiVersion, kind)]);

    expect(policies).toEqual([]);
    expect(unreadable).toMatchObject([
      {
        name,
        api,
        reason: 'is not evaluated',
        subjects: { namespaces: { kind: reach } },
        directions: ['ingress', 'egress'],
      },
    ]);
  });

  it('may be of any namespace where theirs is not readable', () => {
    const { unreadable } = compiled([foreign('crd.antrea.io/v1beta1', 'NetworkPolicy', 'none')]);

    expect(unreadable).toMatchObject([
      { name: 'NetworkPolicy.crd.antrea.io ?/?', subjects: { namespaces: { kind: 'all' } } },
    ]);
  });

  it('are announced', () => {
    const { diagnostics } = compiled([foreign('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy')]);

    expect(diagnostics.map(({ level }) => level)).toEqual(['warning']);
    expect(diagnostics.map(formatDiagnostic)).toEqual([
      'policies.yaml#0: ClusterNetworkPolicy.crd.antrea.io p is not evaluated: verdicts in its reach are unknown where the dataplane may enforce it; name the dataplane, or leave the policy out if nothing enforces it [policy-not-evaluated]',
    ]);
  });

  it('change nothing on a dataplane that does not enforce them', () => {
    const policies = compiled([foreign('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy')]);
    const { antrea: _, ...apis } = UPSTREAM_DATA.apis;
    const without = uniformDataplane(settleProfile({ ...UPSTREAM_DATA, apis }));
    const query = { client: pod('shop/a'), server: pod('shop/b'), protocol: 'TCP', port: 80 } as const;

    expect(evaluate(policies, query).kind).toBe('unknown');
    expect(evaluate(policies, query, without).kind).toBe('allowed');
  });

  it.each([
    ['crd.antrea.io/v1beta1', 'Tier'],
    ['networking.k8s.aws/v1alpha1', 'PolicyEndpoint'],
    ['evil.example/v1', 'ClusterNetworkPolicy'],
    ['policy.networking.k8s.io.evil/v1alpha2', 'ClusterNetworkPolicy'],
  ])('are not %s %s', (apiVersion, kind) => {
    const { unreadable, diagnostics } = compiled([foreign(apiVersion, kind)]);

    expect(unreadable).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy-not-evaluated']);
  });
});
