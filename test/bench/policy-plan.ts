// The large cluster that `evaluate` is measured on: its namespaces, pods and policies, the same each time.
import { at, createRandom, type Random } from '../generator/random.ts';

export const WORKLOADS_PER_NAMESPACE = 10;
const TEAMS = 25;
const TIERS = ['web', 'api', 'worker', 'cache', 'db'];
export const PORTS = [80, 443, 5432, 6379, 8080, 8443, 9090, 9092, 50051, 53];
/** One policy of a hundred is for the whole cluster, as AdminNetworkPolicy. */
const NAMESPACED_SHARE = 0.99;

export interface PolicyPlanSize {
  readonly namespaces: number;
  readonly pods: number;
}

export interface PlannedPod {
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
  readonly manifest: object;
}

export function planNamespaces({ namespaces }: PolicyPlanSize): readonly object[] {
  return Array.from({ length: namespaces }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespaceName(index), labels: namespaceLabels(index) },
  }));
}

function namespaceName(index: number): string {
  return `team-${index % TEAMS}-${index}`;
}

function namespaceLabels(index: number): Readonly<Record<string, string>> {
  return {
    'kubernetes.io/metadata.name': namespaceName(index),
    team: `team-${index % TEAMS}`,
    stage: index % 3 === 0 ? 'production' : 'test',
  };
}

/** Ten workloads a namespace; every pod has labels of its own besides those that policies name. */
export function planPods(size: PolicyPlanSize): readonly PlannedPod[] {
  return Array.from({ length: size.pods }, (_, index) => {
    const namespaceIndex = index % size.namespaces;
    const replica = Math.floor(index / size.namespaces);
    const workload = replica % WORKLOADS_PER_NAMESPACE;
    const app = `app-${workload}`;
    const namespace = namespaceName(namespaceIndex);
    const name = `${app}-${Math.floor(replica / WORKLOADS_PER_NAMESPACE)}`;
    const address = `10.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
    const labels = {
      app,
      tier: at(TIERS, workload % TIERS.length),
      'controller-revision-hash': `${app}-6d4b75cb6d`,
      'statefulset.kubernetes.io/pod-name': name,
    };
    return { namespace, name, address, manifest: podManifest({ namespace, name, address, labels, app, index }) };
  });
}

interface PodParts extends Pick<PlannedPod, 'namespace' | 'name' | 'address'> {
  readonly labels: object;
  readonly app: string;
  readonly index: number;
}

function podManifest({ namespace, name, address, labels, app, index }: PodParts): object {
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: app, uid: `${namespace}-${app}`, controller: true };
  const ports = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, uid: `pod-${index}`, labels, ownerReferences: [owner] },
    spec: { nodeName: `node-${index % 500}`, containers: [{ name: 'main', image: `registry/${app}:1`, ports }] },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  };
}

/** Each namespace has the same number, the first of them isolating all its pods. */
export function planPolicies(count: number, { namespaces }: PolicyPlanSize): readonly object[] {
  const random = createRandom(`policies ${count}`);
  const namespaced = Math.round(count * NAMESPACED_SHARE);
  const own = Array.from({ length: namespaced }, (_, index) => {
    const namespace = namespaceName(index % namespaces);
    const name = `policy-${Math.floor(index / namespaces)}`;
    const spec = index < namespaces ? { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } : policySpec(random);
    return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec };
  });
  return [...own, ...Array.from({ length: count - namespaced }, (_, index) => clusterWidePolicy(index, random))];
}

function policySpec(random: Random): object {
  return {
    podSelector: { matchLabels: { app: anyApp(random) } },
    ingress: [
      { from: [inside(random), inside(random)], ports: [port(random), port(random), port(random)] },
      { from: [inside(random), { ipBlock: block(random) }], ports: [port(random), { protocol: 'UDP', port: 53 }] },
    ],
    egress: [
      { to: [{ namespaceSelector: {} }], ports: [{ protocol: 'UDP', port: 53 }] },
      { to: [inside(random), { ipBlock: block(random) }], ports: [port(random), port(random), { port: 'http' }] },
    ],
  };
}

function anyApp(random: Random): string {
  return `app-${random.int(0, WORKLOADS_PER_NAMESPACE - 1)}`;
}

function inside(random: Random): object {
  const podSelector = { matchLabels: { tier: random.pick(TIERS) } };
  const kind = random.next();
  if (kind < 0.3) return { namespaceSelector: {} };
  if (kind < 0.6) return { podSelector };
  const namespaceSelector = { matchLabels: { team: `team-${random.int(0, TEAMS - 1)}` } };
  return random.chance(0.5) ? { namespaceSelector } : { namespaceSelector, podSelector };
}

/** Of 4,000 that there are, each with a hole. */
function block(random: Random): object {
  const start = `198.${random.int(0, 15)}.${random.int(0, 249)}`;
  return { cidr: `${start}.0/24`, except: [`${start}.128/25`] };
}

function port(random: Random): object {
  return { protocol: 'TCP', port: random.pick(PORTS) };
}

function clusterWidePolicy(index: number, random: Random): object {
  const namespaces = { namespaceSelector: { matchLabels: { team: `team-${random.int(0, TEAMS - 1)}` } } };
  const podSelector = { matchLabels: { tier: random.pick(TIERS) } };
  const subject = random.chance(0.5)
    ? { pods: { ...namespaces, podSelector } }
    : { namespaces: namespaces.namespaceSelector };
  const peers = [{ namespaces: { matchLabels: { stage: 'test' } } }];
  const ports = [{ portNumber: { protocol: 'TCP', port: random.pick(PORTS) } }];
  const action = random.pick(['Allow', 'Deny', 'Pass']);
  const spec = { priority: index % 1000, subject, ingress: [{ action, from: peers, ports }] };
  const apiVersion = 'policy.networking.k8s.io/v1alpha1';
  return { apiVersion, kind: 'AdminNetworkPolicy', metadata: { name: `admin-${index}` }, spec };
}
