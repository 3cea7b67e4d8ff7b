import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../lib/base/diagnostic.ts';
import { compiled, manifest } from './policy-world.ts';

describe('compilePolicies', () => {
  it('settles every default', () => {
    const policies = compiled([
      manifest('shop/p', {
        ingress: [{ from: [], ports: [{}] }],
        egress: [{ to: [{ namespaceSelector: {} }], ports: null }],
      }),
    ]);

    expect(policies.policies).toEqual([
      {
        name: 'shop/p',
        api: 'networking-v1',
        namespace: 'shop',
        subjects: { kind: 'pods', namespaces: { kind: 'own', namespace: 'shop' }, pods: [], view: 'own' },
        tier: { name: 'default', order: 1_000_000, unmatched: 'deny' },
        order: 1000,
        matching: 'all-rules',
        sections: {
          ingress: {
            declared: true,
            isolates: true,
            rules: [
              {
                action: 'allow',
                path: 'spec.ingress[0]',
                peers: { kind: 'all' },
                ports: {
                  kind: 'some',
                  ports: [{ kind: 'numbers', protocol: 'TCP', first: 1, last: 65535, range: false }],
                },
              },
            ],
          },
          egress: {
            declared: true,
            isolates: true,
            rules: [
              {
                action: 'allow',
                path: 'spec.egress[0]',
                peers: {
                  kind: 'some',
                  peers: [
                    {
                      kind: 'pods',
                      namespaces: { kind: 'selected', selector: [] },
                      pods: [],
                      view: 'own',
                      withoutPodSelector: true,
                    },
                  ],
                },
                ports: { kind: 'all' },
              },
            ],
          },
        },
      },
    ]);
  });

  it('orders policies by name, whatever the order of the documents', () => {
    const manifests = [
      manifest('b/z', {}),
      manifest('b/a', {}),
      manifest('a/m', { oops: 1 }),
      manifest('a/b', { oops: 1 }),
    ];
    const [one, other] = [compiled(manifests), compiled([...manifests].reverse())];

    expect(one.policies.map((policy) => policy.name)).toEqual(['b/a', 'b/z']);
    expect(one.unreadable.map((policy) => policy.name)).toEqual(['a/b', 'a/m']);
    expect(other.policies).toEqual(one.policies);
    expect(other.unreadable).toEqual(one.unreadable);
  });

  it('lets an unreadable duplicate take the place of a readable one, as the last does', () => {
    const policies = compiled([manifest('a/p', {}), manifest('a/p', { oops: 1 })]);

    expect(policies.policies).toEqual([]);
    expect(policies.unreadable.map((policy) => policy.name)).toEqual(['a/p']);
  });

  it('keeps every unreadable document without a name', () => {
    expect(compiled(['one', 'two']).unreadable.map((policy) => policy.name)).toEqual(['?/?', '?/?']);
  });

  it('puts the name label on every namespace, over what the snapshot says', () => {
    const { namespaces } = compiled([], { shop: { team: 'a' }, pay: { 'kubernetes.io/metadata.name': 'other' } });

    expect([...namespaces]).toEqual([
      ['shop', { team: 'a', 'kubernetes.io/metadata.name': 'shop' }],
      ['pay', { 'kubernetes.io/metadata.name': 'pay' }],
    ]);
  });

  it('says what is wrong, where, and what to do', () => {
    const { diagnostics } = compiled([
      manifest('a/p', { podSelector: {}, ingress: [{ from: [{ podSelecter: {} }] }] }),
      manifest('a/q', {
        podSelector: {},
        policyTypes: ['Egress'],
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }],
      }),
    ]);

    expect(diagnostics.map(formatDiagnostic)).toEqual([
      'policies.yaml#0: NetworkPolicy a/p cannot be read: spec.ingress[0].from[0] has the unknown field "podSelecter"; write one of podSelector, namespaceSelector, ipBlock; until then verdicts in its reach are unknown [policy-unknown-field]',
      'policies.yaml#1: NetworkPolicy a/q has ingress rules that do nothing, because policyTypes leaves the direction out; add the direction to policyTypes or remove the rules [policy-inert-rules]',
      'policies.yaml#1: NetworkPolicy a/q has the block 10.0.0.1/8 with bits outside its prefix, used as 10.0.0.0/8; write 10.0.0.0/8 [policy-host-bits]',
    ]);
  });
});
