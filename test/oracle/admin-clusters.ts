// The random clusters of policy-clusters.ts with cluster-wide policies of both versions of the network policy API added.
import fc from 'fast-check';
import type { AdminConnection } from './admin-oracle.ts';
import { policyClusters } from './policy-clusters.ts';
import type { Json, OracleWorld } from './policy-oracle.ts';

export interface AdminCluster {
  readonly world: OracleWorld;
  readonly connections: readonly AdminConnection[];
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const PORT_NAMES = ['http', 'metrics'];
const GROUP = 'policy.networking.k8s.io';

const number = fc.constantFrom(80, 81, 443, 8080);
const range = fc.constantFrom({ start: 80, end: 81 }, { start: 81, end: 8079 }, { start: 1, end: 65535 });

const namespaces = fc.constantFrom<Json>(
  {},
  { matchLabels: { app: 'web' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
  { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['shop'] }] },
  { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
);
const podSelector = fc.constantFrom<Json>(
  {},
  { matchLabels: { app: 'web' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', ''] }] },
  { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
);
const pods = fc.record({ namespaceSelector: namespaces, podSelector });
const selected: fc.Arbitrary<Json> = fc.oneof(fc.record({ namespaces }), fc.record({ pods }));

const nodes = fc.constantFrom<Json>({}, { matchLabels: { role: 'worker' } });
const networks = fc.constantFrom<Json>(['0.0.0.0/0'], ['10.0.1.0/24', '10.0.128.2/32'], ['10.0.0.9/24']);
const unnamed: fc.Arbitrary<Json> = fc.oneof(fc.record({ nodes }), fc.record({ networks }));
const domains = fc.constant<Json>({ domainNames: ['*.example.com'] });

const oldPort: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ portNumber: fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: number }) }),
  fc.record({ portNumber: fc.record({ port: number }) }),
  fc.record({ portRange: range }),
  fc.record({
    portRange: range.chain((one) => fc.constantFrom(...PROTOCOLS).map((protocol) => ({ ...one, protocol }))),
  }),
);
const oldName = fc.record({ namedPort: fc.constantFrom(...PORT_NAMES) });
const destinationPort = fc.oneof(fc.record({ number }), fc.record({ range }));
const newPort: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom('tcp', 'udp', 'sctp'), destinationPort)
  .map(([protocol, written]) => ({ [protocol]: { destinationPort: written } }));
const newName = fc.record({ destinationNamedPort: fc.constantFrom(...PORT_NAMES) });

interface Dialect {
  readonly actions: readonly string[];
  readonly ports: 'ports' | 'protocols';
  readonly port: fc.Arbitrary<Json>;
  readonly name: fc.Arbitrary<Json>;
  readonly hasDomains: boolean;
}

/** Rules as the CRD takes them: names of ports only beside pods, domain names only where the rule allows. */
function rule(
  { actions, ports, port, name, hasDomains }: Dialect,
  direction: 'ingress' | 'egress',
): fc.Arbitrary<Json> {
  const field = direction === 'ingress' ? 'from' : 'to';
  const written = (peer: fc.Arbitrary<Json>, item: fc.Arbitrary<Json>, action: readonly string[]) =>
    fc
      .record({
        action: fc.constantFrom(...action),
        peers: fc.array(peer, { minLength: 1, maxLength: 2 }),
        items: fc.array(item, { maxLength: 2 }),
      })
      .map((one) => ({
        action: one.action,
        [field]: one.peers,
        ...(one.items.length === 0 ? {} : { [ports]: one.items }),
      }));
  const ofPods = written(selected, fc.oneof(port, name), actions);
  if (direction === 'ingress') return ofPods;
  const others = [written(fc.oneof(selected, unnamed), port, actions)];
  const named = hasDomains ? [written(fc.oneof(selected, domains), port, actions.slice(0, 1))] : [];
  return fc.oneof(ofPods, ...others, ...named);
}

function spec(dialect: Dialect) {
  return {
    subject: selected,
    ingress: fc.array(rule(dialect, 'ingress'), { maxLength: 3 }),
    egress: fc.array(rule(dialect, 'egress'), { maxLength: 3 }),
  };
}

const OLD: Dialect = {
  actions: ['Allow', 'Deny', 'Pass'],
  ports: 'ports',
  port: oldPort,
  name: oldName,
  hasDomains: true,
};
const NEW: Dialect = {
  ...{ actions: ['Accept', 'Deny', 'Pass'], ports: 'protocols', port: newPort, name: newName, hasDomains: true },
};
const priority = fc.constantFrom(0, 7, 1000);

function manifest(version: string, kind: string, written: { readonly name: string; readonly spec: Json }): Json {
  return { apiVersion: `${GROUP}/${version}`, kind, metadata: { name: written.name }, spec: written.spec };
}

const named = (index: number) => `p${index}`;
const admin = fc
  .array(fc.record({ priority, ...spec(OLD) }), { maxLength: 2 })
  .map((specs) =>
    specs.map((one, index) => manifest('v1alpha1', 'AdminNetworkPolicy', { name: named(index), spec: one })),
  );
const baseline = fc
  .array(fc.record(spec({ ...OLD, actions: ['Allow', 'Deny'], hasDomains: false })), { maxLength: 1 })
  .map((specs) =>
    specs.map((one) => manifest('v1alpha1', 'BaselineAdminNetworkPolicy', { name: 'default', spec: one })),
  );
const cluster = fc
  .array(fc.record({ tier: fc.constantFrom('Admin', 'Baseline'), priority, ...spec(NEW) }), { maxLength: 3 })
  .map((specs) =>
    specs.map((one, index) => manifest('v1alpha2', 'ClusterNetworkPolicy', { name: named(index), spec: one })),
  );

export const adminClusters: fc.Arbitrary<AdminCluster> = fc
  .record({
    base: policyClusters,
    admin,
    baseline,
    cluster,
    throughService: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
  })
  .map((drawn) => ({
    world: {
      ...drawn.base.world,
      policies: [...drawn.base.world.policies, ...drawn.admin, ...drawn.baseline, ...drawn.cluster],
    },
    connections: drawn.base.connections.map((connection, index) => ({
      ...connection,
      throughService: drawn.throughService[index] ?? false,
    })),
  }));
