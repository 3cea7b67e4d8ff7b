// What an export says of a cluster that decides how a dataplane treats its pods: nodes, agents, unusual pods.
import { compareBy, uniqueSorted } from '../../base/order.ts';
import type { ContainerImage, Node, Pod, Snapshot } from '../../sources/kubernetes-objects.ts';
import { hasReached } from '../profiles/version.ts';

/**
 * `virtual`: pods run elsewhere (virtual-kubelet). `fargate`, `hybrid`: EKS nodes that are no EC2 instances.
 * `exclusive-eni`: each pod of an ACK node has a network interface of its own.
 */
export type NodeKind = 'virtual' | 'fargate' | 'hybrid' | 'exclusive-eni';

/** Fields are absent where the export does not say. */
export interface NodeFacts {
  readonly name: string;
  /** Sorted. */
  readonly kinds: readonly NodeKind[];
  readonly kubelet?: string;
  readonly kernel?: string;
  readonly osImage?: string;
  /** `linux`, `windows`. */
  readonly system?: string;
}

export interface PodFacts {
  readonly id: string;
  readonly nodeName: string | undefined;
  readonly runtimeClass: string | undefined;
  readonly standalone: boolean;
}

/** Pods of one owner in a namespace of the cluster's own parts. */
export interface AgentFacts {
  /** `kube-system/DaemonSet/cilium`. */
  readonly id: string;
  readonly name: string;
  /** Of its first pod in the export. */
  readonly labels: Readonly<Record<string, string>>;
  /** Each container and image once, by both. */
  readonly images: readonly ContainerImage[];
}

export type Cloud = 'alibaba' | 'aws' | 'azure' | 'google' | 'huawei';

export interface ClusterFacts {
  /** By name; of all exports, the newest of each node. */
  readonly nodes: readonly NodeFacts[];
  /** By id; of the newest export, without finished ones and those on the network of their node. */
  readonly pods: readonly PodFacts[];
  /** By id; of the newest export. */
  readonly agents: readonly AgentFacts[];
  /** Sorted. */
  readonly clouds: readonly Cloud[];
}

/** `snapshots` in the order of time. */
export function clusterFacts(snapshots: readonly Snapshot[]): ClusterFacts {
  const nodes = new Map(snapshots.flatMap((snapshot) => snapshot.nodes).map((node) => [node.name, node]));
  const pods = (snapshots.at(-1)?.pods ?? []).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  return {
    nodes: [...nodes.values()].map(nodeFacts).sort(compareBy(({ name }) => name)),
    pods: pods
      .filter(({ hostNetwork }) => !hostNetwork)
      .map(podFacts)
      .sort(compareBy(({ id }) => id)),
    agents: agentFacts(pods),
    clouds: [...new Set([...nodes.values()].flatMap(cloudsOf))].sort(),
  };
}

/** "At least": the control plane is never older than a kubelet (Kubernetes version skew policy). */
export function lowestKubelet(nodes: readonly NodeFacts[]): string | undefined {
  const versions = nodes.flatMap(({ kubelet }) => kubelet ?? []);
  const lowest = (left: string, right: string) => (hasReached(right, [left]) === 'no' ? right : left);
  return versions.length === 0 ? undefined : versions.reduce(lowest);
}

function nodeFacts(node: Node): NodeFacts {
  const { name, labels, kubeletVersion, kernelVersion, osImage } = node;
  const system = node.operatingSystem ?? labels['kubernetes.io/os'] ?? labels['beta.kubernetes.io/os'];
  return {
    name,
    kinds: kindsOf(node),
    ...(kubeletVersion === undefined ? {} : { kubelet: kubeletVersion }),
    ...(kernelVersion === undefined ? {} : { kernel: kernelVersion }),
    ...(osImage === undefined ? {} : { osImage }),
    ...(system === undefined ? {} : { system }),
  };
}

/** Labels as the clouds' documents have them; names only where pods on such nodes are named no other way. */
function kindsOf({ name, labels, taints }: Node): readonly NodeKind[] {
  const kinds: NodeKind[] = [];
  const compute = labels['eks.amazonaws.com/compute-type'];
  if (labels['k8s.aliyun.com/exclusive-mode-eni-type'] === 'eniOnly') kinds.push('exclusive-eni');
  if (compute === 'fargate' || name.startsWith('fargate-')) kinds.push('fargate');
  if (compute === 'hybrid') kinds.push('hybrid');
  if (labels.type === 'virtual-kubelet' || taints?.includes('virtual-kubelet.io/provider') === true)
    kinds.push('virtual');
  return kinds;
}

function podFacts({ meta, nodeName, runtimeClass }: Pod): PodFacts {
  const { namespace, name, owner } = meta;
  return { id: `${namespace}/${name}`, nodeName, runtimeClass, standalone: owner === undefined };
}

function agentFacts(pods: readonly Pod[]): readonly AgentFacts[] {
  const agents = new Map<string, { readonly first: Pod; readonly images: Map<string, ContainerImage> }>();
  for (const pod of pods) {
    if (pod.images === undefined) continue;
    const { namespace, owner } = pod.meta;
    const id = `${namespace}/${owner?.kind ?? 'Pod'}/${owner?.name ?? pod.meta.name}`;
    const agent = agents.get(id) ?? { first: pod, images: new Map() };
    for (const image of pod.images) agent.images.set(`${image.container} ${image.image}`, image);
    agents.set(id, agent);
  }
  return uniqueSorted(agents.keys()).flatMap((id) => {
    const agent = agents.get(id);
    if (agent === undefined) return [];
    const { meta } = agent.first;
    const images = [...agent.images.values()].sort(
      compareBy(
        ({ container }) => container,
        ({ image }) => image,
      ),
    );
    return [{ id, name: meta.owner?.name ?? meta.name, labels: meta.labels, images }];
  });
}

const PROVIDERS: readonly (readonly [pattern: RegExp, cloud: Cloud])[] = [
  [/^aws:\/\//, 'aws'],
  [/^azure:\/\//, 'azure'],
  [/^gce:\/\//, 'google'],
  // ACK writes region and instance, `cn-hangzhou.i-bp1abc`, or `alicloud://…`.
  [/^(alicloud:\/\/|[a-z]+-[a-z0-9-]+\.i-)/, 'alibaba'],
];

/** CCE names neither cloud nor cluster in providerID; its kubelets carry the release, `v1.29.10-r0`. */
function cloudsOf({ providerId = '', kubeletVersion = '', osImage = '' }: Node): readonly Cloud[] {
  const found = PROVIDERS.flatMap(([pattern, cloud]) => (pattern.test(providerId) ? [cloud] : []));
  if (/-aliyun\b/.test(kubeletVersion)) found.push('alibaba');
  if (/^v\d+\.\d+\.\d+-r\d+/.test(kubeletVersion) || osImage.startsWith('Huawei Cloud EulerOS')) found.push('huawei');
  return found;
}
