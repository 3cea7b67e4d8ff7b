import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import type { PolicyEndpoint } from '../../../lib/policy/model.ts';
import { AZURE_NPM } from '../../../lib/policy/profiles/azure-npm.ts';
import { uniformDataplane } from '../../../lib/policy/profiles/dataplane.ts';
import { settleProfile } from '../../../lib/policy/profiles/settle.ts';
import { compiled, manifest, pod } from '../policy-world.ts';

const NPM = uniformDataplane(settleProfile(AZURE_NPM));
const POLICIES = compiled([manifest('shop/deny', { podSelector: {}, policyTypes: ['Ingress'] })], { shop: {} });
const SERVER = pod('shop/web', { addresses: ['10.0.0.9'], nodeName: 'n1' });
const VIA = { addresses: ['10.100.0.9'], port: 80 };

const OUTSIDE: PolicyEndpoint = { kind: 'address', address: '203.0.113.7' };
const OTHER_NODE: PolicyEndpoint = { kind: 'node', name: 'n2', addresses: ['192.168.0.2'] };
const ON_OTHER_NODE = pod('shop/agent', { addresses: ['192.168.0.2'], nodeName: 'n2', hostNetwork: true });
const CLIENT = pod('shop/client', { addresses: ['10.0.0.8'], nodeName: 'n2' });

describe('a denial at the pod behind a Service on Azure NPM', () => {
  it.each([
    ['holds for a pod', CLIENT, true, 'denied'],
    ['is not promised for an outside client', OUTSIDE, true, 'unknown'],
    ['is not promised for a node', OTHER_NODE, true, 'unknown'],
    ['is not promised for a hostNetwork pod', ON_OTHER_NODE, true, 'unknown'],
    ['holds for an outside client that comes by no Service', OUTSIDE, false, 'denied'],
  ])('%s', (_, client, byService, expected) => {
    const query = { client, server: SERVER, protocol: 'TCP', port: 8080 } as const;

    expect(evaluate(POLICIES, byService ? { ...query, via: VIA } : query, NPM).kind).toBe(expected);
  });
});
