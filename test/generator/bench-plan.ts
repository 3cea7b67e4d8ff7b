// The large input's cast: a cluster without churn, reduced to what the writers of the files need.

import { placeCluster } from './cluster.ts';
import type { Blueprint, Labels, WorkloadSpec } from './model.ts';
import { workloadKey } from './model.ts';
import { type Settings, settle } from './options.ts';
import { at, createRandom, type Random } from './random.ts';
import { type Snapshot, takeSnapshot } from './snapshots.ts';
import { coredns, namespace, service, tcp, workload } from './specs.ts';

const SERVICES = 240;
const CLIENTS = 300;
const CALLS_OF_A_CLIENT = 4;
const PORTS = [8080, 9090, 5432, 6379, 50051, 3000, 45045, 8443] as const;

/** One pod as the file writers know it. */
export interface BenchPod {
  readonly address: string;
  readonly eni: string;
  readonly primary: string;
  readonly node: string;
}

export interface BenchEdge {
  readonly protocol: 6 | 17;
  readonly port: number;
  readonly clients: readonly BenchPod[];
  readonly servers: readonly BenchPod[];
}

export interface BenchConnection {
  readonly client: object;
  readonly server: object;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly outcome: 'established' | 'rejected';
}

export interface BenchTraffic {
  readonly calls: readonly BenchEdge[];
  readonly lookups: readonly BenchEdge[];
  /** Attempts from outside that a security group stops: an address each, and whom it knocks at. */
  readonly knocks: readonly { readonly address: string; readonly target: BenchPod; readonly port: number }[];
}

export interface BenchPlan extends BenchTraffic {
  readonly settings: Settings;
  readonly snapshots: readonly Snapshot[];
  /** Names of the calls, then of the look-ups, then of the knocks, in their order. */
  readonly connections: readonly BenchConnection[];
}

function labelsOf(name: string): Labels {
  return { app: name };
}

function castWorkloads(random: Random): {
  readonly services: WorkloadSpec[];
  readonly clients: WorkloadSpec[];
  readonly dns: WorkloadSpec;
} {
  const place = (index: number): string => `team-${index % 40}`;
  const services = Array.from({ length: SERVICES }, (_, index) => {
    const name = `service-${index}`;
    const port = random.pick(PORTS);
    return workload({
      namespace: place(index),
      name,
      replicas: 6,
      labels: labelsOf(name),
      ports: [tcp(port)],
      service: service(name, [{ port: 80, targetPort: port }]),
    });
  });
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    workload({ namespace: place(index), name: `client-${index}`, replicas: 5, labels: labelsOf(`client-${index}`) }),
  );
  return { services, clients, dns: { ...coredns(), replicas: 10 } };
}

export function planBench(seed: number): BenchPlan {
  const settings = settle({ profile: 'bench', seed });
  const random = createRandom(`bench ${seed}`);
  const { services, clients, dns } = castWorkloads(random.fork('cast'));
  const blueprint: Blueprint = {
    namespaces: ['default', 'kube-system', ...Array.from({ length: 40 }, (_, index) => `team-${index}`)].map((name) =>
      namespace(name),
    ),
    workloads: [...services, ...clients, dns],
    dependencies: [],
    loadBalancers: [],
    apiServers: [],
    scanner: undefined,
    policies: [],
  };
  const { fleet, pods } = placeCluster(blueprint, settings, random.fork('cluster'));
  const members = new Map<string, BenchPod[]>();
  for (const pod of pods) {
    const key = workloadKey(pod.spec);
    members.set(key, [
      ...(members.get(key) ?? []),
      { address: pod.address, eni: pod.eni.id, primary: pod.eni.primary, node: pod.node.name },
    ]);
  }
  const edges = clients.flatMap((client) =>
    random
      .shuffle(services)
      .slice(0, CALLS_OF_A_CLIENT)
      .map((server) => ({ client, server, protocol: 'TCP' as const, port: at(server.ports, 0).port })),
  );
  const asked = clients.map((client) => ({ client, server: dns, protocol: 'UDP' as const, port: 53 }));
  const edgeOf = (edge: (typeof edges)[number] | (typeof asked)[number]): BenchEdge => ({
    protocol: edge.protocol === 'TCP' ? 6 : 17,
    port: edge.port,
    clients: members.get(workloadKey(edge.client)) ?? [],
    servers: members.get(workloadKey(edge.server)) ?? [],
  });
  const knocks = planKnocks(services, members, random.fork('knocks'));
  const named = [...edges, ...asked].map(
    (edge): BenchConnection => ({
      client: nameOf(edge.client),
      server: nameOf(edge.server),
      protocol: edge.protocol,
      port: edge.port,
      outcome: 'established',
    }),
  );
  const state = { settings, blueprint, nodes: fleet.nodes, pods };
  return {
    settings,
    snapshots: [settings.from, settings.to].map((time) => takeSnapshot(state, time)),
    calls: edges.map(edgeOf),
    lookups: asked.map(edgeOf),
    knocks: knocks.map(({ address, target, port }) => ({ address, target, port })),
    connections: [
      ...named,
      ...knocks.map(
        (knock): BenchConnection => ({
          client: { kind: 'external', cidr: `${knock.address}/32` },
          server: nameOf(knock.spec),
          protocol: 'TCP',
          port: knock.port,
          outcome: 'rejected',
        }),
      ),
    ],
  };
}

function planKnocks(
  services: readonly WorkloadSpec[],
  members: ReadonlyMap<string, readonly BenchPod[]>,
  random: Random,
) {
  return Array.from({ length: 400 }, (_, index) => {
    const spec = random.pick(services);
    return {
      spec,
      address: `203.0.113.${index % 250}`,
      target: at(members.get(workloadKey(spec)) ?? [], 0),
      port: 20_000 + index,
    };
  });
}

function nameOf(spec: WorkloadSpec): object {
  return { kind: 'workload', namespace: spec.namespace, workloadKind: spec.kind, name: spec.name };
}
