// Where the cluster's pods ask for names: the DNS pods, the ports they listen on, and node-local caches.
import { compareBy, uniqueSorted } from '../base/order.ts';
import { type Workload, workloadId } from '../identity/workload.ts';
import type { EndpointSlice, Labels, Pod, Service, ServicePort } from '../sources/kubernetes-objects.ts';
import type { PortManifest } from './manifests.ts';
import { isSystemNamespace } from './system-namespaces.ts';

export interface DnsFacts {
  /** Whether the newest snapshot showed a DNS Service with pods; else the conventional selector is used. */
  readonly found: boolean;
  /** `namespace/Kind/name`, sorted. */
  readonly workloads: readonly string[];
  /** The pods' own ports, after Service translation; UDP and TCP always. */
  readonly ports: readonly PortManifest[];
  /** Blocks of node-local caches, which no pod selector can name. */
  readonly localBlocks: readonly string[];
  /** Node addresses that these caches ask the DNS pods from, sorted as text. */
  readonly cacheAddresses: readonly string[];
}

export interface DnsInput {
  readonly workloads: readonly Workload[];
  /** Of the newest snapshot. */
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
}

export const DNS_PORT = 53;
const SERVICE_NAMES: ReadonlySet<string> = new Set([
  'kube-dns',
  'coredns',
  'rke2-coredns',
  'rke2-coredns-rke2-coredns',
  'dns-default',
]);
/** The address that the NodeLocal DNSCache manifests of Kubernetes listen on. */
const NODE_LOCAL_BLOCK = '169.254.20.10/32';

export function findDns(input: DnsInput): DnsFacts {
  const services = input.services.filter(isDnsService).sort(compareBy((service) => nameOf(service.meta)));
  const pods = input.pods.filter((pod) => services.some((service) => servesFrom(service, pod, input.endpointSlices)));
  const workloads = input.workloads.filter((workload) => pods.some((pod) => isPodOf(pod, workload)));
  const caches = input.pods.filter((pod) => pod.meta.labels['k8s-app'] === 'node-local-dns');
  return {
    found: workloads.length > 0,
    workloads: uniqueSorted(workloads.map(workloadId)),
    ports: targetPorts(services, pods, input.endpointSlices),
    localBlocks: caches.length > 0 ? [NODE_LOCAL_BLOCK] : [],
    cacheAddresses: uniqueSorted(caches.flatMap(({ addresses, hostAddresses }) => [...addresses, ...hostAddresses])),
  };
}

function nameOf(meta: { readonly namespace: string; readonly name: string }): string {
  return `${meta.namespace}/${meta.name}`;
}

/** In system namespaces only: an application's own `coredns` is no name server of the cluster. */
function isDnsService(service: Service): boolean {
  if (!isSystemNamespace(service.meta.namespace)) return false;
  if (!service.ports.some((port) => port.port === DNS_PORT)) return false;
  return SERVICE_NAMES.has(service.meta.name) || service.meta.labels['k8s-app'] === 'kube-dns';
}

function servesFrom(service: Service, pod: Pod, slices: readonly EndpointSlice[]): boolean {
  if (pod.meta.namespace !== service.meta.namespace) return false;
  const selector = Object.entries(service.selector ?? {});
  if (selector.length > 0) return selector.every(([key, value]) => pod.meta.labels[key] === value);
  return slicesOf(service, slices).some((slice) => slice.endpoints.some(({ podName }) => podName === pod.meta.name));
}

function slicesOf(service: Service, slices: readonly EndpointSlice[]): readonly EndpointSlice[] {
  return slices.filter(
    (slice) => slice.meta.namespace === service.meta.namespace && slice.serviceName === service.meta.name,
  );
}

/** By address and labels, as workloads do not list their pods' names and addresses are used again. */
function isPodOf(pod: Pod, workload: Workload): boolean {
  if (workload.namespace !== pod.meta.namespace) return false;
  return workload.variants.some(
    ({ addresses, labels }) =>
      addresses.some((address) => pod.addresses.includes(address)) && sameLabels(labels, pod.meta.labels),
  );
}

function sameLabels(left: Labels, right: Labels): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

function targetPorts(
  services: readonly Service[],
  pods: readonly Pod[],
  slices: readonly EndpointSlice[],
): readonly PortManifest[] {
  const found = services.flatMap((service) =>
    service.ports
      .filter((port) => port.port === DNS_PORT)
      .flatMap((port) => resolvePort(port, pods, slicesOf(service, slices))),
  );
  // A Service may declare UDP alone; large answers come over TCP all the same, on the same port.
  const numbers = found.length > 0 ? [...new Set(found)].sort((a, b) => a - b) : [DNS_PORT];
  return numbers.flatMap((port) => [
    { protocol: 'TCP', port },
    { protocol: 'UDP', port },
  ]);
}

function resolvePort(port: ServicePort, pods: readonly Pod[], slices: readonly EndpointSlice[]): readonly number[] {
  if (typeof port.targetPort === 'number') return [port.targetPort];
  const declared = pods.flatMap((pod) =>
    pod.ports.filter((own) => own.name === port.targetPort && own.protocol === port.protocol).map((own) => own.port),
  );
  if (declared.length > 0) return declared;
  // Slices list all target ports of the Service: only a single one of the protocol is surely this one's.
  const sliced = new Set(slices.flatMap((s) => s.ports.filter((p) => p.protocol === port.protocol).map((p) => p.port)));
  return sliced.size === 1 ? [...sliced] : [];
}
