// Staged policies as they would be if they were enforced.
import { describe, expect, it } from 'vitest';
import { enforceStaged } from '../../../lib/policy/apis/staged.ts';
import { documents } from '../policy-world.ts';

const V3 = 'projectcalico.org/v3';
const CRD = 'crd.projectcalico.org/v1';

function object(apiVersion: string, kind: string, id: string, spec: unknown) {
  const [name, namespace] = id.split('/').reverse();
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace }, spec };
}

function enforced(...manifests: readonly unknown[]): readonly unknown[] {
  return enforceStaged(documents(...manifests)).map(({ manifest }) => manifest);
}

describe('enforceStaged', () => {
  it.each([
    ['StagedNetworkPolicy', V3, 'NetworkPolicy', V3],
    ['StagedNetworkPolicy', CRD, 'NetworkPolicy', CRD],
    ['StagedGlobalNetworkPolicy', V3, 'GlobalNetworkPolicy', V3],
    ['StagedKubernetesNetworkPolicy', V3, 'NetworkPolicy', 'networking.k8s.io/v1'],
  ])('makes of a %s of %s a %s of %s', (kind, apiVersion, becomes, of) => {
    const staged = object(apiVersion, kind, 'shop/p', { stagedAction: 'Set', podSelector: {} });

    expect(enforced(staged)).toEqual([object(of, becomes, 'shop/p', { podSelector: {} })]);
  });

  it('puts a draft in the place of the policy that it is a draft of', () => {
    const others = [object(V3, 'NetworkPolicy', 'pay/p', {}), object(V3, 'GlobalNetworkPolicy', 'p', {})];
    const was = object(CRD, 'NetworkPolicy', 'shop/default.p', { order: 1 });

    expect(enforced(object(V3, 'StagedNetworkPolicy', 'shop/p', { order: 2 }), was, ...others)).toEqual([
      ...others,
      object(V3, 'NetworkPolicy', 'shop/p', { order: 2 }),
    ]);
  });

  it('takes away what a draft deletes', () => {
    const staged = object(V3, 'StagedKubernetesNetworkPolicy', 'shop/p', { stagedAction: 'Delete' });
    const plain = (id: string) => object('networking.k8s.io/v1', 'NetworkPolicy', id, {});

    expect(enforced(plain('shop/p'), plain('shop/q'), staged)).toEqual([plain('shop/q')]);
  });

  it.each(['Learn', 'Ignore'])('leaves a draft of the action %s a draft', (stagedAction) => {
    const staged = object(V3, 'StagedNetworkPolicy', 'shop/p', { stagedAction });
    const was = object(V3, 'NetworkPolicy', 'shop/p', {});

    expect(enforced(was, staged)).toEqual([was, staged]);
  });

  it('leaves alone what is of another group, and what is no object', () => {
    const manifests = [
      object('example.org/v1', 'StagedNetworkPolicy', 'shop/p', {}),
      null,
      7,
      { kind: 'StagedNetworkPolicy' },
    ];

    expect(enforced(...manifests)).toEqual(manifests);
  });

  it('keeps a damaged draft, which is then unreadable as a policy', () => {
    expect(enforced(object(V3, 'StagedNetworkPolicy', 'shop/p', 'x'))).toEqual([
      object(V3, 'NetworkPolicy', 'shop/p', 'x'),
    ]);
  });
});
