// The ports on which the snapshots say that somebody listens: declared, so likely, not proven.
import { compareBy } from '../base/order.ts';
import type { Pod, Service, Snapshot, TransportProtocol } from '../sources/kubernetes-objects.ts';
import { collectOwners, type Owners, workloadOf } from './owners.ts';
import { workloadId } from './workload.ts';

/** `every-node`: node ports of Services are open on all nodes. hostNetwork pods listen on their node's addresses. */
export type PortHolder =
  | { readonly kind: 'workload'; readonly id: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'every-node' }
  /** An endpoint that is no pod, such as the API server's: its slice was made by hand or by the control plane. */
  | { readonly kind: 'address'; readonly address: string };

export type PortSource = 'container' | 'endpoint-slice' | 'host-port' | 'node-port' | 'probe' | 'service';

export interface DeclaredPort {
  readonly holder: PortHolder;
  readonly protocol: TransportProtocol;
  readonly port: number;
  readonly source: PortSource;
}

type Declare = (declared: DeclaredPort) => void;

/** Distinct, sorted by holder, protocol, port, source. */
export function declaredPorts(snapshots: readonly Snapshot[]): readonly DeclaredPort[] {
  const owners = collectOwners(snapshots);
  const found = new Map<string, DeclaredPort>();
  const declare: Declare = (declared) => {
    if (declared.port > 0) found.set(keyOf(declared), declared);
  };
  for (const snapshot of snapshots) {
    const placed = snapshot.pods.map((pod) => ({ pod, holder: holderOf(pod, owners) }));
    for (const { pod, holder } of placed) declarePodPorts(pod, holder, declare);
    declareServicePorts(snapshot.services, placed, declare);
    declareSlicePorts(snapshot, placed, declare);
  }
  return [...found].sort(compareBy(([key]) => key)).map(([, declared]) => declared);
}

interface PlacedPod {
  readonly pod: Pod;
  /** Undefined: a hostNetwork pod of which no node is known yet. */
  readonly holder: PortHolder | undefined;
}

function holderOf(pod: Pod, owners: Owners): PortHolder | undefined {
  if (!pod.hostNetwork) return { kind: 'workload', id: workloadId(workloadOf(pod, owners)) };
  return pod.nodeName === undefined ? undefined : { kind: 'node', name: pod.nodeName };
}

/** Port numbers are padded, so that the order of the keys is the order of the ports. */
function keyOf({ holder, protocol, port, source }: DeclaredPort): string {
  const name = holderName(holder);
  return `${holder.kind} ${name} ${protocol} ${String(port).padStart(5, '0')} ${source}`;
}

function holderName(holder: PortHolder): string {
  switch (holder.kind) {
    case 'workload':
      return holder.id;
    case 'node':
      return holder.name;
    case 'address':
      return holder.address;
    case 'every-node':
      return '';
  }
}

function declarePodPorts(pod: Pod, holder: PortHolder | undefined, declare: Declare): void {
  for (const { protocol, port, hostPort } of pod.ports) {
    if (holder !== undefined) declare({ holder, protocol, port, source: 'container' });
    if (hostPort === undefined || pod.nodeName === undefined) continue;
    declare({ holder: { kind: 'node', name: pod.nodeName }, protocol, port: hostPort, source: 'host-port' });
  }
  if (holder === undefined) return;
  for (const probe of pod.probePorts) {
    const port = portOf(pod, probe, 'TCP');
    if (port !== undefined) declare({ holder, protocol: 'TCP', port, source: 'probe' });
  }
}

/** A name means the container port of that name and protocol; where there is none, digits are a number after all. */
function portOf(pod: Pod, port: number | string, protocol: TransportProtocol): number | undefined {
  if (typeof port === 'number') return port;
  const named = pod.ports.find((candidate) => candidate.name === port && candidate.protocol === protocol);
  return named?.port ?? (/^\d{1,5}$/.test(port) ? Number(port) : undefined);
}

function declareServicePorts(services: readonly Service[], placed: readonly PlacedPod[], declare: Declare): void {
  const byLabel = podsByLabel(placed, services);
  for (const service of services) {
    const selected = selectPods(service, byLabel);
    for (const { protocol, targetPort, nodePort } of service.ports) {
      if (nodePort !== undefined)
        declare({ holder: { kind: 'every-node' }, protocol, port: nodePort, source: 'node-port' });
      for (const { pod, holder } of selected) {
        const port = portOf(pod, targetPort, protocol);
        if (port !== undefined && holder !== undefined) declare({ holder, protocol, port, source: 'service' });
      }
    }
  }
}

/** By namespace, label and value, so that a Service looks only at pods that one of its labels selects. */
type PodsByLabel = ReadonlyMap<string, readonly PlacedPod[]>;

type Label = readonly [key: string, value: string];

const labelKey = (namespace: string, [key, value]: Label) => `${namespace} ${key} ${value}`;

/** Only by labels that a Service asks for. */
function podsByLabel(placed: readonly PlacedPod[], services: readonly Service[]): PodsByLabel {
  const byLabel = new Map<string, PlacedPod[]>();
  for (const { meta, selector } of services) {
    for (const label of Object.entries(selector ?? {})) byLabel.set(labelKey(meta.namespace, label), []);
  }
  for (const item of placed) {
    const { namespace, labels } = item.pod.meta;
    for (const label of Object.entries(labels)) byLabel.get(labelKey(namespace, label))?.push(item);
  }
  return byLabel;
}

/** "If empty or not present, the service is assumed to have an external process managing its endpoints." */
function selectPods(service: Service, byLabel: PodsByLabel): readonly PlacedPod[] {
  const selector = Object.entries(service.selector ?? {});
  const candidates = selector.map((label) => byLabel.get(labelKey(service.meta.namespace, label)) ?? []);
  const [fewest = []] = candidates.sort((left, right) => left.length - right.length);
  return fewest.filter(({ pod }) => selector.every(([key, value]) => pod.meta.labels[key] === value));
}

/** Ports of a slice are target ports already. An endpoint that names a pod which the snapshot lacks is gone. */
function declareSlicePorts(snapshot: Snapshot, placed: readonly PlacedPod[], declare: Declare): void {
  const byName = new Map(placed.map((item) => [`${item.pod.meta.namespace}/${item.pod.meta.name}`, item]));
  for (const { meta, endpoints, ports } of snapshot.endpointSlices) {
    for (const { podName, addresses } of endpoints) {
      const pod = podName === undefined ? undefined : byName.get(`${meta.namespace}/${podName}`)?.holder;
      const outside = podName === undefined ? addresses.map((address) => ({ kind: 'address', address }) as const) : [];
      for (const holder of pod === undefined ? outside : [pod]) {
        for (const { protocol, port } of ports) declare({ holder, protocol, port, source: 'endpoint-slice' });
      }
    }
  }
}
