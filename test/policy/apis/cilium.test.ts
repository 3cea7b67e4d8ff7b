import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CILIUM } from '../../../lib/policy/apis/cilium.ts';
import type { PolicyReading } from '../../../lib/policy/apis/policy-reader.ts';
import { documents } from '../policy-world.ts';

function read(value: unknown, ...others: readonly unknown[]): PolicyReading {
  const all = documents(value, ...others);
  const [document] = all;
  if (document === undefined) throw new Error('nothing to read');
  return CILIUM.prepare(all, new Map())(document);
}

/** `code message`, of each diagnostic. */
function saidOf(value: unknown): readonly string[] {
  return read(value).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

function namespaced(spec: unknown, metadata: unknown = { name: 'p', namespace: 'shop' }): unknown {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec };
}

function clusterwide(spec: unknown, metadata: unknown = { name: 'p' }): unknown {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata, spec };
}

function ingress(rule: unknown): unknown {
  return namespaced({ endpointSelector: {}, ingress: [rule] });
}

function egress(rule: unknown): unknown {
  return namespaced({ endpointSelector: {}, egress: [rule] });
}

function toPorts(entry: unknown): unknown {
  return egress({ toPorts: [entry] });
}

function port(entry: unknown): unknown {
  return toPorts({ ports: [entry] });
}

const IN = 'spec.ingress[0]';
const OUT = 'spec.egress[0]';
const ENTRY = `${OUT}.toPorts[0]`;

describe('what is refused', () => {
  it.each<[string, unknown, string]>([
    [
      'another version',
      { ...Object(namespaced({ endpointSelector: {}, ingress: [{}] })), apiVersion: 'cilium.io/v3' },
      'apiVersion',
    ],
    ['no version', { kind: 'CiliumNetworkPolicy', metadata: { name: 'p' }, spec: {} }, 'apiVersion'],
    [
      'a misspelt root field',
      { ...Object(namespaced({ endpointSelector: {}, ingress: [{}] })), specz: [] },
      'the manifest',
    ],
    ['no name', namespaced({ endpointSelector: {}, ingress: [{}] }, {}), 'metadata.name'],
    ['no metadata', namespaced({ endpointSelector: {}, ingress: [{}] }, null), 'metadata.name'],
    [
      'a namespace that is none',
      namespaced({ endpointSelector: {}, ingress: [{}] }, { name: 'p', namespace: 1 }),
      'metadata.namespace',
    ],
    [
      'a clusterwide policy with a namespace',
      clusterwide({ endpointSelector: {}, ingress: [{}] }, { name: 'p', namespace: 'a' }),
      'metadata.namespace',
    ],
    ['no spec', namespaced(undefined), 'the manifest lacks one of spec, specs'],
    ['specs that are no list', { ...Object(namespaced({ endpointSelector: {}, ingress: [{}] })), specs: {} }, 'specs'],
    ['a spec that is no object', namespaced([]), 'spec'],
    ['a misspelt spec field', namespaced({ endpointSelector: {}, ingres: [{}] }), 'spec'],
    ['no selector', namespaced({ ingress: [{}] }), 'spec lacks one of endpointSelector, nodeSelector'],
    ['both selectors', clusterwide({ endpointSelector: {}, nodeSelector: {}, ingress: [{}] }), 'spec.nodeSelector'],
    ['nodes in a namespaced policy', namespaced({ nodeSelector: {}, ingress: [{}] }), 'spec.nodeSelector'],
    [
      'a misspelt selector',
      namespaced({ endpointSelector: { matchLabel: {} }, ingress: [{}] }),
      'spec.endpointSelector',
    ],
    [
      'an operator that is none',
      namespaced({ endpointSelector: { matchExpressions: [{ key: 'k8s:app', operator: 'Is' }] }, ingress: [{}] }),
      'spec.endpointSelector.matchExpressions[0].operator',
    ],
    [
      'a key that is none',
      namespaced({ endpointSelector: { matchLabels: { 'k8s:a b': '' } }, ingress: [{}] }),
      'spec.endpointSelector.matchLabels',
    ],
    [
      'a foreign namespace',
      namespaced({
        endpointSelector: {
          matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['shop'] }],
        },
        ingress: [{}],
      }),
      'spec.endpointSelector',
    ],
    [
      'default deny that is no object',
      namespaced({ endpointSelector: {}, ingress: [{}], enableDefaultDeny: true }),
      'spec.enableDefaultDeny',
    ],
    [
      'default deny that is no boolean',
      namespaced({ endpointSelector: {}, ingress: [{}], enableDefaultDeny: { ingress: 'no' } }),
      'spec.enableDefaultDeny.ingress',
    ],
    ['rules that are no list', namespaced({ endpointSelector: {}, ingress: {} }), 'spec.ingress'],
    ['a rule that is no object', ingress(null), IN],
    ['a misspelt rule field', ingress({ fromEndpoint: [] }), IN],
    ['peers of the other direction', ingress({ toEndpoints: [{}] }), IN],
    ['two sorts of peers', egress({ toCIDR: ['10.0.0.0/8'], toEntities: ['world'] }), `${OUT}.toCIDR`],
    ['requirements, which are gone', egress({ toEndpoints: [{}], toRequires: [] }), `${OUT}.toRequires`],
    ['an entity that is none', ingress({ fromEntities: ['internet'] }), `${IN}.fromEntities[0]`],
    ['an entity of the prototype', ingress({ fromEntities: ['constructor'] }), `${IN}.fromEntities[0]`],
    ['a block that is none', ingress({ fromCIDR: ['10.0.0.0/33'] }), `${IN}.fromCIDR[0]`],
    ['an address alone in a set', ingress({ fromCIDRSet: [{ cidr: '10.0.0.1' }] }), `${IN}.fromCIDRSet[0].cidr`],
    [
      'an exception outside',
      ingress({ fromCIDRSet: [{ cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] }] }),
      `${IN}.fromCIDRSet[0].except[0]`,
    ],
    ['a set of nothing', ingress({ fromCIDRSet: [{}] }), `${IN}.fromCIDRSet[0]`],
    [
      'a set of two things',
      ingress({ fromCIDRSet: [{ cidr: '10.0.0.0/8', cidrGroupRef: 'a' }] }),
      `${IN}.fromCIDRSet[0].cidr`,
    ],
    [
      'a domain name in a denial',
      namespaced({ endpointSelector: {}, egressDeny: [{ toFQDNs: [{ matchName: 'a.b' }] }] }),
      'spec.egressDeny[0]',
    ],
    [
      'authentication in a denial',
      namespaced({ endpointSelector: {}, ingressDeny: [{ authentication: { mode: 'required' } }] }),
      'spec.ingressDeny[0]',
    ],
    [
      'a way to authenticate that is none',
      ingress({ fromEndpoints: [{}], authentication: { mode: 'maybe' } }),
      `${IN}.authentication.mode`,
    ],
    ['a domain name without a name', egress({ toFQDNs: [{}] }), `${OUT}.toFQDNs[0]`],
    [
      'a service by two ways',
      egress({ toServices: [{ k8sService: {}, k8sServiceSelector: {} }] }),
      `${OUT}.toServices[0]`,
    ],
    ['a group of a cloud as text', ingress({ fromGroups: ['sg-1'] }), `${IN}.fromGroups[0]`],
    ['a port number', port({ port: 80 }), `${ENTRY}.ports[0].port`],
    ['no port', port({ protocol: 'TCP' }), `${ENTRY}.ports[0].port`],
    ['a port out of range', port({ port: '65536' }), `${ENTRY}.ports[0].port`],
    ['a port with a leading zero', port({ port: '080' }), `${ENTRY}.ports[0].port`],
    ['an end below the port', port({ port: '80', endPort: 79 }), `${ENTRY}.ports[0].endPort`],
    ['an end of all ports', port({ port: '0', endPort: 79 }), `${ENTRY}.ports[0].endPort`],
    ['ICMP as a port', port({ port: '8', protocol: 'ICMP' }), `${ENTRY}.ports[0].protocol`],
    [
      'more ports than 40',
      toPorts({ ports: Array.from({ length: 41 }, (_, index) => ({ port: `${index + 1}` })) }),
      `${ENTRY}.ports`,
    ],
    [
      'layer 7 beside UDP',
      toPorts({ ports: [{ port: '80', protocol: 'UDP' }], rules: { http: [{}] } }),
      `${ENTRY}.rules`,
    ],
    ['layer 7 beside any protocol', toPorts({ ports: [{ port: '80' }], rules: { http: [{}] } }), `${ENTRY}.rules`],
    [
      'layer 7 beside all ports',
      toPorts({ ports: [{ port: '0', protocol: 'TCP' }], rules: { http: [{}] } }),
      `${ENTRY}.rules`,
    ],
    [
      'two protocols of layer 7',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{}], kafka: [{}] } }),
      `${ENTRY}.rules`,
    ],
    [
      'layer 7 without its protocol',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], rules: { l7: [{}] } }),
      `${ENTRY}.rules.l7proto`,
    ],
    [
      'a misspelt layer 7 field',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], rules: { grpc: [] } }),
      `${ENTRY}.rules`,
    ],
    ['DNS without ports', toPorts({ rules: { dns: [{ matchPattern: '*' }] } }), `${ENTRY}.rules.dns`],
    [
      'DNS beside a range',
      toPorts({ ports: [{ port: '53', endPort: 54 }], rules: { dns: [{ matchPattern: '*' }] } }),
      `${ENTRY}.rules.dns`,
    ],
    [
      'DNS in ingress',
      ingress({ toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchPattern: '*' }] } }] }),
      `${IN}.toPorts[0].rules.dns`,
    ],
    [
      'a listener in ingress',
      ingress({ toPorts: [{ ports: [{ port: '53' }], listener: { name: 'a' } }] }),
      `${IN}.toPorts[0].listener`,
    ],
    [
      'a listener beside rules',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], listener: {}, rules: { http: [] } }),
      `${ENTRY}.listener`,
    ],
    [
      'server names beside rules',
      toPorts({ ports: [{ port: '443', protocol: 'TCP' }], serverNames: ['a'], rules: { http: [] } }),
      `${ENTRY}.serverNames`,
    ],
    [
      'an empty server name',
      toPorts({ ports: [{ port: '443', protocol: 'TCP' }], serverNames: [''] }),
      `${ENTRY}.serverNames[0]`,
    ],
    [
      'ICMP beside ports',
      egress({ icmps: [{ fields: [{ type: 8 }] }], toPorts: [{ ports: [{ port: '80' }] }] }),
      `${OUT}.icmps`,
    ],
    ['an ICMP type that is none', egress({ icmps: [{ fields: [{ type: 256 }] }] }), `${OUT}.icmps[0].fields[0].type`],
    [
      'a family that is none',
      egress({ icmps: [{ fields: [{ type: 8, family: 'v4' }] }] }),
      `${OUT}.icmps[0].fields[0].family`,
    ],
    ['no ICMP type at all', egress({ icmps: [{}] }), `${OUT}.icmps[0].fields`],
  ])('%s', (_, manifest, place) => {
    const reading = read(manifest);

    expect(reading.policies).toEqual([]);
    expect(reading.unreadable.length).toBeGreaterThan(0);
    expect(reading.diagnostics.every(({ level, mend }) => level === 'error' && mend !== '')).toBe(true);
    expect(saidOf(manifest).join('\n')).toContain(`cannot be read: ${place}`);
  });
});

describe('what a policy that cannot be read can reach', () => {
  it.each<[string, unknown, unknown]>([
    [
      'the selected pods in the direction of the flaw',
      namespaced({ endpointSelector: { matchLabels: { app: 'a' } }, ingress: [{ x: 1 }] }),
      { namespace: 'shop', selected: 1, directions: ['ingress'] },
    ],
    [
      'its namespace where the selector is the flaw',
      namespaced({ endpointSelector: { x: 1 }, ingress: [{}] }),
      { namespace: 'shop', selected: 0, directions: ['ingress'] },
    ],
    [
      'both directions where a field is not known',
      namespaced({ endpointSelector: {}, ingress: [{}], x: 1 }),
      { namespace: 'shop', selected: 0, directions: ['ingress', 'egress'] },
    ],
    [
      'the directions of default deny',
      namespaced({ endpointSelector: {}, ingress: [{ x: 1 }], enableDefaultDeny: { egress: true } }),
      { namespace: 'shop', selected: 0, directions: ['ingress', 'egress'] },
    ],
    [
      'every pod where the namespace is not readable',
      namespaced({ endpointSelector: {}, ingress: [{}] }, { name: 'p', namespace: {} }),
      { namespace: undefined, selected: 0, directions: ['ingress', 'egress'] },
    ],
    [
      'its namespace where the version is not known',
      { kind: 'CiliumNetworkPolicy', metadata: { name: 'p', namespace: 'shop' }, spec: {} },
      { namespace: 'shop', selected: 0, directions: ['ingress', 'egress'] },
    ],
    [
      'every selected pod of the cluster',
      clusterwide({ endpointSelector: { matchLabels: { app: 'a' } }, egress: [{ x: 1 }] }),
      { namespace: undefined, selected: 1, directions: ['egress'] },
    ],
  ])('%s', (_, manifest, expected) => {
    const reach = read(manifest).unreadable.map(({ subjects, directions }) => ({
      namespace: subjects.namespaces.kind === 'own' ? subjects.namespaces.namespace : undefined,
      selected: subjects.pods.length,
      directions,
    }));

    expect(reach).toEqual([expected]);
  });

  it('is nothing where it selects nodes', () => {
    const manifest = clusterwide({ nodeSelector: {}, ingress: [{ x: 1 }] });

    expect(read(manifest)).toMatchObject({ policies: [], unreadable: [] });
    expect(saidOf(manifest)).toHaveLength(1);
  });
});

describe('what is read', () => {
  it('says where each rule stands, denials first, one rule for each demand above layer 4', () => {
    const [policy] = read(
      namespaced({
        endpointSelector: {},
        ingress: [
          {
            toPorts: [
              { ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{}] } },
              { ports: [{ port: '81' }] },
              { ports: [{ port: '82' }] },
            ],
          },
        ],
        ingressDeny: [{ fromEntities: ['world'] }],
      }),
    ).policies;

    expect(policy?.sections.ingress.rules.map(({ action, path, beyond }) => [action, path, beyond])).toEqual([
      ['deny', 'spec.ingressDeny[0]', undefined],
      ['allow', 'spec.ingress[0]', undefined],
      ['allow', 'spec.ingress[0].toPorts[0]', 'HTTP rules'],
    ]);
    expect(policy?.sections.egress).toEqual({ declared: false, isolates: false, rules: [] });
  });

  it.each<[string, unknown, string | undefined]>([
    ['Kafka', { ports: [{ port: '1', protocol: 'TCP' }], rules: { kafka: [{ topic: 'a' }] } }, 'Kafka rules'],
    ['another protocol', { ports: [{ port: '1', protocol: 'TCP' }], rules: { l7proto: 'r2d2' } }, 'r2d2 rules'],
    ['names for DNS', { ports: [{ port: '53' }], rules: { dns: [{ matchName: 'a.b' }] } }, 'DNS rules'],
    [
      'every name for DNS',
      { ports: [{ port: '53' }], rules: { dns: [{ matchName: 'a' }, { matchPattern: '*' }] } },
      undefined,
    ],
    ['server names', { ports: [{ port: '443', protocol: 'TCP' }], serverNames: ['a.b'] }, 'TLS server names'],
    [
      'interception',
      { ports: [{ port: '443', protocol: 'TCP' }], originatingTLS: {}, rules: { http: [] } },
      'HTTP rules and intercepted TLS',
    ],
    ['a listener', { ports: [{ port: '443' }], listener: { name: 'a' } }, 'an Envoy listener'],
    ['no rules', { ports: [{ port: '443' }], rules: {} }, undefined],
    ['no ports', {}, 'an entry without ports, of which nobody says what it matches'],
  ])('%s', (_, entry, beyond) => {
    const rules = read(toPorts(entry)).policies.flatMap(({ sections }) => sections.egress.rules);

    expect(rules.findLast(({ action }) => action === 'allow')?.beyond).toBe(beyond);
  });

  it('puts what a listener or authentication may stop among the denials', () => {
    const rules = read(
      egress({ toPorts: [{ ports: [{ port: '443' }], listener: {} }], authentication: { mode: 'required' } }),
    ).policies.flatMap(({ sections }) => sections.egress.rules);

    const beyond = 'an Envoy listener and mutual authentication';
    expect(rules).toMatchObject([
      { action: 'deny', beyond },
      { action: 'allow', beyond },
    ]);
  });

  it('finds a service account among the labels of a pod', () => {
    const [rule] = read(
      ingress({ fromEndpoints: [{ matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'luke' } }] }),
    ).policies.flatMap(({ sections }) => sections.ingress.rules);

    const pods = [
      { kind: 'label', key: 'io.cilium.k8s.policy.serviceaccount', operator: 'In', values: new Set(['luke']) },
    ];
    expect(rule?.peers).toMatchObject({ peers: [{ kind: 'pods', view: 'cilium', pods }] });
  });

  it('takes a policy without a namespace as one of default, and says what else surprises', () => {
    const manifest = namespaced({ endpointSelector: {}, ingress: [{ fromCIDR: ['10.0.0.1/8'] }] }, { name: 'p' });

    expect(read(manifest).name).toBe('CiliumNetworkPolicy default/p');
    expect(read(manifest).diagnostics.map(({ code }) => code)).toEqual([
      'policy-namespace-missing',
      'policy-host-bits',
    ]);
  });
});

describe('groups of blocks', () => {
  const policy = ingress({ fromCIDRSet: [{ cidrGroupRef: 'vpn' }] });
  const group = (spec: unknown) => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumCIDRGroup',
    metadata: { name: 'vpn' },
    spec,
  });
  const peersWith = (...groups: readonly unknown[]) =>
    read(policy, ...groups).policies.flatMap(({ sections }) => sections.ingress.rules.map(({ peers }) => peers));

  it('count by the last of one name, and not at all where it cannot be read', () => {
    const one = group({ externalCIDRs: ['10.0.0.0/8'] });
    const two = group({ externalCIDRs: [] });

    expect(peersWith(two, one)).toMatchObject([{ peers: [{ kind: 'any-of', peers: [{ kind: 'ip-block' }] }] }]);
    expect(peersWith(one, two)).toMatchObject([{ peers: [{ kind: 'any-of', peers: [] }] }]);
    expect(peersWith(one, group({ externalCIDRs: ['x'] }))).toMatchObject([{ peers: [{ kind: 'undecided' }] }]);
    expect(peersWith({ ...one, apiVersion: 'example.org/v1' })).toMatchObject([{ peers: [{ kind: 'undecided' }] }]);
  });

  it('are complained about where they cannot be read', () => {
    expect(saidOf(group({ externalCIDRs: ['10.0.0.0/8'] }))).toEqual([]);
    expect(saidOf(group({}))[0]).toContain('CiliumCIDRGroup vpn cannot be read: spec.externalCIDRs');
    expect(saidOf(group({ externalCIDRs: [1] }))[0]).toContain('spec.externalCIDRs[0]');
  });
});

it('reads anything in any place without a throw, and what it does not refuse it reads whole', () => {
  const rich = {
    endpointSelector: {
      matchLabels: { 'k8s:app': 'a' },
      matchExpressions: [{ key: 'b', operator: 'In', values: ['c'] }],
    },
    ingress: [{ fromCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }], icmps: [{ fields: [{ type: 8 }] }] }],
    egress: [
      { toFQDNs: [{ matchName: 'a' }], toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchName: 'a' }] } }] },
    ],
    ingressDeny: [{ fromEntities: ['world'] }],
    egressDeny: [{ toServices: [{ k8sService: { serviceName: 'a', namespace: 'b' } }] }],
    enableDefaultDeny: { ingress: false },
  };
  fc.assert(
    fc.property(fc.nat(), fc.jsonValue(), fc.boolean(), (place, value, isClusterwide) => {
      const { spec, isReplaced } = replaced(rich, place, value);
      const reading = read(isClusterwide ? clusterwide(spec) : namespaced(spec));
      const count = reading.policies.length + reading.unreadable.length;

      expect(isReplaced).toBe(true);
      if (count === 0) expect(reading.diagnostics.length).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

/** The n-th value inside replaced by another. */
function replaced(
  root: unknown,
  place: number,
  value: unknown,
): { readonly spec: unknown; readonly isReplaced: boolean } {
  const size = sizeOf(root);
  let left = place % size;
  let isReplaced = false;
  const copy = (node: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      isReplaced = true;
      return value;
    }
    left -= 1;
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, copy(one)]));
  };
  return { spec: copy(root), isReplaced };
}

function sizeOf(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 1;
  return Object.values(node).reduce((sum: number, one: unknown) => sum + sizeOf(one), 1);
}
