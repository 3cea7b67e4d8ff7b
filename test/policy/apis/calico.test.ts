// What the reader of Calico's policies makes of manifests, and what it says about them.
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../../lib/policy/compile.ts';
import { describePeer, describePods, describePort } from '../../../lib/policy/describe.ts';
import { compiled, documents } from '../policy-world.ts';

const V3 = 'projectcalico.org/v3';

function policy(spec: unknown, metadata: unknown = { name: 'p', namespace: 'shop' }): unknown {
  return { apiVersion: V3, kind: 'NetworkPolicy', metadata, spec };
}

function global(spec: unknown): unknown {
  return { apiVersion: V3, kind: 'GlobalNetworkPolicy', metadata: { name: 'g' }, spec };
}

function ingress(rule: object): unknown {
  return policy({ ingress: [{ action: 'Allow', ...rule }] });
}

/** `code message`, of each diagnostic. */
function told(...manifests: readonly unknown[]): readonly string[] {
  const { diagnostics } = compilePolicies({ documents: documents(...manifests), namespaces: [] });
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe('a policy that cannot be read', () => {
  it.each<[string, unknown, string]>([
    ['a misspelt field', policy({ selektor: 'all()' }), 'spec has the unknown field "selektor"'],
    ['a misspelt rule field', ingress({ src: {} }), 'spec.ingress[0] has the unknown field "src"'],
    ['a misspelt side field', ingress({ source: { net: [] } }), 'spec.ingress[0].source has the unknown field "net"'],
    ['an action of another API', ingress({ action: 'Accept' }), 'spec.ingress[0].action is "Accept", not one of'],
    ['an action of every object', ingress({ action: 'constructor' }), 'is "constructor", not one of Allow, Deny'],
    ['no action', policy({ egress: [{}] }), 'spec.egress[0].action is absent, not one of'],
    ['a type in lower case', policy({ types: ['ingress'] }), 'spec.types[0] is "ingress", not Ingress or Egress'],
    ['an order of text', policy({ order: '10' }), 'spec.order is "10", not a number'],
    ['a tier of number', policy({ tier: 7 }), 'spec.tier is 7, not the name of a tier'],
    ['a protocol of nobody', ingress({ protocol: 'tcp' }), 'spec.ingress[0].protocol is "tcp", not one of TCP'],
    ['a protocol number too high', ingress({ protocol: 256 }), 'spec.ingress[0].protocol is 256, not one of'],
    ['an IP version', ingress({ ipVersion: 5 }), 'spec.ingress[0].ipVersion is 5, not 4 or 6'],
    [
      'ports without protocol',
      ingress({ destination: { ports: [80] } }),
      'destination.ports is a list, not absent where',
    ],
    [
      'ports of ICMP',
      ingress({ protocol: 'ICMP', source: { notPorts: [80] } }),
      'source.notPorts is a list, not absent',
    ],
    ['a port too high', ingress({ protocol: 'TCP', destination: { ports: [65536] } }), 'ports[0] is 65536, not a port'],
    [
      'a range backwards',
      ingress({ protocol: 'TCP', destination: { ports: ['9:8'] } }),
      'ports[0] is "9:8", not a port',
    ],
    [
      'an ICMP type',
      ingress({ protocol: 'ICMP', icmp: { type: 255 } }),
      'icmp.type is 255, not a number from 0 to 254',
    ],
    [
      'a code alone',
      ingress({ protocol: 'ICMP', notICMP: { code: 1 } }),
      'notICMP.code is 1, not absent where there is',
    ],
    [
      'ICMP types of TCP',
      ingress({ protocol: 'TCP', icmp: { type: 8 } }),
      'icmp is an object, not absent where protocol',
    ],
    ['a block', ingress({ source: { nets: ['10.0.0.0/33'] } }), 'source.nets[0] is "10.0.0.0/33", not a CIDR block'],
    ['a list that is none', ingress({ source: { nets: '10.0.0.0/8' } }), 'source.nets is "10.0.0.0/8", not a list'],
    ['a selector', ingress({ source: { selector: 'a = b' } }), 'source.selector cannot be read from character 3 on'],
    ['a selector of number', policy({ selector: 5 }), 'spec.selector is 5, not text'],
    ['global() in a selector', ingress({ source: { notSelector: '!global()' } }), 'source.notSelector has global()'],
    ['global() of a policy', global({ namespaceSelector: 'global()' }), 'spec.namespaceSelector has global()'],
    ['a namespaceSelector of a namespaced policy', policy({ namespaceSelector: 'all()' }), 'the unknown field'],
    ['a Service without a name', ingress({ source: { services: {} } }), 'source.services lacks name'],
    [
      'a Service without a namespace',
      global({ egress: [{ action: 'Allow', destination: { services: { name: 'x' } } }] }),
      'not the namespace of the Service',
    ],
    ['accounts', ingress({ source: { serviceAccounts: { names: [1] } } }), 'serviceAccounts.names[0] is 1, not text'],
    ['a switch of text', global({ preDNAT: 'true' }), 'spec.preDNAT is "true", not true or false'],
    ['no spec', policy(undefined), 'lacks spec'],
    ['no name', policy({}, { namespace: 'shop' }), 'metadata.name is absent, not a name'],
    ['a namespace', policy({}, { name: 'p', namespace: 7 }), 'metadata.namespace is 7, not the name of a namespace'],
    [
      'an old version',
      { apiVersion: 'projectcalico.org/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec: {} },
      'apiVersion is "projectcalico.org/v1", not projectcalico.org/v3 or',
    ],
  ])('has %s', (_what, manifest, message) => {
    const { policies, unreadable, diagnostics } = compiled([manifest]);

    expect(policies).toEqual([]);
    expect(unreadable).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ level: 'error', place: { source: 'policies.yaml#0' } });
    expect(diagnostics.map((diagnostic) => diagnostic.message).join('\n')).toContain(message);
  });

  it.each<[string, unknown, string, readonly string[]]>([
    [
      'what is sure of it',
      policy({ selector: "a == 'x'", types: ['Egress'], egress: 7 }),
      'pods with a=x in namespace shop',
      ['egress'],
    ],
    [
      'both directions where types are not written',
      policy({ selector: "a == 'x'", egress: 7 }),
      'pods with a=x in namespace shop',
      ['ingress', 'egress'],
    ],
    [
      'all pods of its namespace where the selector is not sure',
      policy({ selector: 'a', types: ['Egress'] }),
      'all pods in namespace shop',
      ['egress'],
    ],
    [
      'all that its namespace has where a field is unknown',
      policy({ selector: "a == 'x'", types: ['Egress'], x: 1 }),
      'all pods in namespace shop',
      ['ingress', 'egress'],
    ],
    [
      'every pod where the namespace is not sure',
      policy({ selector: "a == 'x'" }, { name: 'p', namespace: 7 }),
      'all pods in every namespace',
      ['ingress', 'egress'],
    ],
    [
      'every pod where it is global',
      global({ namespaceSelector: 'x', types: ['Ingress'] }),
      'all pods in every namespace',
      ['ingress'],
    ],
  ])('can reach %s', (_what, manifest, subjects, directions) => {
    const [unreadable] = compiled([manifest]).unreadable;

    expect(unreadable && describePods(unreadable.subjects)).toBe(subjects);
    expect(unreadable?.directions).toEqual(directions);
  });
});

describe('a policy that can be read', () => {
  it('has its tier, order and namespace, and says what it is', () => {
    const [first] = compiled([policy({ order: 10.5 })]).policies;
    const [second] = compiled([global({ tier: 'kube-admin' })]).policies;

    expect(first).toMatchObject({
      ...{ name: 'Calico NetworkPolicy shop/p', api: 'calico', namespace: 'shop', order: 10.5, matching: 'first-rule' },
      tier: { name: 'default', order: 1_000_000, unmatched: 'deny' },
    });
    expect(second).toMatchObject({
      name: 'Calico GlobalNetworkPolicy g',
      namespace: undefined,
      order: Infinity,
      tier: { order: 1000 },
    });
  });

  it.each([
    [{ protocol: 'TCP' }, ['port 1-65535/TCP']],
    [
      { protocol: 'TCP', destination: { ports: [443, '80:81', 81, 'web', '8080', 0] } },
      ['port 80-81/TCP', 'port 443/TCP', 'port 8080/TCP', 'port web/TCP'],
    ],
    [{ protocol: 6, destination: { ports: ['80:90'], notPorts: [85] } }, ['port 80-84/TCP', 'port 86-90/TCP']],
    [{ notProtocol: 'TCP' }, ['port 1-65535/UDP', 'port 1-65535/SCTP', 'ICMP']],
    [{ protocol: 'UDPLite' }, []],
    [{ protocol: 'TCP', notProtocol: 6 }, []],
    [{ protocol: 58, icmp: { type: 128 } }, ['some types of ICMP']],
    [{ protocol: 'TCP', destination: { ports: [0] } }, []],
  ])('asks of %j the ports %j', (rule, expected) => {
    const ports = compiled([ingress(rule)]).policies[0]?.sections.ingress.rules[0]?.ports;

    expect(ports?.kind === 'some' && ports.ports.map(describePort)).toEqual(expected);
  });

  it.each([
    [{ protocol: 'TCP', destination: { ports: ['web'], notPorts: [80] } }, 'named ports beside notPorts'],
    [{ protocol: 'TCP', destination: { notPorts: ['web'] } }, 'named ports beside notPorts'],
    [{ protocol: 'TCP', source: { notPorts: [1] }, http: { methods: ['GET'] } }, 'source ports, HTTP rules'],
    [{ protocol: 'TCP', destination: { notPorts: [80] } }, undefined],
  ])('asks of %j beyond ports %j', (rule, beyond) => {
    expect(compiled([ingress(rule)]).policies[0]?.sections.ingress.rules[0]?.beyond).toBe(beyond);
  });

  it.each([
    [{ selector: "a == 'x'" }, 'pods with a=x in namespace shop'],
    [{ namespaceSelector: 'all()' }, 'all pods in every namespace'],
    [{ namespaceSelector: 'global()' }, 'nothing'],
    [
      { namespaceSelector: "projectcalico.org/name == 'pay'" },
      'all pods in namespaces with kubernetes.io/metadata.name=pay',
    ],
    [
      { nets: ['10.0.0.1/8'], notNets: ['10.1.2.3', 'fd00::/8'] },
      '(addresses in 10.0.0.0/8) and not (addresses in 10.1.2.3/32 or addresses in fd00::/8)',
    ],
    [
      { serviceAccounts: { names: ['a'], selector: 'has(b)' } },
      'pods with projectcalico.org/serviceaccount=a,pcsa.b in namespace shop',
    ],
    [{ services: { name: 'db' } }, 'the backends of Service shop/db'],
  ])('takes the source %j for %s', (source, expected) => {
    const peers = compiled([ingress({ source })]).policies[0]?.sections.ingress.rules[0]?.peers;

    expect(peers?.kind === 'some' && peers.peers.map(describePeer)).toEqual([expected]);
  });

  it('has in the datastore the name of the default tier before its own', () => {
    const stored = (name: string, spec: object) => ({
      ...{ apiVersion: 'crd.projectcalico.org/v1', kind: 'GlobalNetworkPolicy', metadata: { name }, spec },
    });
    const names = (...manifests: readonly unknown[]) => compiled(manifests).policies.map(({ name }) => name);

    expect(names(stored('default.a', {}), stored('kube-admin.b', { tier: 'kube-admin' }))).toEqual([
      ...['Calico GlobalNetworkPolicy a', 'Calico GlobalNetworkPolicy kube-admin.b'],
    ]);
    expect(names(global({}), { ...stored('default.g', {}), apiVersion: V3 })).toHaveLength(2);
  });

  it('has empty lists and texts for absent', () => {
    const source = { nets: [], notNets: [], selector: '', namespaceSelector: '', notSelector: null, ports: [] };
    const [rule] =
      compiled([ingress({ source, destination: { ports: null } })]).policies[0]?.sections.ingress.rules ?? [];

    expect(rule).toEqual({ action: 'allow', path: 'spec.ingress[0]', peers: { kind: 'all' }, ports: { kind: 'all' } });
  });

  it('is told of where it surprises', () => {
    expect(told(policy({ types: ['Egress'], ingress: [{ action: 'Allow' }] }, { name: 'p' }))).toEqual([
      'policy-namespace-missing Calico NetworkPolicy default/p names no namespace and is taken as one of default',
      'policy-inert-rules Calico NetworkPolicy default/p has ingress rules that do nothing, because types leaves the direction out',
    ]);
  });
});

describe('what policies refer to', () => {
  const tier = (name: string, spec: unknown) => ({ apiVersion: V3, kind: 'Tier', metadata: { name }, spec });
  const set = (spec: unknown, labels: unknown = { a: 'x' }) => ({
    ...{ apiVersion: V3, kind: 'GlobalNetworkSet', metadata: { name: 's', labels }, spec },
  });
  const named = global({ ingress: [{ action: 'Allow', source: { selector: "a == 'x'" } }] });
  const sourceOf = (...manifests: readonly unknown[]) => {
    const peers = compiled(manifests).policies[0]?.sections.ingress.rules[0]?.peers;
    return peers?.kind === 'some' ? peers.peers.map(describePeer).join() : undefined;
  };

  it('is no policy and needs no word', () => {
    expect(told(tier('t', { order: 1 }), set({ nets: ['10.0.0.0/8'] }))).toEqual([]);
    expect(compiled([tier('t', {})])).toMatchObject({ policies: [], unreadable: [] });
  });

  it.each([
    ['without an order is the last', {}, { order: Infinity, unmatched: 'deny' }],
    ['with Pass goes on', { order: -3, defaultAction: 'Pass' }, { order: -3, unmatched: 'pass' }],
  ])('a tier %s', (_what, spec, expected) => {
    expect(compiled([tier('t', spec), global({ tier: 't' })]).policies[0]?.tier).toEqual({ name: 't', ...expected });
  });

  it.each([
    ['cannot be read', { order: 'one' }],
    ['has an action of nobody', { defaultAction: 'Allow' }],
    ['shares the order of a built-in tier under another name', { order: 1000 }],
  ])('a tier that %s gives its policies no place', (_what, spec) => {
    const { policies, unreadable } = compiled([tier('t', spec), global({ tier: 't', types: ['Egress'] })]);

    expect(policies).toEqual([]);
    expect(unreadable).toMatchObject([
      { directions: ['egress'], reason: 'is in the tier t, whose place is not known' },
    ]);
  });

  it('built-in tiers stay as they are, whatever an object says', () => {
    expect(compiled([tier('default', { order: 1, defaultAction: 'Pass' }), global({})]).policies[0]?.tier).toEqual({
      ...{ name: 'default', order: 1_000_000, unmatched: 'deny' },
    });
  });

  it('the last network set of a name counts', () => {
    const sets = [set({ nets: ['10.0.0.0/8'] }), set({ nets: ['192.0.2.1'] })];

    expect(sourceOf(named, ...sets)).toBe('(pods with a=x in every namespace or (addresses in 192.0.2.1/32))');
  });

  it('a network set that cannot be read may hold any address', () => {
    const broken = [set({ nets: ['x'] }), set({ nets: ['10.0.0.0/8'] }, { a: 7 })];

    expect(broken.map((one) => sourceOf(named, one))).toEqual([
      '(pods with a=x in every namespace or the addresses of GlobalNetworkSet s)',
      '(pods with a=x in every namespace or the addresses of GlobalNetworkSet s)',
    ]);
    expect(told(...broken).map((text) => text.split(' ')[0])).toEqual(['policy-invalid-value', 'policy-invalid-value']);
  });

  it('a network set of a namespace that is not listed may be in it', () => {
    const own = {
      apiVersion: V3,
      kind: 'NetworkSet',
      metadata: { name: 's', namespace: 'pay' },
      spec: { nets: ['192.0.2.1'] },
    };
    const selecting = global({ ingress: [{ action: 'Allow', source: { namespaceSelector: "env == 'x'" } }] });

    expect(sourceOf(selecting, own)).toContain('(addresses in 192.0.2.1/32) and the addresses of NetworkSet pay/s');
  });
});
