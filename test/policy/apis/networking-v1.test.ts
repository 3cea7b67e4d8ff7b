import { describe, expect, it } from 'vitest';
import { type NetworkPolicyReading, readNetworkPolicy } from '../../../lib/policy/apis/networking-v1.ts';
import { manifest } from '../policy-world.ts';

function read(value: unknown): NetworkPolicyReading {
  return readNetworkPolicy({ place: { source: 'test' }, manifest: value });
}

/** `code path`, of each problem. */
function problemsOf(value: unknown): readonly string[] {
  const reading = read(value);
  return reading.kind === 'unreadable' ? reading.problems.map(({ code, path }) => `${code} ${path}`) : [reading.kind];
}

function spec(value: unknown): unknown {
  return manifest('shop/p', value);
}

function peer(value: unknown): unknown {
  return spec({ podSelector: {}, ingress: [{ from: [value] }] });
}

function port(value: unknown): unknown {
  return spec({ podSelector: {}, egress: [{ ports: [value] }] });
}

function metadata(value: unknown): unknown {
  return { ...Object(spec({})), metadata: value };
}

const INVALID = 'policy-invalid-value';
const FROM = 'spec.ingress[0].from[0]';
const PORT = 'spec.egress[0].ports[0]';

describe('readNetworkPolicy', () => {
  it('keeps absent and empty lists apart', () => {
    const reading = read(spec({ podSelector: {}, policyTypes: [], ingress: [{ from: [] }] }));

    expect(reading).toEqual({
      kind: 'policy',
      policy: {
        namespace: 'shop',
        name: 'p',
        podSelector: [],
        policyTypes: [],
        ingress: [{ peers: [], ports: undefined }],
        egress: undefined,
      },
    });
  });

  // "spec represents the specification of the desired behavior": an optional field; "" is the zero value of a namespace.
  it.each([
    ['no spec', { ...Object(spec({})), spec: null }, 'shop'],
    ['an empty namespace', metadata({ name: 'p', namespace: '' }), undefined],
    ['null labels', metadata({ name: 'p', namespace: 'shop', labels: null, annotations: { a: null } }), 'shop'],
    ['a name that the API server refuses', metadata({ name: 'Deny_All', namespace: 'shop' }), 'shop'],
    ['names at their bounds', metadata({ name: `a.${'p'.repeat(251)}`, namespace: 'n'.repeat(63) }), 'n'.repeat(63)],
  ])('reads %s', (_, value, namespace) => {
    const reading = read(value);

    expect(reading.kind === 'policy' ? reading.policy.namespace : reading).toBe(namespace);
    expect(reading.kind === 'policy' ? reading.policy.podSelector : reading).toEqual([]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a misspelt peer field', peer({ podSelecter: {} }), [`policy-unknown-field ${FROM}`]],
    ['a misspelt rule field', spec({ ingress: [{ form: [] }] }), ['policy-unknown-field spec.ingress[0]']],
    ['from in an egress rule', spec({ egress: [{ from: [] }] }), ['policy-unknown-field spec.egress[0]']],
    ['a misspelt spec field', spec({ policytypes: [] }), ['policy-unknown-field spec']],
    ['a misspelt port field', port({ prot: 'TCP' }), [`policy-unknown-field ${PORT}`]],
    ['a misspelt selector field', spec({ podSelector: { matchLabel: {} } }), ['policy-unknown-field spec.podSelector']],
    [
      'a selector without matchLabels',
      spec({ podSelector: { app: 'web' } }),
      ['policy-unknown-field spec.podSelector'],
    ],
    ['an empty peer', peer({}), [`policy-missing-field ${FROM}`]],
    ['a peer of nulls', peer({ podSelector: null }), [`policy-missing-field ${FROM}`]],
    [
      'ipBlock with a selector',
      peer({ ipBlock: { cidr: '::/0' }, namespaceSelector: {} }),
      [`${INVALID} ${FROM}.ipBlock`],
    ],
    ['no cidr', peer({ ipBlock: {} }), [`${INVALID} ${FROM}.ipBlock.cidr`]],
    ['an address for a cidr', peer({ ipBlock: { cidr: '10.0.0.1' } }), [`${INVALID} ${FROM}.ipBlock.cidr`]],
    [
      'except outside, equal, wider, of the other family, and no CIDR',
      peer({
        ipBlock: {
          cidr: '10.0.0.0/8',
          except: ['11.0.0.0/16', '10.0.0.0/8', '0.0.0.0/0', '::/120', 'x', '10.1.0.0/16'],
        },
      }),
      [4, 0, 1, 2, 3].map((index) => `${INVALID} ${FROM}.ipBlock.except[${index}]`),
    ],
    ['a list for a mapping', peer([]), [`${INVALID} ${FROM}`]],
    ['a mapping for a list', spec({ ingress: { from: [] } }), [`${INVALID} spec.ingress`]],
    ['a null rule', spec({ ingress: [null] }), [`${INVALID} spec.ingress[0]`]],
    ['port 0', port({ port: 0 }), [`${INVALID} ${PORT}.port`]],
    ['port 65536', port({ port: 65536 }), [`${INVALID} ${PORT}.port`]],
    ['half a port', port({ port: 80.5 }), [`${INVALID} ${PORT}.port`]],
    ['a number as text', port({ port: '80' }), [`${INVALID} ${PORT}.port`]],
    ['a port name too long', port({ port: 'abcdefghijklmnop' }), [`${INVALID} ${PORT}.port`]],
    ['a port name with two hyphens', port({ port: 'a--b' }), [`${INVALID} ${PORT}.port`]],
    ['endPort below port', port({ port: 80, endPort: 79 }), [`${INVALID} ${PORT}.endPort`]],
    ['endPort alone', port({ endPort: 80 }), [`${INVALID} ${PORT}.endPort`]],
    ['endPort with a name', port({ port: 'http', endPort: 80 }), [`${INVALID} ${PORT}.endPort`]],
    ['endPort out of range', port({ port: 80, endPort: 70000 }), [`${INVALID} ${PORT}.endPort`]],
    ['a protocol in lower case', port({ protocol: 'tcp' }), [`${INVALID} ${PORT}.protocol`]],
    ['an unknown policy type', spec({ policyTypes: ['Ingres'] }), [`${INVALID} spec.policyTypes[0]`]],
    ['an inherited policy type', spec({ policyTypes: ['constructor'] }), [`${INVALID} spec.policyTypes[0]`]],
    ['no name', { ...Object(spec({})), metadata: {} }, [`${INVALID} metadata.name`]],
    [
      'a number for a namespace',
      { ...Object(spec({})), metadata: { name: 'p', namespace: 1 } },
      [`${INVALID} metadata.namespace`],
    ],
    ['a spec that is none', { ...Object(spec({})), spec: 'x' }, [`${INVALID} spec`]],
    [
      'more than two policyTypes',
      spec({ policyTypes: ['Ingress', 'Egress', 'Ingress'] }),
      [`${INVALID} spec.policyTypes`],
    ],
    ['a misspelt field of metadata', metadata({ name: 'p', namespce: 'shop' }), ['policy-unknown-field metadata']],
    ['an empty name', metadata({ name: '' }), [`${INVALID} metadata.name`]],
    ['a name with a space', metadata({ name: 'a p' }), [`${INVALID} metadata.name`]],
    ['a name with a slash', metadata({ name: 'a/p' }), [`${INVALID} metadata.name`]],
    ['a name of 254 characters', metadata({ name: 'p'.repeat(254) }), [`${INVALID} metadata.name`]],
    ['a namespace with a dot', metadata({ name: 'p', namespace: 'a.b' }), [`${INVALID} metadata.namespace`]],
    ['a label that is a number', metadata({ name: 'p', labels: { a: 1 } }), [`${INVALID} metadata.labels.a`]],
    ['annotations that are a list', metadata({ name: 'p', annotations: [] }), [`${INVALID} metadata.annotations`]],
    ['a kind in other case', { ...Object(spec({})), kind: 'Networkpolicy' }, [`${INVALID} kind`]],
    ['a kind without a group', { ...Object(spec({})), apiVersion: '' }, [`${INVALID} apiVersion`]],
    ['a Map for a selector', spec({ podSelector: new Map([['matchLabels', {}]]) }), [`${INVALID} spec.podSelector`]],
  ])('does not read %s', (_, value, problems) => {
    expect(problemsOf(value)).toEqual(problems);
  });

  it.each<[string, unknown]>([
    ['In without values', { key: 'a', operator: 'In', values: [] }],
    ['NotIn without values', { key: 'a', operator: 'NotIn' }],
    ['Exists with values', { key: 'a', operator: 'Exists', values: ['x'] }],
    ['DoesNotExist with values', { key: 'a', operator: 'DoesNotExist', values: ['x'] }],
    ['an unknown operator', { key: 'a', operator: 'Gt', values: ['1'] }],
    ['no operator', { key: 'a', values: ['1'] }],
    ['no key', { operator: 'Exists' }],
    ['a bad key', { key: '-a', operator: 'Exists' }],
    ['a bad prefix', { key: 'Example.com/a', operator: 'Exists' }],
    ['a bad value', { key: 'a', operator: 'In', values: ['a b'] }],
    ['a number for a value', { key: 'a', operator: 'In', values: [1] }],
  ])('does not read an expression with %s', (_, expression) => {
    expect(read(spec({ podSelector: { matchExpressions: [expression] } })).kind).toBe('unreadable');
  });

  it('does not lose a label named __proto__', () => {
    const value: unknown = JSON.parse(
      JSON.stringify(spec({ podSelector: { matchLabels: { KEY: 'x' } } })).replace('KEY', '__proto__'),
    );

    expect(problemsOf(value)).toEqual([`${INVALID} spec.podSelector.matchLabels.__proto__`]);
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['another kind', { apiVersion: 'v1', kind: 'Pod' }, 'other', 'info'],
    ['a policy of another API', { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' }, 'other', 'warning'],
    [
      'a Calico policy of the same kind',
      { apiVersion: 'projectcalico.org/v3', kind: 'NetworkPolicy' },
      'other',
      'warning',
    ],
    ['nothing', undefined, 'other', 'info'],
    ['another version', { apiVersion: 'networking.k8s.io/v1beta1', kind: 'NetworkPolicy' }, 'unreadable', undefined],
    ['a List not taken apart', { apiVersion: 'v1', kind: 'List', items: [] }, 'unreadable', undefined],
    ['no kind', { apiVersion: 'networking.k8s.io/v1' }, 'unreadable', undefined],
    ['text', 'kind: NetworkPolicy', 'unreadable', undefined],
  ])('takes %s as %s', (_, value, kind, level) => {
    const reading = read(value);

    expect(reading.kind).toBe(kind);
    expect(reading.kind === 'other' ? reading.level : undefined).toBe(level);
  });

  it('trusts no namespace of metadata that is no object', () => {
    const reading = read({ ...Object(spec({})), metadata: 'shop' });

    expect(reading.kind === 'unreadable' ? reading.remains.namespace : 'readable').toBeUndefined();
  });

  it.each<[string, unknown, unknown]>([
    [
      'what is readable',
      spec({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [null] }),
      {
        namespace: { name: 'shop' },
        name: 'p',
        podSelector: [{ kind: 'label', key: 'app', operator: 'In', values: new Set(['web']) }],
        directions: ['egress'],
      },
    ],
    [
      'both directions where policyTypes is left to the default',
      spec({ podSelector: {}, ingress: [null] }),
      { namespace: { name: 'shop' }, name: 'p', podSelector: [], directions: ['ingress', 'egress'] },
    ],
    [
      'any pod where the spec has unknown fields',
      spec({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], subject: {} }),
      { namespace: { name: 'shop' }, name: 'p', podSelector: undefined, directions: ['ingress', 'egress'] },
    ],
    [
      'the default namespace where metadata has none',
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec: 5 },
      { namespace: { name: undefined }, name: 'p', podSelector: undefined, directions: ['ingress', 'egress'] },
    ],
    [
      'any namespace where the misspelt one may be it',
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespce: 'shop' } },
      { namespace: undefined, name: 'p', podSelector: undefined, directions: ['ingress', 'egress'] },
    ],
    [
      'any namespace where there is no metadata',
      5,
      { namespace: undefined, name: undefined, podSelector: undefined, directions: ['ingress', 'egress'] },
    ],
  ])('keeps of an unreadable policy %s', (_, value, remains) => {
    const reading = read(value);

    expect(reading.kind === 'unreadable' ? reading.remains : undefined).toEqual(remains);
  });
});
