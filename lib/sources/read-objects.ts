// One parsed manifest into one of our Kubernetes objects: defaults applied, addresses canonical, times in seconds.
import type { z } from 'zod';
import { canonicalAddress } from '../net/address.ts';
import { isClusterPart } from './cluster-parts.ts';
import {
  type ContainerImage,
  type ContainerPort,
  type Controller,
  type EndpointSlice,
  NAMESPACE_NAME_LABEL,
  type Namespace,
  type Node,
  type ObjectMeta,
  type Pod,
  type PodPhase,
  type Service,
} from './kubernetes-objects.ts';
import type {
  controllerSchema,
  endpointSliceSchema,
  namespaceSchema,
  nodeSchema,
  podSchema,
  RawContainer,
  RawMetadata,
  serviceSchema,
} from './object-schemas.ts';

const PHASES: readonly PodPhase[] = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];

function readMeta(raw: RawMetadata, scope: 'namespaced' | 'cluster'): ObjectMeta {
  const namespace = scope === 'cluster' ? '' : (raw.namespace ?? '') || 'default';
  const owner = raw.ownerReferences.find((reference) => reference.controller === true);
  return {
    namespace,
    name: raw.name,
    // Without a uid the name and the time of creation tell objects apart.
    uid: raw.uid || `${namespace}/${raw.name}@${raw.creationTimestamp ?? ''}`,
    labels: raw.labels,
    owner: owner && { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name, uid: owner.uid },
    creationSeconds: raw.creationTimestamp,
    deletionSeconds: raw.deletionTimestamp,
  };
}

export function readPod(raw: z.output<typeof podSchema>): Pod {
  const { spec, status } = raw;
  const phase = PHASES.find((known) => known === status?.phase) ?? 'Unknown';
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const containers = [...spec.containers, ...spec.initContainers.filter(isSidecar)];
  const meta = readMeta(raw.metadata, 'namespaced');
  return {
    meta,
    nodeName: spec.nodeName || undefined,
    hostNetwork: spec.hostNetwork ?? false,
    phase,
    addresses: distinct([...(status?.podIPs ?? []).map(({ ip }) => ip), status?.podIP]),
    hostAddresses: distinct([...(status?.hostIPs ?? []).map(({ ip }) => ip), status?.hostIP]),
    startSeconds: status?.startTime,
    finishedSeconds: finished ? lastFinishedSeconds(status) : undefined,
    ports: containers.flatMap(readContainerPorts),
    probePorts: distinct(containers.flatMap(readProbePorts)),
    ...stated('runtimeClass', spec.runtimeClassName),
    ...stated('serviceAccount', spec.serviceAccountName),
    ...(isClusterPart(meta.namespace) ? { images: containers.flatMap(readImage) } : {}),
  };
}

function readImage({ name, image }: RawContainer): readonly ContainerImage[] {
  return image ? [{ container: name ?? '', image }] : [];
}

/** The field where there is a text that is not empty, else nothing. */
function stated<K extends string>(key: K, value: string | null | undefined): { readonly [P in K]?: string } {
  if (!value) return {};
  const fields: { [P in K]?: string } = {};
  fields[key] = value;
  return fields;
}

/** An init container that is restarted always runs as long as the pod. */
function isSidecar(container: RawContainer): boolean {
  return container.restartPolicy === 'Always';
}

function readContainerPorts(container: RawContainer): readonly ContainerPort[] {
  return container.ports.map((port) => ({
    name: port.name || undefined,
    protocol: port.protocol,
    port: port.containerPort,
    hostPort: port.hostPort || undefined,
  }));
}

function readProbePorts(container: RawContainer): readonly (number | string | undefined)[] {
  return [container.livenessProbe, container.readinessProbe, container.startupProbe].flatMap((probe) => [
    probe?.httpGet?.port,
    probe?.tcpSocket?.port,
    probe?.grpc?.port,
  ]);
}

function lastFinishedSeconds(status: z.output<typeof podSchema>['status']): number | undefined {
  const times = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
    .map(({ state }) => state?.terminated?.finishedAt)
    .filter((seconds) => seconds !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

export function readNamespace(raw: z.output<typeof namespaceSchema>): Namespace {
  const { name, labels } = raw.metadata;
  return { name, labels: { ...labels, [NAMESPACE_NAME_LABEL]: name } };
}

export function readNode(raw: z.output<typeof nodeSchema>): Node {
  const addresses = (raw.status?.addresses ?? []).filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP');
  const info = raw.status?.nodeInfo;
  const taints = (raw.spec?.taints ?? []).map(({ key }) => key);
  return {
    name: raw.metadata.name,
    labels: raw.metadata.labels,
    addresses: distinct(addresses.map(({ address }) => canonicalAddress(address))),
    podCidrs: distinct([...(raw.spec?.podCIDRs ?? []), raw.spec?.podCIDR || undefined]),
    creationSeconds: raw.metadata.creationTimestamp,
    ...stated('kubeletVersion', info?.kubeletVersion),
    ...stated('kernelVersion', info?.kernelVersion),
    ...stated('osImage', info?.osImage),
    ...stated('operatingSystem', info?.operatingSystem),
    ...stated('containerRuntime', info?.containerRuntimeVersion),
    ...stated('providerId', raw.spec?.providerID),
    ...(taints.length === 0 ? {} : { taints }),
  };
}

export function readService(raw: z.output<typeof serviceSchema>): Service {
  const { spec, status } = raw;
  const balancers = (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
  return {
    meta: readMeta(raw.metadata, 'namespaced'),
    type: spec.type || 'ClusterIP',
    selector: spec.selector ?? undefined,
    // A headless service says `None`, which is no address.
    clusterAddresses: distinct([...spec.clusterIPs, spec.clusterIP].map((text) => canonicalAddress(text ?? ''))),
    externalAddresses: distinct([...spec.externalIPs, ...balancers, spec.loadBalancerIP]),
    ports: spec.ports.map((port) => ({
      name: port.name || undefined,
      protocol: port.protocol,
      port: port.port,
      // "If this is not specified, the value of the 'port' field is used."
      targetPort: port.targetPort ?? port.port,
      nodePort: port.nodePort || undefined,
    })),
  };
}

export function readEndpointSlice(raw: z.output<typeof endpointSliceSchema>): EndpointSlice {
  return {
    meta: readMeta(raw.metadata, 'namespaced'),
    serviceName: raw.metadata.labels['kubernetes.io/service-name'],
    ports: raw.ports.flatMap(({ protocol, port }) => (port === undefined || port === null ? [] : [{ protocol, port }])),
    endpoints: raw.endpoints.map(({ addresses, nodeName, targetRef }) => ({
      addresses: distinct(addresses.map((text) => canonicalAddress(text))),
      podName: targetRef?.kind === 'Pod' ? targetRef.name || undefined : undefined,
      nodeName: nodeName || undefined,
    })),
  };
}

export function readController(kind: string, raw: z.output<typeof controllerSchema>): Controller {
  return { kind, meta: readMeta(raw.metadata, 'namespaced') };
}

/** Without repeats and holes, first place kept: entry 0 of podIPs equals podIP. */
function distinct<T>(items: readonly (T | undefined | null)[]): T[] {
  return [...new Set(items.filter((item) => item !== undefined && item !== null))];
}
