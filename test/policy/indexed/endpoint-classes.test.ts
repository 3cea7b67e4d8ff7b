import { describe, expect, it } from 'vitest';
import { makeClassKeys } from '../../../lib/policy/indexed/endpoint-classes.ts';
import type { PolicyEndpoint } from '../../../lib/policy/model.ts';
import { uniformDataplane } from '../../../lib/policy/profiles/dataplane.ts';
import type { Profile } from '../../../lib/policy/profiles/profile.ts';
import { UPSTREAM } from '../../../lib/policy/profiles/upstream.ts';
import { compiled, containerPort, manifest, pod } from '../policy-world.ts';

const POLICIES = compiled([
  manifest('shop/db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.1.0/24'] } }] }],
  }),
  manifest('shop/broken', { podSelector: { matchLabels: { tier: 'x' } }, ingress: [{ form: [] }] }),
]);
const [PLAIN] = UPSTREAM.profiles;
const PROFILE: Profile = {
  ...PLAIN,
  data: { ...PLAIN.data, alwaysAllowed: [{ is: '100.125.0.0/16', source: 'a test' }] },
  semantics: { ...PLAIN.semantics, hostNetworkPeer: 'selected' },
};

const WEB = pod('shop/web', { labels: { app: 'web' }, addresses: ['10.0.0.1'], nodeName: 'n1' });

function address(text: string): PolicyEndpoint {
  return { kind: 'address', address: text };
}

describe('makeClassKeys', () => {
  const keyOf = makeClassKeys(POLICIES, uniformDataplane(PROFILE));

  it.each<[string, PolicyEndpoint, PolicyEndpoint]>([
    ['the namespace', WEB, { ...WEB, namespace: 'pay' }],
    ['a label that a selector names', WEB, { ...WEB, labels: { app: 'db' } }],
    ['a label that a policy names which cannot be read', WEB, { ...WEB, labels: { ...WEB.labels, tier: 'x' } }],
    ['a named port', WEB, { ...WEB, ports: [containerPort(80, 'http')] }],
    ['a service account', WEB, { ...WEB, serviceAccount: 'robot' }],
    ['the host network', WEB, { ...WEB, hostNetwork: true }],
    ['an exception', WEB, { ...WEB, addresses: ['10.0.1.1'] }],
    ['a second address outside of a block', WEB, { ...WEB, addresses: ['10.0.0.1', '10.1.0.1'] }],
    ['addresses that are not known', WEB, { ...WEB, addresses: [] }],
    ['the kind', address('10.0.0.1'), { kind: 'node', name: 'n1', addresses: ['10.0.0.1'] }],
    ['what is always allowed', address('100.125.0.1'), address('100.126.0.1')],
    ['a cache on the node', address('169.254.20.10'), address('169.254.20.11')],
    [
      'the node, where selectors see hosts',
      { ...WEB, hostNetwork: true },
      { ...WEB, hostNetwork: true, nodeName: 'n2' },
    ],
  ])('tells apart by %s', (_what, left, right) => {
    expect(keyOf(left)).not.toBe(keyOf(right));
  });

  it.each<[string, PolicyEndpoint, PolicyEndpoint]>([
    ['the name', WEB, { ...WEB, name: 'web-2' }],
    ['the node of a pod with its own address', WEB, { ...WEB, nodeName: 'n2' }],
    ['a label that no policy names', WEB, { ...WEB, labels: { ...WEB.labels, 'pod-index': '1' } }],
    ['the order of labels', { ...WEB, labels: { tier: 'a', app: 'b' } }, { ...WEB, labels: { app: 'b', tier: 'a' } }],
    ['an address in the same blocks', WEB, { ...WEB, addresses: ['10.0.2.1'] }],
    ['addresses outside of all blocks', address('198.51.100.1'), address('203.0.113.1')],
    ['why it is not identified', { kind: 'unidentified', reason: 'a' }, { kind: 'unidentified', reason: 'b' }],
  ])('does not tell apart by %s', (_what, left, right) => {
    expect(keyOf(left)).toBe(keyOf(right));
  });
});
