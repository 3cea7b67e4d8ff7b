// The cluster as lint takes it, from what a report keeps: pods of its workloads, Services, and what answers DNS.
import { compareBy } from '../base/order.ts';
import type { WorkloadRef } from '../identity/workload.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { PolicyFinding } from '../policy/lint/finding.ts';
import { lintPolicies } from '../policy/lint/lint.ts';
import type { DnsServers, LintInput, LintService, NodeEndpoint } from '../policy/lint/lint-input.ts';
import { podsBehind, targetNumber } from '../policy/lint/service-pods.ts';
import type { PodEndpoint } from '../policy/pod-match.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { WorkloadPods } from '../policy/workload-pods.ts';
import { DNS_PORT } from '../recommendation/dns.ts';
import { isSystemNamespace } from '../recommendation/system-namespaces.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';
import type { ReportDocument } from './document.ts';
import { judgedWorkloads } from './judge.ts';

/** By namespace and name. */
export function lintServices({ services }: Pick<Snapshot, 'services'>): readonly LintService[] {
  return services
    .map(({ meta, type, selector, clusterAddresses, ports }) => ({
      ...{ namespace: meta.namespace, name: meta.name, addresses: clusterAddresses, selector, ports },
      isLoadBalancer: type === 'LoadBalancer',
    }))
    .sort(
      compareBy(
        ({ namespace }) => namespace,
        ({ name }) => name,
      ),
    );
}

/** By name. */
export function lintNodes({ nodes }: Pick<Snapshot, 'nodes'>): readonly NodeEndpoint[] {
  return nodes
    .map(({ name, addresses }): NodeEndpoint => ({ kind: 'node', name, addresses }))
    .sort(compareBy(({ name }) => name));
}

/** Given policies in the cluster of a report, which has no addresses of nodes. */
export function lintInReport(
  document: Pick<ReportDocument, 'workloads' | 'services'>,
  policies: CompiledPolicies,
  dataplane: Dataplane,
): readonly PolicyFinding[] {
  const isWhole = document.workloads.every(({ variants }) => variants !== undefined);
  const workloads = isWhole ? judgedWorkloads(document.workloads) : undefined;
  return lintPolicies({ policies, ...lintCluster({ workloads, services: document.services, nodes: [], dataplane }) });
}

export type LintedWorkload = WorkloadPods & Pick<WorkloadRef, 'kind'>;

export interface LintCluster {
  /** Undefined where the report has not kept all pods. */
  readonly workloads: readonly LintedWorkload[] | undefined;
  readonly services: readonly LintService[] | undefined;
  readonly nodes: readonly NodeEndpoint[];
  readonly dataplane: Dataplane;
}

export function lintCluster({ workloads, services, nodes, dataplane }: LintCluster): Omit<LintInput, 'policies'> {
  const pods = workloads?.flatMap((workload) => podsOf(workload, dataplane));
  return { pods, services, nodes, dataplane, dns: dnsServers(pods ?? [], services ?? []) };
}

/** Their pods come and go: that none runs in the newest snapshot does not mean that the workload is gone. */
const RUN_AT_TIMES: readonly string[] = ['CronJob', 'Job'];

/** One for each variant that runs, or ran last, and each class of nodes that it runs on. */
function podsOf(
  { namespace, kind, name, hostNetwork, variants }: LintedWorkload,
  { nodeClassOf }: Dataplane,
): readonly PodEndpoint[] {
  const running = variants.filter(({ current }) => current);
  const between = running.length === 0 && RUN_AT_TIMES.includes(kind);
  const linted = between ? variants.slice(0, 1).map((variant) => ({ ...variant, addresses: [] })) : running;
  return linted.flatMap(({ nodes, labels, addresses, ports, runtimeClass, serviceAccount }) => {
    const byClass = new Map([...nodes].reverse().map((node) => [nodeClassOf?.(node), node]));
    const places = byClass.size === 0 ? [undefined] : [...byClass.values()].reverse();
    return places.map(
      (nodeName): PodEndpoint => ({
        ...{ kind: 'pod', namespace, name, labels, addresses, ports, hostNetwork, nodeName },
        ...(runtimeClass === undefined ? {} : { runtimeClass }),
        ...(serviceAccount === undefined ? {} : { serviceAccount }),
      }),
    );
  });
}

/** The address that the NodeLocal DNSCache manifests of Kubernetes listen on. */
const NODE_LOCAL = '169.254.20.10';

/** What stands behind port 53 of a Service of the cluster's own; without one, pods with the conventional label. */
function dnsServers(pods: readonly PodEndpoint[], services: readonly LintService[]): DnsServers | undefined {
  const own = pods.filter(({ namespace, hostNetwork }) => isSystemNamespace(namespace) && !hostNetwork);
  const behind = services.flatMap((service) =>
    isSystemNamespace(service.namespace)
      ? service.ports
          .filter(({ port }) => port === DNS_PORT)
          .flatMap((port) => podsBehind(service, own).map((pod) => ({ pod, service, number: targetNumber(port, pod) })))
      : [],
  );
  const labelled = own.filter(({ labels }) => labels['k8s-app'] === 'kube-dns');
  const found = behind.length > 0 ? [...new Set(behind.map(({ pod }) => pod))] : labelled;
  if (found.length === 0) return undefined;
  const numbers = new Set(behind.flatMap(({ number }) => number ?? []));
  const caches = pods.some(({ labels, hostNetwork }) => hostNetwork && labels['k8s-app'] === 'node-local-dns');
  const [first] = behind;
  return {
    pods: found,
    ports: [...(numbers.size === 0 ? [DNS_PORT] : numbers)].flatMap((port) => [
      { protocol: 'UDP' as const, port },
      { protocol: 'TCP' as const, port },
    ]),
    via: first && {
      ...{ addresses: first.service.addresses, port: DNS_PORT },
      ...(first.service.selector === undefined ? {} : { selector: first.service.selector }),
    },
    localAddresses: caches ? [NODE_LOCAL] : [],
  };
}
