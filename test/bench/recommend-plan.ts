// The cluster that `recommend` is measured on: workloads, who calls whom, and what its policies are recommended from.
import type { Connection, Endpoint } from '../../lib/connections/connection.ts';
import type { Workload } from '../../lib/identity/workload.ts';
import type { DnsFacts } from '../../lib/recommendation/dns.ts';
import { DEFAULT_OPTIONS, type RecommendationInput } from '../../lib/recommendation/recommendation.ts';
import type { Labels } from '../../lib/sources/kubernetes-objects.ts';
import { at, createRandom, type Random } from '../generator/random.ts';

const WORKLOADS_PER_NAMESPACE = 20;
const PODS_PER_WORKLOAD = 3;
const NODES = 100;
const NEAR_CALLS = 4;
const FAR_CALLS = 2;
const TIERS = ['web', 'api', 'worker', 'cache', 'db'];
const PORTS = [80, 443, 3000, 5432, 6379, 8080, 8081, 8443, 9092, 50_051];
const METRICS_PORT = 9100;
const DNS_PORTS = [
  { protocol: 'TCP', port: 53 },
  { protocol: 'UDP', port: 53 },
] as const;

/** Without policies of other APIs beside the recommended ones. */
export function planRecommendation(count: number): RecommendationInput {
  const workloads = Array.from({ length: count }, (_, index) => planWorkload(index));
  const coredns = podsOf({ namespace: 'kube-system', name: 'coredns' }, { 'k8s-app': 'kube-dns' }, '10.255.0');
  const scraper = podsOf({ namespace: 'monitoring', name: 'scraper' }, { app: 'scraper' }, '10.255.1');
  const namespaces = [...new Set([...workloads, scraper, coredns].map(({ namespace }) => namespace))];
  return {
    workloads: [...workloads, scraper, coredns],
    namespaces: namespaces.map((name) => ({ name, labels: { 'kubernetes.io/metadata.name': name } })),
    connections: planCalls(workloads, scraper, coredns),
    dns: dnsOf(coredns),
    options: DEFAULT_OPTIONS,
    services: [],
    currentPolicies: [],
  };
}

function dnsOf({ id }: Workload): DnsFacts {
  return { found: true, workloads: [id], ports: DNS_PORTS, localBlocks: [], cacheAddresses: [] };
}

function planWorkload(index: number): Workload {
  const place = Math.floor(index / WORKLOADS_PER_NAMESPACE);
  const number = index % WORKLOADS_PER_NAMESPACE;
  const labels = { app: `app-${number}`, tier: at(TIERS, number % TIERS.length), 'pod-template-hash': `hash-${index}` };
  return podsOf({ namespace: `team-${place}`, name: `app-${number}` }, labels, `10.${index >> 8}.${index & 255}`);
}

function podsOf({ namespace, name }: Pick<Workload, 'namespace' | 'name'>, labels: Labels, network: string): Workload {
  const pods = Array.from({ length: PODS_PER_WORKLOAD }, (_, index) => index + 1);
  const addresses = pods.map((host) => `${network}.${host}`);
  const nodes = pods.map((host) => `node-${(network.length * 31 + host) % NODES}`);
  const ports = [{ name: 'http', protocol: 'TCP', port: 8080, hostPort: undefined } as const];
  return {
    ...{ id: `${namespace}/Deployment/${name}`, namespace, kind: 'Deployment', name, labels, hostNetwork: false },
    podCount: pods.length,
    variants: [{ labels, ports, addresses, nodes, current: true }],
  };
}

/** Every workload asks DNS, is scraped, calls four of its namespace, two of any other and an address outside. */
function planCalls(workloads: readonly Workload[], scraper: Workload, coredns: Workload): readonly Connection[] {
  const random = createRandom('recommend');
  const calls = workloads.flatMap((client, index) => {
    const first = index - (index % WORKLOADS_PER_NAMESPACE);
    const near = workloads.slice(first, first + WORKLOADS_PER_NAMESPACE);
    return [
      call(client, endpointOf(coredns), { protocol: 'UDP', port: 53 }),
      call(scraper, endpointOf(client), { protocol: 'TCP', port: METRICS_PORT }),
      call(client, outside(random, workloads.length), { protocol: 'TCP', port: 443 }),
      ...several(NEAR_CALLS, client, near, random),
      ...several(FAR_CALLS, client, workloads, random),
    ];
  });
  const byText = new Map(calls.map((one) => [JSON.stringify([one.client, one.server, one.protocol, one.port]), one]));
  return [...byText.values()];
}

function several(count: number, client: Workload, servers: readonly Workload[], random: Random): readonly Connection[] {
  return Array.from({ length: count }, () =>
    call(client, endpointOf(random.pick(servers)), { protocol: 'TCP', port: random.pick(PORTS) }),
  );
}

/** As many addresses as workloads. */
function outside(random: Random, count: number): Endpoint {
  const index = random.int(0, count - 1);
  return { kind: 'external', cidr: `198.18.${index >> 8}.${index & 255}/32` };
}

function endpointOf({ namespace, kind, name }: Workload): Endpoint {
  return { kind: 'workload', namespace, workloadKind: kind, name };
}

function call(client: Workload, server: Endpoint, port: Pick<Connection, 'protocol' | 'port'>): Connection {
  return {
    ...{ client: endpointOf(client), server, ...port, outcome: 'established', evidence: 'syn' },
    ...{ records: 4, bytes: 4000, packets: 40, firstSeenSeconds: 0, lastSeenSeconds: 3600 },
  };
}
