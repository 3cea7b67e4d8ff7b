// Exports of the API as `kubectl get … -A -o json` prints them, at one moment of the simulated cluster.
import type { Blueprint, Node, Pod, WorkloadSpec } from './model.ts';
import { workloadKey } from './model.ts';
import type { Settings } from './options.ts';
import { createRandom } from './random.ts';
import { apiVersionOf, uidFrom } from './timeline.ts';

export interface ClusterState {
  readonly settings: Settings;
  readonly blueprint: Blueprint;
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
}

export interface Snapshot {
  /** `20261101T001000Z`. */
  readonly stamp: string;
  readonly time: number;
  readonly list: { readonly apiVersion: 'v1'; readonly kind: 'List'; readonly items: readonly object[] };
}

export function snapshotTimes(settings: Settings): number[] {
  const count = Math.floor((settings.to - settings.from) / (settings.snapshotMinutes * 60)) + 1;
  return Array.from({ length: count }, (_, index) => settings.from + index * settings.snapshotMinutes * 60);
}

/** Whether a snapshot at `time` has the pod at all. */
export function isListed(pod: Pod, time: number): boolean {
  return pod.created <= time && time < pod.removed;
}

/** Whether a snapshot at `time` shows the pod with its address. */
export function showsAddress(pod: Pod, time: number): boolean {
  return pod.started < time && time < pod.removed;
}

export function takeSnapshot(state: ClusterState, time: number): Snapshot {
  const pods = state.pods.filter((pod) => isListed(pod, time));
  const services = state.blueprint.workloads.flatMap((spec) =>
    spec.service === undefined ? [] : [serviceObject(spec)],
  );
  const items = [
    ...pods.map((pod) => podObject(pod, time)).sort(byName),
    ...state.blueprint.namespaces.map((item) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: item.name, uid: uidOf(`namespace ${item.name}`), labels: item.labels },
    })),
    ...state.nodes.map((node) => nodeObject(node)),
    ...services,
    apiService(),
    ...state.blueprint.workloads.flatMap((spec) => sliceObjects(spec, pods, time)),
    apiSlice(state.blueprint.apiServers),
    ...state.blueprint.policies,
    ...controllerObjects(pods),
  ];
  return { stamp: iso(time).replaceAll(/[-:]/g, ''), time, list: { apiVersion: 'v1', kind: 'List', items } };
}

type Named = { readonly metadata: { readonly namespace: string; readonly name: string } };

function byName(left: Named, right: Named): number {
  const key = (item: Named): string => `${item.metadata.namespace}/${item.metadata.name}`;
  return key(left) < key(right) ? -1 : 1;
}

export function iso(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function uidOf(text: string): string {
  return uidFrom(createRandom(text));
}

function podObject(pod: Pod, time: number): Named {
  const { spec } = pod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: spec.namespace,
      name: pod.name,
      uid: pod.uid,
      labels: pod.labels,
      creationTimestamp: iso(pod.created),
      ...(pod.deletionRequested !== undefined && pod.deletionRequested <= time
        ? { deletionTimestamp: iso(pod.deletionRequested + 30), deletionGracePeriodSeconds: 30 }
        : {}),
      ...(pod.owner === undefined
        ? {}
        : { ownerReferences: [{ ...pod.owner, controller: true, blockOwnerDeletion: true }] }),
    },
    spec: {
      nodeName: pod.node.name,
      ...(spec.hostNetwork ? { hostNetwork: true } : {}),
      containers: [
        {
          name: 'main',
          ports: declaredPorts(spec).map((port) => ({
            ...(port.name === undefined ? {} : { name: port.name }),
            containerPort: port.port,
            protocol: port.protocol,
          })),
        },
      ],
    },
    status: podStatus(pod, time),
  } as Named;
}

/** What the API tells of a workload's ports. */
export function declaredPorts(spec: WorkloadSpec): WorkloadSpec['ports'] {
  return spec.declares ? spec.ports : [];
}

function podStatus(pod: Pod, time: number): object {
  const done = pod.finished && time >= pod.ended;
  const shown = showsAddress(pod, time);
  const state = done
    ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: iso(pod.started + 1), finishedAt: iso(pod.ended) } }
    : shown
      ? { running: { startedAt: iso(pod.started + 1) } }
      : { waiting: { reason: 'ContainerCreating' } };
  return {
    phase: done ? 'Succeeded' : shown ? 'Running' : 'Pending',
    hostIP: pod.node.address,
    hostIPs: [{ ip: pod.node.address }],
    ...(shown ? { podIP: pod.address, podIPs: [{ ip: pod.address }] } : {}),
    startTime: iso(pod.started),
    conditions: [{ type: 'Ready', status: shown && !done ? 'True' : 'False' }],
    containerStatuses: [{ name: 'main', ready: shown && !done, state }],
  };
}

function nodeObject(node: Node): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      uid: uidOf(`node ${node.name}`),
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/zone': node.zone,
      },
      creationTimestamp: iso(node.created),
    },
    spec: { providerID: `aws:///${node.zone}/${node.instanceId}` },
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
    },
  };
}

function clusterAddress(text: string): string {
  const random = createRandom(text);
  return `172.20.${random.int(0, 255)}.${random.int(20, 250)}`;
}

function serviceObject(spec: WorkloadSpec): object {
  const { service, namespace } = spec;
  const name = service?.name ?? '';
  const address =
    service?.type === 'Headless'
      ? 'None'
      : name === 'kube-dns'
        ? '172.20.0.10'
        : clusterAddress(`${namespace}/${name}`);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, uid: uidOf(`service ${namespace}/${name}`) },
    spec: {
      type: service?.type === 'LoadBalancer' ? 'LoadBalancer' : 'ClusterIP',
      clusterIP: address,
      clusterIPs: [address],
      selector: spec.labels,
      ports: service?.ports ?? [],
    },
    status:
      service?.type === 'LoadBalancer'
        ? { loadBalancer: { ingress: [{ hostname: `${name}.elb.example.org` }] } }
        : { loadBalancer: {} },
  };
}

/** One slice with the target ports of the pods that are ready; UDP and TCP together. */
function sliceObjects(spec: WorkloadSpec, pods: readonly Pod[], time: number): object[] {
  const { service, namespace } = spec;
  if (service === undefined) return [];
  const members = pods.filter((pod) => selects(spec, pod) && showsAddress(pod, time));
  return [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace,
        name: `${service.name}-${createRandom(`${namespace}/${service.name}`).suffix(5)}`,
        labels: { 'kubernetes.io/service-name': service.name },
      },
      addressType: 'IPv4',
      ports: service.ports.map((port) => ({
        name: port.name,
        protocol: port.protocol,
        port: targetNumber(spec, port.targetPort),
      })),
      endpoints: members.map((pod) => ({
        addresses: [pod.address],
        conditions: { ready: pod.deletionRequested === undefined || pod.deletionRequested > time },
        nodeName: pod.node.name,
        targetRef: { kind: 'Pod', namespace, name: pod.name, uid: pod.uid },
      })),
    },
  ];
}

/** The service of a stable workload selects the canary that carries the same labels, too. */
function selects(spec: WorkloadSpec, pod: Pod): boolean {
  return (
    pod.spec.namespace === spec.namespace &&
    Object.entries(spec.labels).every(([key, value]) => pod.labels[key] === value)
  );
}

function targetNumber(spec: WorkloadSpec, target: number | string): number {
  if (typeof target === 'number') return target;
  return spec.ports.find((port) => port.name === target)?.port ?? 0;
}

function apiService(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'default', name: 'kubernetes' },
    spec: {
      type: 'ClusterIP',
      clusterIP: '172.20.0.1',
      clusterIPs: ['172.20.0.1'],
      ports: [{ name: 'https', port: 443, targetPort: 443, protocol: 'TCP' }],
    },
  };
}

function apiSlice(addresses: readonly string[]): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: { namespace: 'default', name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    ports: [{ name: 'https', protocol: 'TCP', port: 443 }],
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  };
}

/** The owners of the pods: ReplicaSets and Jobs with their own owners, DaemonSets. */
function controllerObjects(pods: readonly Pod[]): object[] {
  const controllers = new Map<string, { readonly pod: Pod; readonly owner: NonNullable<Pod['owner']> }>();
  for (const pod of pods) {
    if (pod.owner !== undefined && ['ReplicaSet', 'Job', 'DaemonSet'].includes(pod.owner.kind))
      controllers.set(pod.owner.uid, { pod, owner: pod.owner });
  }
  return [...controllers.values()].map(({ pod, owner }) => {
    const { spec } = pod;
    const top =
      owner.kind === spec.kind
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: apiVersionOf(spec.kind),
                kind: spec.kind,
                name: spec.name,
                uid: uidOf(`owner ${workloadKey(spec)}`),
                controller: true,
              },
            ],
          };
    return {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      metadata: {
        namespace: spec.namespace,
        name: owner.name,
        uid: owner.uid,
        creationTimestamp: iso(pod.created),
        ...top,
      },
    };
  });
}
