// Random clusters with observed connections, for the properties of the recommendation.
import fc from 'fast-check';
import type { Connection } from '../../lib/connections/connection.ts';
import type { Workload } from '../../lib/identity/workload.ts';
import type { Labels } from '../../lib/sources/kubernetes-objects.ts';
import { COREDNS, connection, workload } from './records.ts';

export interface RandomCluster {
  readonly workloads: readonly Workload[];
  readonly connections: readonly Connection[];
}

export const OUTSIDE = ['192.0.2.1/32', '192.0.2.2/32', '192.0.2.3/32', 'node:n1=10.0.0.1', 'node:n2=10.0.0.2'];
export const PORTS = ['TCP/53', 'TCP/80', 'TCP/8080', 'UDP/53', 'UDP/8080', 'SCTP/80'];

/** Few keys and values, so that labels are shared, missing and contained in each other all the time. */
const KEYS = ['app', 'app.kubernetes.io/name', 'track', 'tier', 'role', 'pod-template-hash', 'version'];
const labels: fc.Arbitrary<Labels> = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom('a', 'b', 'c'), {
  maxKeys: 4,
  noNullPrototype: true,
});

const workloadSeed = fc.record({
  namespace: fc.constantFrom('blog', 'ops', 'shop'),
  kind: fc.constantFrom('Deployment', 'CronJob'),
  labels,
  more: fc.array(labels, { maxLength: 2 }),
});

/** `distinct`: every workload has an `app` of its own, so that nothing is indistinguishable. */
function workloads(distinct: boolean): fc.Arbitrary<readonly Workload[]> {
  return fc.array(workloadSeed, { minLength: 1, maxLength: 7 }).map((seeds) =>
    seeds.map((seed, index) => {
      const own: Labels = distinct ? { app: `app-${index}` } : {};
      const record = {
        more: seed.more.map((more) => ({ ...more, ...own })),
        addresses: [`10.1.${index}.1`],
      };
      return workload(`${seed.namespace}/${seed.kind}/w${index}`, { ...seed.labels, ...own }, record);
    }),
  );
}

function connections(all: readonly Workload[]): fc.Arbitrary<readonly Connection[]> {
  const party = fc.constantFrom(...all.map(({ id }) => id), COREDNS.id, ...OUTSIDE);
  return fc.array(
    fc
      .record({
        client: party,
        server: party,
        port: fc.constantFrom(...PORTS),
        outcome: fc.constantFrom('established', 'established', 'oneway', 'unanswered', 'rejected'),
        evidence: fc.constantFrom('syn', 'declared', 'fan-in', 'port-range'),
      })
      .map(({ client, server, port, outcome, evidence }) =>
        connection(`${client} -> ${server} ${port}`, { outcome, evidence }),
      ),
    { maxLength: 14 },
  );
}

export function randomClusters(distinct: boolean): fc.Arbitrary<RandomCluster> {
  return workloads(distinct).chain((all) =>
    connections(all).map((observed) => ({ workloads: all, connections: observed })),
  );
}
