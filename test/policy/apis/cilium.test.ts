import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterwide, egress, ingress, namespaced, read, saidOf, toPorts } from './cilium-world.ts';

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
