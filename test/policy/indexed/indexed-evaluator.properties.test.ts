// The indexed evaluator says to the letter what the readable one says, on random clusters and dataplanes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { makeEvaluator } from '../../../lib/policy/indexed/indexed-evaluator.ts';
import type { PolicyEndpoint, PolicyQuery } from '../../../lib/policy/model.ts';
import type { PodEndpoint } from '../../../lib/policy/pod-match.ts';
import { type Dataplane, uniformDataplane } from '../../../lib/policy/profiles/dataplane.ts';
import { PROFILES } from '../../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../../lib/policy/profiles/settle.ts';
import { UPSTREAM } from '../../../lib/policy/profiles/upstream.ts';
import { adminClusters } from '../../oracle/admin-clusters.ts';
import { calicoClusters } from '../../oracle/calico-clusters.ts';
import { ciliumClusters } from '../../oracle/cilium-clusters.ts';
import { policyClusters } from '../../oracle/policy-clusters.ts';
import type { OracleConnection, OracleWorld } from '../../oracle/policy-oracle.ts';
import { compileCluster, question } from '../oracle-questions.ts';
import { randomDataplanes } from '../random-dataplanes.ts';

const RUNS = { numRuns: 200 };
const UNREADABLE = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'shop', name: 'broken' },
  spec: { form: [] },
};

interface Cluster {
  readonly world: OracleWorld;
  readonly connections: readonly OracleConnection[];
}

const GENERATORS: readonly { readonly api: string; readonly clusters: fc.Arbitrary<Cluster> }[] = [
  { api: 'networking.k8s.io/v1', clusters: policyClusters },
  { api: 'policy.networking.k8s.io', clusters: adminClusters },
  { api: 'projectcalico.org/v3', clusters: calicoClusters },
  {
    api: 'cilium.io/v2',
    clusters: ciliumClusters('open').map(({ world, connections }) => ({
      world: { namespaces: world.namespaces, policies: [...world.policies, ...world.cilium] },
      connections,
    })),
  },
];

const SETTLED = PROFILES.map((data) => uniformDataplane(settleProfile(data)));
const DATAPLANES: readonly { readonly name: string; readonly dataplanes: fc.Arbitrary<Dataplane> }[] = [
  { name: 'of random semantics', dataplanes: randomDataplanes },
  { name: 'that have profiles', dataplanes: fc.constantFrom(...SETTLED) },
  { name: 'upstream', dataplanes: fc.constant(UPSTREAM) },
];

type Change = (endpoint: PolicyEndpoint) => PolicyEndpoint;

/** What the generated parties never are: half known, of two families, seen by another name. */
const CHANGES: readonly Change[] = [
  (endpoint) => endpoint,
  (endpoint) => ({ ...endpoint }),
  (endpoint) => (endpoint.kind === 'pod' ? { ...endpoint, nodeName: undefined } : endpoint),
  (endpoint) => (endpoint.kind === 'pod' ? { ...endpoint, name: `${endpoint.name}-2` } : endpoint),
  (endpoint) => (endpoint.kind === 'pod' ? { ...endpoint, serviceAccount: 'builder' } : endpoint),
  (endpoint) => (endpoint.kind === 'pod' ? { ...endpoint, labels: { ...endpoint.labels, extra: 'x' } } : endpoint),
  (endpoint) => (endpoint.kind === 'address' ? { kind: 'address', address: 'fd00::1' } : endpoint),
  (endpoint) => withAddresses(endpoint, (addresses) => [...addresses, 'fd00::1']),
  (endpoint) => withAddresses(endpoint, () => ['10.0.0.1', '10.0.128.2']),
  (endpoint) => withAddresses(endpoint, () => []),
  (endpoint) => withAddresses(endpoint, () => ['not an address']),
  (endpoint) => (endpoint.kind === 'address' ? { kind: 'address', address: '169.254.20.10' } : endpoint),
  () => ({ kind: 'unidentified', reason: 'ambiguous' }),
];

function withAddresses(
  endpoint: PolicyEndpoint,
  change: (addresses: readonly string[]) => readonly string[],
): PolicyEndpoint {
  if (endpoint.kind !== 'pod' && endpoint.kind !== 'node') return endpoint;
  return { ...endpoint, addresses: change(endpoint.addresses) };
}

interface Variation {
  readonly client: Change;
  readonly server: Change;
  readonly via: PolicyQuery['via'];
}

const variations: fc.Arbitrary<Variation> = fc.record({
  client: fc.constantFrom(...CHANGES),
  server: fc.constantFrom(...CHANGES),
  via: fc.constantFrom(undefined, undefined, undefined, { addresses: ['10.0.1.1'], port: 443 }),
});

function podsOf(queries: readonly PolicyQuery[]): readonly PodEndpoint[] {
  return queries.flatMap(({ client, server }) => [client, server]).flatMap((end) => (end.kind === 'pod' ? [end] : []));
}

function varied(query: PolicyQuery, { client, server, via }: Variation): PolicyQuery {
  const asked = { ...query, client: client(query.client), server: server(query.server) };
  return via === undefined ? asked : { ...asked, via };
}

describe.each(GENERATORS)('the indexed evaluator, on random clusters of $api', ({ clusters }) => {
  it.each(DATAPLANES)('agrees with the readable one on dataplanes $name', ({ dataplanes }) => {
    const cases = fc.record({
      cluster: clusters,
      dataplane: dataplanes,
      listed: fc.subarray(['default', 'shop', 'pay'], { minLength: 1 }),
      isBroken: fc.boolean(),
      knowsPods: fc.boolean(),
      // So few that the memory starts anew between any two questions, and within one.
      rememberedEntries: fc.constantFrom(1, 2, 3, 10, 100_000),
      ways: fc.array(variations, { minLength: 5, maxLength: 5 }),
    });
    fc.assert(
      fc.property(cases, (drawn) => {
        const { cluster, dataplane, rememberedEntries } = drawn;
        const world = {
          ...cluster.world,
          policies: [...cluster.world.policies, ...(drawn.isBroken ? [UNREADABLE] : [])],
        };
        const plain = cluster.connections.map(question);
        const policies = compileCluster({ world }, drawn.listed, drawn.knowsPods ? podsOf(plain) : undefined);
        const judge = makeEvaluator(policies, dataplane, { rememberedEntries });
        const queries = drawn.ways.flatMap((way) => plain.map((query) => varied(query, way)));
        for (const query of [...plain, ...queries, ...plain]) {
          expect(judge(query)).toEqual(evaluate(policies, query, dataplane));
        }
      }),
      RUNS,
    );
  });
});
