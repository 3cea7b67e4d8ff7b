// `E` of the command line: `namespace/name`, `namespace/Kind/name`, `svc/namespace/name`, an address or a CIDR, looked up.

import type { Endpoint } from '../connections/connection.ts';
import { type WorkloadRef, workloadId } from '../identity/workload.ts';
import { addressBits, canonicalAddress, parseAddress } from '../net/address.ts';
import { formatCidr, parseCidr } from '../net/cidr.ts';
import type { Node, Pod } from '../sources/kubernetes-objects.ts';
import type { ReportService } from './document.ts';

/** A pod by name stands for itself; everything else is an endpoint as connections have it. */
export type Resolved =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'pod'; readonly pod: Pod }
  /** `address` where that named it. */
  | { readonly kind: 'service'; readonly service: ReportService; readonly address: string | undefined }
  | { readonly kind: 'unresolved'; readonly reason: string };

/** What names and addresses mean. A report knows no pods by name, but the workloads that held an address. */
export interface Directory {
  readonly pods: readonly Pod[];
  readonly workloads: readonly WorkloadRef[];
  readonly nodes: readonly Pick<Node, 'name' | 'addresses'>[];
  readonly holders: ReadonlyMap<string, readonly WorkloadRef[]>;
  readonly services: readonly ReportService[];
}

export type Resolve = (text: string) => Resolved;

export function makeResolver(directory: Directory): Resolve {
  const pods = new Map(directory.pods.map((pod) => [`${pod.meta.namespace}/${pod.meta.name}`, pod]));
  const services = servicesByName(directory.services);
  const holders = { pods: podsByAddress(directory.pods), nodes: nodesByAddress(directory.nodes), services };
  const workloads = groupByName(directory.workloads);
  return (text) => {
    const address = canonicalAddress(text);
    if (address !== undefined) return resolveAddress(address, directory, holders);
    const block = parseCidr(text);
    if (block !== undefined) return outside(formatCidr(block));
    const parts = text.split('/');
    if (parts.length === 2) {
      const pod = pods.get(text);
      return pod === undefined ? resolveWorkload(text, workloads.get(text) ?? []) : { kind: 'pod', pod };
    }
    if (parts.length === 3) {
      const [namespace, kind, name] = parts;
      const found = (workloads.get(`${namespace}/${name}`) ?? []).filter((workload) => workload.kind === kind);
      const service = services.get(text);
      if (found.length === 0 && service !== undefined) return { kind: 'service', service, address: undefined };
      return resolveWorkload(text, found);
    }
    return { kind: 'unresolved', reason: `${text} is no namespace/name, namespace/Kind/name, address or CIDR` };
  };
}

function podsByAddress(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const holders = new Map<string, Pod[]>();
  for (const pod of pods) {
    // A finished pod keeps its address in the snapshot and does not hold it; a hostNetwork pod has that of its node.
    if (pod.hostNetwork || pod.phase === 'Succeeded' || pod.phase === 'Failed') continue;
    for (const address of pod.addresses) holders.set(address, [...(holders.get(address) ?? []), pod]);
  }
  return holders;
}

/** An address that several nodes report is that of the first. */
function nodesByAddress(nodes: Directory['nodes']): ReadonlyMap<string, string> {
  return new Map(nodes.toReversed().flatMap(({ name, addresses }) => addresses.map((address) => [address, name])));
}

/** By `svc/namespace/name`, and by each address. */
function servicesByName(services: readonly ReportService[]): ReadonlyMap<string, ReportService> {
  return new Map(
    services.flatMap((service) =>
      [`svc/${service.namespace}/${service.name}`, ...service.addresses].map((text) => [text, service] as const),
    ),
  );
}

interface Holders {
  readonly pods: ReadonlyMap<string, readonly Pod[]>;
  /** Names of nodes. */
  readonly nodes: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, ReportService>;
}

function groupByName(workloads: readonly WorkloadRef[]): ReadonlyMap<string, readonly WorkloadRef[]> {
  const groups = new Map<string, WorkloadRef[]>();
  for (const workload of workloads) {
    const key = `${workload.namespace}/${workload.name}`;
    groups.set(key, [...(groups.get(key) ?? []), workload]);
  }
  return groups;
}

function resolveAddress(
  address: string,
  { holders }: Pick<Directory, 'holders'>,
  { pods, nodes, services }: Holders,
): Resolved {
  const [pod, second] = pods.get(address) ?? [];
  if (pod !== undefined && second !== undefined) {
    return { kind: 'unresolved', reason: `${address} is claimed by ${nameOf(pod)} and ${nameOf(second)}` };
  }
  if (pod !== undefined) return { kind: 'pod', pod };
  const [holder, later] = holders.get(address) ?? [];
  if (holder !== undefined && later !== undefined) {
    return { kind: 'unresolved', reason: `${address} was held by ${workloadId(holder)} and by ${workloadId(later)}` };
  }
  if (holder !== undefined) return asWorkload(holder);
  const node = nodes.get(address);
  if (node !== undefined) return { kind: 'endpoint', endpoint: { kind: 'node', name: node, address } };
  const service = services.get(address);
  if (service !== undefined) return { kind: 'service', service, address };
  return outsideAddress(address);
}

export function outsideAddress(address: string): Extract<Resolved, { kind: 'endpoint' }> {
  const family = parseAddress(address)?.family ?? 4;
  return outside(`${address}/${addressBits(family)}`);
}

function nameOf({ meta }: Pod): string {
  return `${meta.namespace}/${meta.name}`;
}

function resolveWorkload(text: string, found: readonly WorkloadRef[]): Resolved {
  const [workload, second] = found;
  if (workload === undefined) return { kind: 'unresolved', reason: `no pod or workload ${text} is known` };
  if (second === undefined) return asWorkload(workload);
  const forms = found.map(({ namespace, kind, name }) => `${namespace}/${kind}/${name}`);
  return { kind: 'unresolved', reason: `${text} names several workloads: ${forms.join(', ')}` };
}

function asWorkload({ namespace, kind, name }: WorkloadRef): Resolved {
  return { kind: 'endpoint', endpoint: { kind: 'workload', namespace, workloadKind: kind, name } };
}

function outside(cidr: string): Extract<Resolved, { kind: 'endpoint' }> {
  return { kind: 'endpoint', endpoint: { kind: 'external', cidr } };
}
