// Random small clusters with policies in every way of writing them, dense enough that rules often match.
import fc from 'fast-check';
import type { Json, OracleConnection, OracleParty, OraclePod, OracleWorld } from './policy-oracle.ts';

export interface PolicyCluster {
  readonly world: OracleWorld;
  readonly parties: readonly OracleParty[];
  readonly connections: readonly OracleConnection[];
}

const NAMESPACES = ['default', 'shop', 'pay'];
const KEYS = ['app', 'tier'];
const VALUES = ['web', 'db', ''];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const PORTS = [80, 81, 443, 8080];
const PORT_NAMES = ['http', 'metrics'];
const NODES = ['n1', 'n2'];

const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), {
  maxKeys: 2,
  noNullPrototype: true,
});
const v4Address = fc.tuple(fc.constantFrom(0, 1, 128), fc.constantFrom(1, 2, 200)).map(([c, d]) => `10.0.${c}.${d}`);

const podOf = (address: fc.Arbitrary<string>): fc.Arbitrary<OraclePod> =>
  fc.record({
    kind: fc.constant('pod' as const),
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constantFrom('a', 'b', 'c'),
    labels,
    address,
    ports: fc.array(
      fc.record({
        name: fc.option(fc.constantFrom(...PORT_NAMES), { nil: undefined }),
        protocol: fc.constantFrom(...PROTOCOLS),
        port: fc.constantFrom(...PORTS),
      }),
      { maxLength: 3 },
    ),
    hostNetwork: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    node: fc.constantFrom(...NODES),
  });

const nodeOf = (address: fc.Arbitrary<string>): fc.Arbitrary<OracleParty> =>
  fc.record({
    kind: fc.constant('node' as const),
    name: fc.constantFrom(...NODES),
    address,
  });
const outsideOf = (address: fc.Arbitrary<string>): fc.Arbitrary<OracleParty> =>
  fc.record({ kind: fc.constant('address' as const), address });

/** Present, null or left out. */
function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> {
  return fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) });
}

/** Drops the fields left out, as JSON has no undefined. */
function written<T extends Readonly<Record<string, Json>>>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Json> {
  return arbitrary.map((value) => JSON.parse(JSON.stringify(value)) as Json);
}

function expression(keys: readonly string[], values: readonly string[]): fc.Arbitrary<Json> {
  const key = fc.constantFrom(...keys);
  return fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
    fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist'), values: fc.constant([]) }),
  );
}

function selector(keys: readonly string[], values: readonly string[]): fc.Arbitrary<Json> {
  return written(
    fc.record({
      matchLabels: optional(
        fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values), { maxKeys: 1, noNullPrototype: true }),
      ),
      matchExpressions: optional(fc.array(expression(keys, values), { maxLength: 1 })),
    }),
  );
}

const podSelector = selector(KEYS, VALUES);
const namespaceSelector = selector([...KEYS, 'kubernetes.io/metadata.name'], [...VALUES, ...NAMESPACES]);

const v4Block = fc.constantFrom<Json>(
  { cidr: '0.0.0.0/0' },
  { cidr: '10.0.0.0/16', except: [] },
  { cidr: '10.0.0.0/23', except: ['10.0.1.0/24'] },
  { cidr: '10.0.128.0/17', except: ['10.0.128.128/25', '10.0.128.2/32'] },
  { cidr: '10.0.1.2/32', except: null },
  { cidr: '10.0.0.9/24' },
);

const peerOf = (ipBlock: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.record({ podSelector }),
    fc.record({ namespaceSelector }),
    fc.record({ podSelector, namespaceSelector }),
    fc.record({ podSelector: fc.constant(null), namespaceSelector }),
    fc.record({ ipBlock }),
  );

const port: fc.Arbitrary<Json> = fc.oneof(
  written(
    fc.record({
      protocol: optional(fc.constantFrom(...PROTOCOLS)),
      port: optional(fc.constantFrom<string | number>(...PORTS, ...PORT_NAMES)),
    }),
  ),
  fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: fc.constant(80), endPort: fc.constantFrom(80, 81, 443) }),
);

function rules(peersField: 'from' | 'to', peer: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const peers = optional(fc.array(peer, { maxLength: 2 }));
  const ports = optional(fc.array(port, { maxLength: 2 }));
  return fc.array(written(fc.record({ [peersField]: peers, ports })), { maxLength: 2 });
}

const policySpecOf = (peer: fc.Arbitrary<Json>) =>
  written(
    fc.record({
      podSelector: optional(podSelector),
      policyTypes: optional(fc.subarray(['Ingress', 'Egress'])),
      ingress: optional(rules('from', peer)),
      egress: optional(rules('to', peer)),
    }),
  );

const policiesOf = (peer: fc.Arbitrary<Json>) =>
  fc
    .array(fc.record({ namespace: optional(fc.constantFrom(...NAMESPACES)), spec: policySpecOf(peer) }), {
      maxLength: 5,
    })
    .map((specs) =>
      specs.map(({ namespace, spec }, index) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `p${index}`, ...(namespace === undefined ? {} : { namespace }) },
        spec,
      })),
    );

const namespaces = fc.record({ default: labels, shop: labels, pay: labels });

/** Of what addresses the parties have, and what blocks the policies name. */
export interface AddressChoice {
  readonly address: fc.Arbitrary<string>;
  readonly ipBlock: fc.Arbitrary<Json>;
}

export const policyClusters: fc.Arbitrary<PolicyCluster> = policyClustersOf({ address: v4Address, ipBlock: v4Block });

export function policyClustersOf({ address, ipBlock }: AddressChoice): fc.Arbitrary<PolicyCluster> {
  return fc
    .record({
      namespaces,
      policies: policiesOf(peerOf(ipBlock)),
      pods: fc.uniqueArray(podOf(address), {
        minLength: 1,
        maxLength: 4,
        selector: (one) => `${one.namespace}/${one.name}`,
      }),
      others: fc.array(fc.oneof(nodeOf(address), outsideOf(address)), { maxLength: 3 }),
      asked: fc.array(
        fc.record({
          client: fc.nat(),
          server: fc.nat(),
          protocol: fc.constantFrom(...PROTOCOLS, 'ICMP'),
          port: fc.constantFrom(...PORTS),
        }),
        { minLength: 10, maxLength: 10 },
      ),
    })
    .map(({ namespaces: labelled, policies: manifests, pods, others, asked }) => {
      const parties = [...pods, ...others];
      const at = (index: number): OracleParty =>
        parties[index % parties.length] ?? pods[0] ?? { kind: 'address', address: '10.0.0.1' };
      const connections = asked.map(({ client, server, protocol, port: number }) => {
        return { client: at(client), server: at(server), protocol, port: protocol === 'ICMP' ? 0 : number };
      });
      return { world: { namespaces: labelled, policies: manifests }, parties, connections };
    });
}
