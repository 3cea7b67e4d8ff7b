import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyQuery } from '../../lib/policy/model.ts';
import { uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import type { Semantics } from '../../lib/policy/profiles/profile.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';
import { compiled, containerPort, manifest, pod } from './policy-world.ts';

const DB = pod('shop/db', { labels: { app: 'db' }, addresses: ['10.0.0.2'], nodeName: 'n1' });
const WEB = pod('shop/web', { labels: { app: 'web' }, addresses: ['10.0.0.1'], nodeName: 'n2' });
const NODE = { kind: 'node', name: 'n1', addresses: ['192.168.0.1'] } as const;

function ask(parts: Partial<PolicyQuery>): PolicyQuery {
  return { client: WEB, server: DB, protocol: 'TCP', port: 80, ...parts };
}

describe('evaluate', () => {
  it('gives the whole verdict', () => {
    const policies = compiled([
      manifest('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ ports: [{ port: 81 }] }, {}] }),
      manifest('shop/web', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }),
    ]);

    expect(evaluate(policies, ask({}))).toEqual({
      kind: 'denied',
      egress: { kind: 'denied', isolated: true, by: ['shop/web'], rules: [], reason: 'no rule of shop/web matches' },
      ingress: {
        kind: 'allowed',
        isolated: true,
        by: ['shop/db'],
        rules: [{ policy: 'shop/db', direction: 'ingress', rule: 1 }],
        reason: 'rule 1 of shop/db',
      },
    });
  });

  it('says that traffic of the own node is allowed although the pod is isolated', () => {
    const policies = compiled([manifest('shop/db', { podSelector: {} })]);

    expect(evaluate(policies, ask({ client: NODE })).ingress).toEqual({
      kind: 'allowed',
      isolated: true,
      by: [],
      rules: [],
      reason: 'own node',
    });
  });

  it('names a selector of which nobody says whether it means nodes and outside addresses', () => {
    const namespaceSelector = { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] };
    const policies = compiled([manifest('shop/db', { podSelector: {}, ingress: [{ from: [{ namespaceSelector }] }] })]);
    const [profile] = UPSTREAM.profiles;
    const semantics: Semantics = { ...profile.semantics, excludingSelector: 'unknown' };
    const reasonFor = (client: PolicyQuery['client']) =>
      evaluate(policies, ask({ client }), uniformDataplane({ ...profile, semantics })).ingress.reason;
    const settled = 'rule 0 of shop/db would have to be settled';

    expect(reasonFor({ kind: 'address', address: '203.0.113.9' })).toBe(
      `${settled}: a selector of namespaces that only excludes`,
    );
    expect(reasonFor({ kind: 'node', name: 'n9', addresses: ['192.168.0.9'] })).toContain('that only excludes');
    expect(reasonFor(pod('new/web', { addresses: ['10.0.0.9'] }))).toBe(settled);
    expect(reasonFor({ kind: 'unidentified', reason: 'ambiguous' })).toBe(settled);
  });

  it('names the rules that would have to be settled', () => {
    const spec = {
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }] }, { from: [{ ipBlock: { cidr: '::/0' } }] }],
    };
    const client = { kind: 'unidentified', reason: 'ambiguous' } as const;

    expect(evaluate(compiled([manifest('shop/db', spec)]), ask({ client })).ingress).toMatchObject({
      kind: 'unknown',
      by: ['shop/db'],
      reason: 'rule 0 of shop/db and 1 more would have to be settled',
    });
  });

  it.each([
    [['10.0.0.1', '10.0.0.2'], 'allowed'],
    [['10.0.0.1', '10.0.9.9'], 'unknown'],
    [['10.0.9.8', '10.0.9.9'], 'denied'],
    [['10.0.0.1', 'fd00::1'], 'allowed'],
    [['not an address'], 'unknown'],
  ])('compares each of %j with an ipBlock: %s', (addresses, expected) => {
    const policies = compiled([
      manifest('shop/db', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/24' } }] }] }),
    ]);

    expect(evaluate(policies, ask({ client: { ...WEB, addresses } })).ingress.kind).toBe(expected);
  });

  it('does not look up a named port on a hostNetwork pod or a node', () => {
    const spec = { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] };
    const policies = compiled([manifest('shop/web', spec)]);
    const host = pod('shop/host', { hostNetwork: true, nodeName: 'n9', ports: [containerPort(80, 'http')] });

    expect(evaluate(policies, ask({ server: host })).egress.kind).toBe('denied');
    expect(evaluate(policies, ask({ server: NODE })).egress.kind).toBe('denied');
  });

  it('takes two pods on nodes that are not known for a hostNetwork pair that may share one', () => {
    const policies = compiled([manifest('shop/db', { podSelector: { matchLabels: { app: 'db' } } })]);
    const host = pod('shop/host', { hostNetwork: true });

    expect(evaluate(policies, ask({ client: host })).ingress.kind).toBe('unknown');
    expect(evaluate(policies, ask({ client: { ...host, nodeName: 'n7' } })).ingress.kind).toBe('denied');
  });
});

describe('profile switches', () => {
  function verdict(semantics: Partial<Semantics>, spec: unknown, query: Partial<PolicyQuery>) {
    const [upstream] = UPSTREAM.profiles;
    const profile = { ...upstream, semantics: { ...upstream.semantics, ...semantics } };
    return evaluate(compiled([manifest('shop/p', spec)]), ask(query), uniformDataplane(profile)).kind;
  }
  const block = {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
  };
  const deny = { podSelector: {}, policyTypes: ['Ingress'] };
  const undeclared = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}], egress: [{ ports: [{ port: 53 }] }] };
  const open = { podSelector: {}, ingress: [{}] };

  it.each<[string, Partial<Semantics>, unknown, Partial<PolicyQuery>, string, string]>([
    ['ipBlockMatchesPods', { ipBlockMatchesPods: 'no' }, block, {}, 'allowed', 'denied'],
    ['ownNodeToPod', { ownNodeToPod: 'by-rules' }, deny, { client: NODE }, 'allowed', 'denied'],
    ['policyTypes', { policyTypes: 'presence' }, undeclared, {}, 'allowed', 'denied'],
    ['icmp', { icmp: 'unknown' }, open, { protocol: 'ICMP', port: 0 }, 'allowed', 'unknown'],
  ])('%s', (_, profile, spec, query, upstream, changed) => {
    expect(verdict({}, spec, query)).toBe(upstream);
    expect(verdict(profile, spec, query)).toBe(changed);
  });

  it('leaves an outside address to ipBlock where blocks match outside addresses only', () => {
    const client = { kind: 'address', address: '203.0.113.9' } as const;

    expect(verdict({ ipBlockMatchesPods: 'no' }, block, { client })).toBe('allowed');
  });
});
