// The random clusters of policy-clusters.ts with Calico's policies, tiers and network sets added.
import fc from 'fast-check';
import type { CalicoWorld } from './calico-oracle.ts';
import { policyClusters } from './policy-clusters.ts';
import type { Json, OracleConnection } from './policy-oracle.ts';

export interface CalicoCluster {
  readonly world: CalicoWorld;
  readonly connections: readonly OracleConnection[];
}

const V3 = 'projectcalico.org/v3';
const CRD = 'crd.projectcalico.org/v1';
const NAMESPACES = ['default', 'shop', 'pay'];
const ACCOUNTS = ['default', 'robot'];

const comparison = fc.constantFrom(
  ...["app == 'web'", 'app=="db"', "app != 'web'", "tier in {'web', 'db'}", "tier not in { 'web' }", 'app in {}'],
  ...[
    'has(app)',
    'has( tier )',
    "app contains 'e'",
    "app starts with 'w'",
    "tier ends with 'b'",
    "tier starts with ''",
  ],
  ...['all()', "projectcalico.org/namespace == 'shop'", "projectcalico.org/orchestrator == 'k8s'"],
);

/** Every way of putting expressions together, with and without parentheses. */
function expressions(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { expression } = fc.letrec<{ expression: string; term: string; factor: string }>((tie) => ({
    factor: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 4, arbitrary: leaf },
      { weight: 1, arbitrary: tie('factor').map((inner) => `!${inner}`) },
      { weight: 1, arbitrary: tie('expression').map((inner) => `( ${inner})`) },
    ),
    term: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 3, arbitrary: tie('factor') },
      { weight: 1, arbitrary: fc.tuple(tie('factor'), tie('term')).map((parts) => parts.join(' && ')) },
    ),
    expression: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 3, arbitrary: tie('term') },
      { weight: 1, arbitrary: fc.tuple(tie('term'), tie('expression')).map((parts) => parts.join('||')) },
    ),
  }));
  return expression;
}

const selector = expressions(comparison);
const ofNamespaces = fc.constantFrom(
  ...["projectcalico.org/name == 'shop'", "kubernetes.io/metadata.name != 'pay'", 'has(tier)', "app == 'web'", 'all()'],
);
const namespaceSelector = expressions(
  fc.oneof({ weight: 3, arbitrary: ofNamespaces }, { weight: 1, arbitrary: fc.constant('global()') }),
);

function optional<T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight, arbitrary }, { weight: 10 - weight, arbitrary: fc.constant(undefined) });
}

/** Drops the fields left out, as JSON has no undefined. */
function written<T extends Readonly<Record<string, Json>>>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Json> {
  return arbitrary.map((value) => JSON.parse(JSON.stringify(value)) as Json);
}

const nets = fc.constantFrom<Json>(['0.0.0.0/0'], ['10.0.1.0/24', '10.0.128.2/32'], ['10.0.0.9/24'], ['10.0.0.1'], []);
const accounts: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  { names: ['robot'] },
  { names: ACCOUNTS },
  { selector: "a == 'b'" },
  { selector: '!has(a)' },
);

function entity(ports: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return written(
    fc.record({
      nets: optional(1, nets),
      notNets: optional(1, nets),
      selector: optional(3, selector),
      notSelector: optional(2, selector),
      namespaceSelector: optional(2, namespaceSelector),
      serviceAccounts: optional(3, accounts),
      ports,
    }),
  );
}

const port = fc.constantFrom<Json>(80, 443, '80:81', '81:9000', 'http', 'metrics');
const ports = optional(4, fc.array(port, { maxLength: 2 }));
const notPorts = fc.constantFrom<Json>([80], ['80:443'], []);
const action = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log');
const none = fc.constant(undefined);

const withPorts: fc.Arbitrary<Json> = written(
  fc.record({
    action,
    protocol: fc.constantFrom<Json>('TCP', 'UDP', 'SCTP', 6, 17),
    notProtocol: optional(1, fc.constantFrom<Json>('TCP', 'ICMP')),
    source: entity(optional(1, fc.constant<Json>([1000]))),
    destination: fc.oneof(entity(ports), written(fc.record({ notPorts }))),
  }),
);
const withIcmp: fc.Arbitrary<Json> = written(
  fc.record({
    action,
    protocol: fc.constantFrom<Json>('ICMP', 1, 'ICMPv6', 47),
    source: optional(5, entity(none)),
  }),
);
const typed: fc.Arbitrary<Json> = written(
  fc.record({
    action,
    protocol: fc.constant('ICMP'),
    icmp: fc.constantFrom({ type: 8 }, {}),
    notICMP: optional(1, fc.constant({ type: 0, code: 1 })),
  }),
);
const plain: fc.Arbitrary<Json> = written(
  fc.record({
    action,
    notProtocol: optional(2, fc.constantFrom<Json>('TCP', 17, 'ICMP')),
    ipVersion: optional(1, fc.constantFrom(4, 6)),
    source: optional(4, entity(none)),
    destination: optional(4, entity(none)),
  }),
);
const rule = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 3, arbitrary: withPorts },
  { weight: 1, arbitrary: withIcmp },
  { weight: 1, arbitrary: typed },
);
const rules = optional(8, fc.array(rule, { minLength: 1, maxLength: 3, size: 'max' }));

const spec = {
  tier: fc.constantFrom(
    'default',
    'default',
    undefined,
    undefined,
    'first',
    'last',
    'open',
    'kube-admin',
    'kube-baseline',
  ),
  order: fc.constantFrom(undefined, 1000, 1000, 1000, 10, 10, 2000, 0.5),
  selector: optional(2, selector),
  serviceAccountSelector: optional(1, fc.constantFrom("projectcalico.org/name == 'robot'", 'all()', '!all()')),
  types: optional(4, fc.subarray(['Ingress', 'Egress'])),
  ingress: rules,
  egress: rules,
};
const namespaced = fc.record({ namespace: fc.constantFrom(...NAMESPACES), spec: written(fc.record(spec)) });
const global = fc.record({
  spec: written(fc.record({ ...spec, namespaceSelector: optional(2, expressions(ofNamespaces)) })),
});

const policies = fc
  .array(
    fc.oneof(
      namespaced.map((one) => ({ kind: 'NetworkPolicy', ...one })),
      global.map((one) => ({ kind: 'GlobalNetworkPolicy', namespace: undefined, ...one })),
    ),
    { minLength: 3, maxLength: 5, size: 'max' },
  )
  .map((some) =>
    some.map(({ kind, namespace, spec: own }, index) => ({
      apiVersion: index % 2 === 0 ? V3 : CRD,
      kind,
      metadata: { name: `c${index}`, ...(namespace === undefined ? {} : { namespace }) },
      spec: own,
    })),
  );

function tier(name: string, own: Json): Json {
  return { apiVersion: V3, kind: 'Tier', metadata: { name }, spec: own };
}

const TIERS: readonly Json[] = [
  tier('first', { order: 10 }),
  tier('open', { order: 20, defaultAction: 'Pass' }),
  tier('last', {}),
];

const setLabels = fc.constantFrom({}, { app: 'web' }, { tier: 'db', app: 'partner' });
const sets = fc
  .array(fc.record({ global: fc.boolean(), namespace: fc.constantFrom(...NAMESPACES), labels: setLabels, nets }), {
    maxLength: 2,
  })
  .map((some) =>
    some.map(({ global: isGlobal, namespace, labels, nets: own }, index) => ({
      apiVersion: V3,
      kind: isGlobal ? 'GlobalNetworkSet' : 'NetworkSet',
      metadata: { name: `s${index}`, labels, ...(isGlobal ? {} : { namespace }) },
      spec: { nets: own },
    })),
  );

export const calicoSelectors: fc.Arbitrary<string> = selector;

export const calicoClusters: fc.Arbitrary<CalicoCluster> = fc
  .record({ cluster: policyClusters, policies, sets, isRobot: fc.func(fc.boolean()) })
  .map(({ cluster, policies: calico, sets: networkSets, isRobot }) => {
    const { world, parties, connections } = cluster;
    const pods = parties.flatMap((party) => (party.kind === 'pod' ? [`${party.namespace}/${party.name}`] : []));
    const owned = Object.fromEntries(pods.map((pod) => [pod, isRobot(pod) ? 'robot' : 'default']));
    const objects = [...world.policies.slice(0, 2), ...TIERS, ...networkSets, ...calico];
    return { world: { namespaces: world.namespaces, policies: objects, accounts: owned }, connections };
  });
