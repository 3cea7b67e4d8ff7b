// What a report brings to questions about policies: its own policies, its pods, its dataplane, and what its names mean.
import type { WorkloadRef } from '../identity/workload.ts';
import { compilePolicies } from '../policy/compile.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { ClusterFacts } from '../policy/dataplanes/cluster-facts.ts';
import { chooseDataplane } from '../policy/dataplanes/resolve.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { parseDataplaneArgument } from '../policy/profiles/dataplane-argument.ts';
import { podsOfWorkloads } from '../policy/workload-pods.ts';
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import type { PolicyManifest, ReportDocument } from './document.ts';
import { makeResolver, type Resolve } from './endpoint-argument.ts';
import { judgedWorkloads } from './judge.ts';
import { fromReportNodes } from './report-nodes.ts';

/** `source`: what diagnostics call them. */
export function manifestDocuments(manifests: readonly PolicyManifest[], source: string): readonly PolicyDocument[] {
  return manifests.map((manifest) => ({ place: { source }, manifest }));
}

/** In the cluster of the report. */
export function compileInReport(
  document: Pick<ReportDocument, 'workloads' | 'namespaces'>,
  documents: readonly PolicyDocument[],
): CompiledPolicies {
  // A report that has not kept all pods says nothing of what the cluster has.
  const isWhole = document.workloads.every(({ variants }) => variants !== undefined);
  const pods = isWhole ? podsOfWorkloads(judgedWorkloads(document.workloads)) : undefined;
  return compilePolicies({ documents, namespaces: document.namespaces ?? [], pods });
}

export type ReportDataplane =
  | { readonly kind: 'dataplane'; readonly dataplane: Dataplane }
  /** A damaged report, or one of a later version. */
  | { readonly kind: 'unusable'; readonly message: string; readonly mend: string };

/** From the report alone. */
export function dataplaneInReport(document: Pick<ReportDocument, 'dataplane' | 'nodes'>): ReportDataplane {
  const parsed = parseDataplaneArgument(document.dataplane);
  if (parsed.kind === 'unusable') return parsed;
  const nodes = fromReportNodes(document.nodes ?? []);
  const facts: ClusterFacts = { nodes, pods: [], agents: [], clouds: [] };
  return { kind: 'dataplane', dataplane: chooseDataplane(parsed.argument, facts).dataplane };
}

export function reportResolver(document: ReportDocument): Resolve {
  const nodes = new Map<string, Set<string>>();
  for (const endpoint of document.connections.flatMap(({ client, server }) => [client, server])) {
    if (endpoint.kind !== 'node') continue;
    nodes.set(endpoint.name, (nodes.get(endpoint.name) ?? new Set()).add(endpoint.address));
  }
  return makeResolver({
    pods: [],
    workloads: document.workloads,
    nodes: [...nodes].map(([name, addresses]) => ({ name, addresses: [...addresses] })),
    holders: holdersByAddress(document.workloads),
    services: document.services ?? [],
  });
}

/** The snapshots may show an address with several workloads, one after the other: which is meant, nobody can say. */
function holdersByAddress(workloads: ReportDocument['workloads']): ReadonlyMap<string, readonly WorkloadRef[]> {
  const holders = new Map<string, Set<WorkloadRef>>();
  for (const workload of workloads) {
    for (const variant of workload.variants ?? []) {
      if (workload.hostNetwork) continue;
      for (const address of variant.addresses) holders.set(address, (holders.get(address) ?? new Set()).add(workload));
    }
  }
  return new Map([...holders].map(([address, found]) => [address, [...found]]));
}
