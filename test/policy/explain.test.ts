import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { explain } from '../../lib/policy/explain.ts';
import { formatExplanation } from '../../lib/policy/format-explanation.ts';
import { uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import { profileData } from '../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../lib/policy/profiles/settle.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';
import { compiled, containerPort, manifest, pod } from './policy-world.ts';

const DB = pod('shop/db', { labels: { app: 'db' }, addresses: ['10.0.0.2'], ports: [containerPort(5432, 'pg')] });
const WEB = pod('pay/web', { labels: { app: 'web' }, addresses: ['10.0.1.1'] });
const POLICIES = compiled(
  [
    manifest('shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: 'web' } } }] },
        {
          from: [
            { namespaceSelector: { matchLabels: { team: 'a' } }, podSelector: { matchLabels: { app: 'web' } } },
            { ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.1.0/24'] } },
          ],
          ports: [{ port: 'pg' }, { port: 9000, endPort: 9100, protocol: 'UDP' }],
        },
      ],
    }),
    manifest('shop/egress', { podSelector: {}, policyTypes: ['Egress'] }),
    manifest('shop/other', { podSelector: { matchLabels: { app: 'other' } } }),
  ],
  { pay: { team: 'a' } },
);

describe('explain', () => {
  it('shows every policy of the namespace and every rule, as text', () => {
    const explanation = explain(POLICIES, { client: WEB, server: DB, protocol: 'TCP', port: 5432 });

    expect(formatExplanation(explanation)).toEqual([
      'pay/web -> shop/db 5432/TCP: allowed',
      '  egress of pay/web to shop/db: allowed, not isolated',
      '  ingress of shop/db from pay/web: allowed, rule 1 of shop/db',
      '    shop/db isolates it (app=db)',
      '      rule 0 does not match',
      '        pods with app=web in namespace shop does not match',
      '        all ports',
      '      rule 1 matches',
      '        pods with app=web in namespaces with team=a matches',
      '        addresses in 10.0.0.0/8 except 10.0.1.0/24 does not match',
      '        port pg/TCP matches',
      '        port 9000-9100/UDP does not match',
      '    shop/egress selects it, not for ingress',
      '    shop/other does not select it (app=other)',
    ]);
  });

  it('shows a default deny, and who nobody knows', () => {
    const server = { kind: 'unidentified', reason: 'ambiguous' } as const;

    expect(formatExplanation(explain(POLICIES, { client: DB, server, protocol: 'ICMP', port: 0 }))).toEqual([
      'shop/db -> an unidentified endpoint (ambiguous) ICMP: denied',
      '  egress of shop/db to an unidentified endpoint (ambiguous): denied, no rule of shop/egress matches',
      '    shop/db selects it, not for egress',
      '    shop/egress isolates it (everything): no rules',
      '    shop/other does not select it (app=other)',
      '  ingress of an unidentified endpoint (ambiguous) from shop/db: unknown, which policies select it is not known',
    ]);
  });

  it('shows the policies that could not be read', () => {
    const policies = compiled([manifest('shop/bad', { oops: 1 })]);
    const client = { kind: 'node', name: 'n1', addresses: [] } as const;

    expect(formatExplanation(explain(policies, { client, server: DB, protocol: 'UDP', port: 53 }))).toEqual([
      'node n1 -> shop/db 53/UDP: unknown',
      '  egress of node n1 to shop/db: allowed, a node is no subject of policies',
      '  ingress of shop/db from node n1: unknown, shop/bad cannot be read',
      '    shop/bad cannot be read and may select it',
    ]);
  });

  it('shows cluster-wide policies with their tier and namespaces, and those that are not evaluated', () => {
    const spec = {
      ...{
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
      },
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
    };
    const policies = compiled([
      {
        ...{ apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy' },
        ...{ metadata: { name: 'all' }, spec },
      },
      { apiVersion: 'crd.antrea.io/v1beta1', kind: 'ClusterNetworkPolicy', metadata: { name: 'all' } },
    ]);
    const lines = formatExplanation(explain(policies, { client: WEB, server: DB, protocol: 'TCP', port: 80 }));

    expect(lines.slice(lines.findIndex((line) => line.startsWith('  ingress')))).toEqual([
      '  ingress of shop/db from pay/web: unknown, ClusterNetworkPolicy.crd.antrea.io all is not evaluated',
      '    ClusterNetworkPolicy.crd.antrea.io all is not evaluated and may select it',
      '    ClusterNetworkPolicy all selects it (all pods in namespaces with kubernetes.io/metadata.name=shop), tier admin',
      '      rule 0 matches, action deny',
      '        all pods in every namespace matches',
      '        all ports',
    ]);
  });

  it.each([
    ['weave', 'ingress', 'shop/db selects it, but has no effect on Weave Net: it has named ports'],
    ['flannel', 'ingress', 'shop/db selects it, but flannel does not enforce NetworkPolicy'],
    ['calico', 'egress', 'shop/db selects it, not for egress'],
  ] as const)('says why a policy has no effect on %s in %s', (name, direction, expected) => {
    const data = profileData(name);
    const dataplane = data === undefined ? UPSTREAM : uniformDataplane(settleProfile(data));
    const query = { client: DB, server: DB, protocol: 'TCP', port: 5432 } as const;
    const explanation = explain(POLICIES, query, dataplane);
    const step = explanation[direction].policies.find(({ policy }) => policy === 'shop/db');

    expect(`${step?.policy} selects it, ${step?.idle}`).toBe(expected);
    expect(formatExplanation(explanation)).toContain(`    ${expected}`);
  });

  it('shows what an exception elsewhere closes', () => {
    const policies = compiled([
      manifest('shop/hole', {
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.1.0/24'] } }] }],
      }),
      manifest('shop/wide', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }] }] }),
    ]);
    const data = profileData('eks');
    const dataplane = data === undefined ? UPSTREAM : uniformDataplane(settleProfile(data));
    const { ingress } = explain(policies, { client: WEB, server: DB, protocol: 'TCP', port: 80 }, dataplane);

    expect(ingress.verdict.kind).toBe('denied');
    expect(ingress.policies.flatMap(({ rules }) => rules.map(({ matches }) => matches))).toEqual(['no', 'no']);
  });

  it('agrees with evaluate, rule by rule', () => {
    fc.assert(
      fc.property(fc.constantFrom(5432, 9000, 80), fc.constantFrom<'TCP' | 'UDP'>('TCP', 'UDP'), (port, protocol) => {
        const query = { client: WEB, server: DB, protocol, port };
        const explanation = explain(POLICIES, query);
        const matching = explanation.ingress.policies.flatMap(({ policy, rules }) =>
          rules.filter((rule) => rule.matches === 'yes').map(({ rule }) => ({ policy, direction: 'ingress', rule })),
        );
        expect(matching).toEqual(evaluate(POLICIES, query).ingress.rules);
      }),
    );
  });
});
