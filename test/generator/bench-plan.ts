// The large input's cast: a cluster without churn, reduced to what the writers of the files need.

import { placeCluster } from './cluster.ts';
import type { Blueprint, Labels, Pod, WorkloadSpec } from './model.ts';
import { workloadKey } from './model.ts';
import { type Settings, settle } from './options.ts';
import { at, createRandom, type Random } from './random.ts';
import { type Snapshot, takeSnapshot } from './snapshots.ts';
import { coredns, namespace, service, tcp, workload } from './specs.ts';

const SERVICES = 240;
const CLIENTS = 300;
const CALLS_OF_A_CLIENT = 4;
const TEAMS = 40;
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
  const place = (index: number): string => `team-${index % TEAMS}`;
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
  const cast = castWorkloads(random.fork('cast'));
  const blueprint = blueprintOf(cast);
  const { fleet, pods } = placeCluster(blueprint, settings, random.fork('cluster'));
  const members = membersOf(pods);
  const calls = cast.clients.flatMap((client) =>
    random
      .shuffle(cast.services)
      .slice(0, CALLS_OF_A_CLIENT)
      .map((server): NamedEdge => ({ client, server, protocol: 'TCP', port: at(server.ports, 0).port })),
  );
  const lookups = cast.clients.map((client): NamedEdge => ({ client, server: cast.dns, protocol: 'UDP', port: 53 }));
  const knocks = planKnocks(cast.services, members, random.fork('knocks'));
  const state = { settings, blueprint, nodes: fleet.nodes, pods };
  return {
    settings,
    snapshots: [settings.from, settings.to].map((time) => takeSnapshot(state, time)),
    calls: calls.map((edge) => edgeOf(edge, members)),
    lookups: lookups.map((edge) => edgeOf(edge, members)),
    knocks: knocks.map(({ address, target, port }) => ({ address, target, port })),
    connections: [
      ...[...calls, ...lookups].map((edge) => connectionOf(edge)),
      ...knocks.map((knock) => rejectionOf(knock)),
    ],
  };
}

interface NamedEdge {
  readonly client: WorkloadSpec;
  readonly server: WorkloadSpec;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

type Members = ReadonlyMap<string, readonly BenchPod[]>;

function blueprintOf({ services, clients, dns }: ReturnType<typeof castWorkloads>): Blueprint {
  const teams = Array.from({ length: TEAMS }, (_, index) => `team-${index}`);
  return {
    namespaces: ['default', 'kube-system', ...teams].map((name) => namespace(name)),
    workloads: [...services, ...clients, dns],
    dependencies: [],
    loadBalancers: [],
    apiServers: [],
    scanner: undefined,
    policies: [],
  };
}

function membersOf(pods: readonly Pod[]): Members {
  const members = new Map<string, BenchPod[]>();
  for (const pod of pods) {
    const key = workloadKey(pod.spec);
    const member = { address: pod.address, eni: pod.eni.id, primary: pod.eni.primary, node: pod.node.name };
    members.set(key, [...(members.get(key) ?? []), member]);
  }
  return members;
}

function edgeOf(edge: NamedEdge, members: Members): BenchEdge {
  return {
    protocol: edge.protocol === 'TCP' ? 6 : 17,
    port: edge.port,
    clients: members.get(workloadKey(edge.client)) ?? [],
    servers: members.get(workloadKey(edge.server)) ?? [],
  };
}

function connectionOf({ client, server, protocol, port }: NamedEdge): BenchConnection {
  return { client: nameOf(client), server: nameOf(server), protocol, port, outcome: 'established' };
}

function rejectionOf({ address, spec, port }: ReturnType<typeof planKnocks>[number]): BenchConnection {
  const client = { kind: 'external', cidr: `${address}/32` };
  return { client, server: nameOf(spec), protocol: 'TCP', port, outcome: 'rejected' };
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
