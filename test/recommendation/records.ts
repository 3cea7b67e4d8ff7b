// Workloads, connections and inputs for the tests of the recommendation: everything not named has a plain default.
import type { Connection, Endpoint } from '../../lib/connections/connection.ts';
import type { PodVariant, Workload } from '../../lib/identity/workload.ts';
import { makeDataplane } from '../../lib/policy/dataplanes/choose.ts';
import type { Dataplane } from '../../lib/policy/profiles/dataplane.ts';
import { parseDataplaneArgument } from '../../lib/policy/profiles/dataplane-argument.ts';
import type { DnsFacts } from '../../lib/recommendation/dns.ts';
import {
  DEFAULT_OPTIONS,
  type RecommendationInput,
  type RecommendationOptions,
} from '../../lib/recommendation/recommendation.ts';
import type { ContainerPort, Labels, Service } from '../../lib/sources/kubernetes-objects.ts';

export interface WorkloadRecord {
  readonly hostNetwork?: boolean;
  readonly ports?: readonly ContainerPort[];
  /** More label sets, one for each further kind of pod. */
  readonly more?: readonly Labels[];
  readonly addresses?: readonly string[];
}

/** `id` is `namespace/Kind/name`; `labels` those of its pods. */
export function workload(id: string, labels: Labels, record: WorkloadRecord = {}): Workload {
  const [namespace = '', kind = '', name = ''] = id.split('/');
  const sets = [labels, ...(record.more ?? [])];
  const variants = sets.map(
    (set): PodVariant => ({
      labels: set,
      ports: record.ports ?? [],
      addresses: record.addresses ?? [],
      nodes: ['node-1'],
      current: true,
    }),
  );
  const common = Object.entries(labels).filter(([key, value]) => sets.every((set) => set[key] === value));
  return {
    id,
    namespace,
    kind,
    name,
    labels: Object.fromEntries(common),
    podCount: sets.length,
    hostNetwork: record.hostNetwork ?? false,
    variants,
  };
}

/** `shop/Deployment/web`, `192.0.2.7/32`, or `node:name=10.0.0.1`. */
export function endpoint(text: string): Endpoint {
  const node = /^node:(.*)=(.*)$/.exec(text);
  if (node !== null) return { kind: 'node', name: node[1] ?? '', address: node[2] ?? '' };
  const [namespace = '', workloadKind = '', name] = text.split('/');
  if (name === undefined) return { kind: 'external', cidr: text };
  return { kind: 'workload', namespace, workloadKind, name };
}

/** `shop/Deployment/web -> shop/Deployment/api TCP/8080`. */
export function connection(text: string, record: Partial<Connection> = {}): Connection {
  const [client = '', , server = '', port = ''] = text.split(' ');
  const [protocol = '', number = ''] = port.split('/');
  return {
    client: endpoint(client),
    server: endpoint(server),
    protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
    port: Number(number),
    outcome: 'established',
    evidence: 'syn',
    records: 2,
    bytes: 100,
    packets: 10,
    firstSeenSeconds: 0,
    lastSeenSeconds: 60,
    ...record,
  };
}

export const COREDNS = workload(
  'kube-system/Deployment/coredns',
  { 'k8s-app': 'kube-dns', 'pod-template-hash': 'abc' },
  { addresses: ['10.1.0.53'] },
);

export const DNS: DnsFacts = {
  found: true,
  workloads: [COREDNS.id],
  ports: [
    { protocol: 'TCP', port: 53 },
    { protocol: 'UDP', port: 53 },
  ],
  localBlocks: [],
  cacheAddresses: [],
};

export interface InputRecord {
  readonly workloads: readonly Workload[];
  readonly connections: readonly Connection[];
  readonly dns?: DnsFacts;
  readonly options?: Partial<RecommendationOptions>;
  /** As `--dataplane` takes it. */
  readonly dataplane?: string;
  readonly services?: readonly Service[];
  readonly currentPolicies?: readonly object[];
}

function dataplaneNamed(text: string): Dataplane {
  const parsed = parseDataplaneArgument(text);
  if (parsed.kind === 'unusable') throw new Error(parsed.message);
  return makeDataplane(parsed.argument, { nodes: [] });
}

/** With CoreDNS among the workloads, and every namespace labelled with its name. */
export function input(record: InputRecord): RecommendationInput {
  const workloads = [...record.workloads, COREDNS];
  const names = [...new Set(workloads.map(({ namespace }) => namespace))].sort();
  return {
    workloads,
    namespaces: names.map((name) => ({ name, labels: { 'kubernetes.io/metadata.name': name } })),
    connections: record.connections,
    dns: record.dns ?? DNS,
    options: { ...DEFAULT_OPTIONS, ...record.options },
    services: record.services ?? [],
    currentPolicies: (record.currentPolicies ?? []).map((manifest) => ({ place: { source: 'test' }, manifest })),
    ...(record.dataplane === undefined ? {} : { dataplane: dataplaneNamed(record.dataplane) }),
  };
}
