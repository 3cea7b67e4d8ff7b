// A report named on the command line: its document, its policies, and the resolver of its endpoints.
import { readReport } from '../adapters/report-reader.ts';
import type { WorkloadRef } from '../identity/workload.ts';
import { enforceStaged } from '../policy/apis/staged.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { podsOfWorkloads } from '../policy/workload-pods.ts';
import type { ReportDocument } from '../report/document.ts';
import { makeResolver, type Resolve } from '../report/endpoint-argument.ts';
import { judgedWorkloads } from '../report/judge.ts';
import { unusableInput } from './exit.ts';
import { compileAndTell, readPolicies } from './inputs.ts';
import type { Terminal } from './terminal.ts';

export async function openReport(path: string): Promise<ReportDocument> {
  const reading = await readReport(path);
  if (reading.kind === 'unusable') throw unusableInput(reading.diagnostic);
  return reading.document;
}

export interface ReportPolicies {
  readonly compiled: CompiledPolicies;
}

export interface AskedPolicies {
  /** `--policies`: in place of the current policies of the report. */
  readonly policies?: readonly string[];
  /** `--staged`: as if those that are only staged were enforced. */
  readonly staged?: boolean;
}

export async function policiesFor(
  document: ReportDocument,
  { policies, staged }: AskedPolicies,
  terminal: Terminal,
): Promise<ReportPolicies> {
  const written =
    policies === undefined
      ? document.policies.current.map((manifest) => ({ place: { source: 'current policies' }, manifest }))
      : await readPolicies(policies, terminal);
  // A report that has not kept all pods says nothing of what the cluster has.
  const isWhole = document.workloads.every(({ variants }) => variants !== undefined);
  const pods = isWhole ? podsOfWorkloads(judgedWorkloads(document.workloads)) : undefined;
  const documents = staged === true ? enforceStaged(written) : written;
  return { compiled: compileAndTell({ documents, namespaces: document.namespaces ?? [], pods }, terminal) };
}

export function reportResolver(document: ReportDocument): Resolve {
  const holders = new Map<string, WorkloadRef>();
  for (const workload of document.workloads) {
    for (const variant of workload.variants ?? []) {
      if (!variant.current || workload.hostNetwork) continue;
      for (const address of variant.addresses) holders.set(address, workload);
    }
  }
  const nodes = new Map<string, Set<string>>();
  for (const endpoint of document.connections.flatMap(({ client, server }) => [client, server])) {
    if (endpoint.kind !== 'node') continue;
    nodes.set(endpoint.name, (nodes.get(endpoint.name) ?? new Set()).add(endpoint.address));
  }
  return makeResolver({
    pods: [],
    workloads: document.workloads,
    nodes: [...nodes].map(([name, addresses]) => ({ name, addresses: [...addresses] })),
    holders,
    services: document.services ?? [],
  });
}
