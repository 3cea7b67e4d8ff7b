import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { uniformDataplane } from '../../../lib/policy/profiles/dataplane.ts';
import { OVN_KUBERNETES } from '../../../lib/policy/profiles/ovn-kubernetes.ts';
import { settleProfile } from '../../../lib/policy/profiles/settle.ts';
import { compiled, manifest, pod } from '../policy-world.ts';

const OVN = uniformDataplane(settleProfile(OVN_KUBERNETES));
const WEB = pod('shop/web', { addresses: ['10.0.0.9'] });
const CLIENT = pod('shop/client', { addresses: ['10.0.0.8'] });
const QUERY = { client: CLIENT, server: WEB, protocol: 'TCP', port: 80 } as const;

function adminPolicy(priority: number, action: string): unknown {
  const everywhere = { namespaces: {} };
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'guard' },
    spec: { priority, subject: everywhere, ingress: [{ action, from: [everywhere] }] },
  };
}

describe('AdminNetworkPolicy on OVN-Kubernetes', () => {
  it.each([
    [0, 'Deny', 'denied'],
    [99, 'Deny', 'denied'],
    [100, 'Deny', 'unknown'],
    [1000, 'Deny', 'unknown'],
    [100, 'Allow', 'allowed'],
  ])('of priority %i that says %s: %s', (priority, action, expected) => {
    expect(evaluate(compiled([adminPolicy(priority, action)], { shop: {} }), QUERY, OVN).kind).toBe(expected);
  });

  it('does not open what a NetworkPolicy closes, where its priority is out of range', () => {
    const closed = manifest('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });

    expect(evaluate(compiled([adminPolicy(99, 'Allow'), closed], { shop: {} }), QUERY, OVN).kind).toBe('allowed');
    expect(evaluate(compiled([adminPolicy(100, 'Allow'), closed], { shop: {} }), QUERY, OVN).kind).toBe('unknown');
  });
});
