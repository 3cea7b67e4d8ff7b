// The indexed evaluator says to the letter what the readable one says, on random clusters and dataplanes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { makeEvaluator } from '../../../lib/policy/indexed/indexed-evaluator.ts';
import type { PolicyEndpoint, PolicyQuery } from '../../../lib/policy/model.ts';
import type { Dataplane } from '../../../lib/policy/profiles/dataplane.ts';
import { UPSTREAM } from '../../../lib/policy/profiles/upstream.ts';
import { adminClusters } from '../../oracle/admin-clusters.ts';
import { type PolicyCluster, policyClusters } from '../../oracle/policy-clusters.ts';
import { compileCluster, question } from '../oracle-questions.ts';
import { randomDataplanes } from '../random-dataplanes.ts';

const RUNS = { numRuns: 1000 };
const UNREADABLE = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'shop', name: 'broken' },
  spec: { form: [] },
};

type Clusters = fc.Arbitrary<Pick<PolicyCluster, 'world' | 'connections'>>;

const GENERATORS: readonly { readonly api: string; readonly clusters: Clusters }[] = [
  { api: 'networking.k8s.io/v1', clusters: policyClusters },
  { api: 'networking.k8s.io/v1 and policy.networking.k8s.io', clusters: adminClusters },
];
const DATAPLANES: readonly { readonly name: string; readonly dataplanes: fc.Arbitrary<Dataplane> }[] = [
  { name: 'of random semantics', dataplanes: randomDataplanes },
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
      // So few that the memory starts anew between any two questions, and within one.
      rememberedEntries: fc.constantFrom(1, 2, 3, 10, 100_000),
      ways: fc.array(variations, { minLength: 5, maxLength: 5 }),
    });
    fc.assert(
      fc.property(cases, ({ cluster, dataplane, listed, isBroken, rememberedEntries, ways }) => {
        const world = { ...cluster.world, policies: [...cluster.world.policies, ...(isBroken ? [UNREADABLE] : [])] };
        const policies = compileCluster({ world }, listed);
        const judge = makeEvaluator(policies, dataplane, { rememberedEntries });
        const plain = cluster.connections.map(question);
        const queries = ways.flatMap((way) => plain.map((query) => varied(query, way)));
        for (const query of [...plain, ...queries, ...plain]) {
          expect(judge(query)).toEqual(evaluate(policies, query, dataplane));
        }
      }),
      RUNS,
    );
  });
});
