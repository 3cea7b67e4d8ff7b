// Short forms in which blueprints are written.
import type { Blueprint, Dependency, Labels, PortSpec, ServiceSpec, Target, Transport, WorkloadSpec } from './model.ts';
import { workloadKey } from './model.ts';

type SpecDraft = Pick<WorkloadSpec, 'namespace' | 'name'> & Partial<WorkloadSpec>;

/** A Deployment of one pod labelled `app: name`, unless the draft says otherwise. */
export function workload(draft: SpecDraft): WorkloadSpec {
  return {
    kind: 'Deployment',
    replicas: 1,
    labels: { app: draft.name },
    releaseLabels: false,
    hostNetwork: false,
    ports: [],
    declares: true,
    service: undefined,
    everySeconds: undefined,
    history: 3,
    rollouts: 0,
    crashes: 0,
    lookups: 12,
    ...draft,
  };
}

export function tcp(port: number, name?: string): PortSpec {
  return name === undefined ? { port, protocol: 'TCP' } : { name, port, protocol: 'TCP' };
}

/** `targetPort` is a port's number or name; the Service's own port may differ from both. */
export function service(
  name: string,
  ports: readonly { readonly port: number; readonly targetPort: number | string; readonly protocol?: Transport }[],
  type: ServiceSpec['type'] = 'ClusterIP',
): ServiceSpec {
  return { name, type, ports: ports.map((item, index) => ({ name: `p${index}`, protocol: 'TCP', ...item })) };
}

export function to(spec: WorkloadSpec): Target {
  return { kind: 'workload', key: workloadKey(spec) };
}

export function addresses(...list: readonly string[]): Target {
  return { kind: 'outside', addresses: list };
}

export function call(client: Target, server: Target, port: number, rest: Partial<Dependency> = {}): Dependency {
  return { client, server, port, protocol: 'TCP', style: 'call', perHour: 40, ...rest };
}

export function namespace(name: string, labels: Labels = {}): Blueprint['namespaces'][number] {
  return { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } };
}

export function policy(place: string, spec: object): object {
  const [namespaceName = '', name = ''] = place.split('/');
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaceName },
    spec,
  };
}

export function pods(labels: Labels): object {
  return { podSelector: { matchLabels: labels } };
}

export function podsOf(namespaceName: string, labels: Labels): object {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceName } },
    podSelector: { matchLabels: labels },
  };
}

export function on(port: number | string, protocol: Transport = 'TCP'): object {
  return { port, protocol };
}

export const KUBE_DNS = { 'k8s-app': 'kube-dns' } as const;

export function coredns(): WorkloadSpec {
  return workload({
    namespace: 'kube-system',
    name: 'coredns',
    replicas: 2,
    labels: KUBE_DNS,
    lookups: 0,
    ports: [{ name: 'dns', port: 53, protocol: 'UDP' }, tcp(53, 'dns-tcp'), tcp(9153, 'metrics')],
    service: service('kube-dns', [
      { port: 53, targetPort: 53, protocol: 'UDP' },
      { port: 53, targetPort: 53 },
      { port: 9153, targetPort: 9153 },
    ]),
  });
}

/** Everybody asks the cluster's DNS: over UDP, and now and then over TCP where an answer was too long. */
export function lookups(workloads: readonly WorkloadSpec[], nodeLocal: boolean): Dependency[] {
  const dns = workloads.find((spec) => spec.name === 'coredns');
  if (dns === undefined) return [];
  // The cache on each node asks over TCP, with the node's address, what it does not know.
  if (nodeLocal) return [call({ kind: 'nodes' }, to(dns), 53, { perHour: 60 })];
  return workloads
    .filter((spec) => spec.lookups > 0 && !spec.hostNetwork)
    .flatMap((spec) => [
      call(to(spec), to(dns), 53, { protocol: 'UDP', perHour: spec.everySeconds === undefined ? spec.lookups : 200 }),
      call(to(spec), to(dns), 53, { perHour: spec.lookups * 0.06 }),
    ]);
}
