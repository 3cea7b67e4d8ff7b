// The large report that the review page is measured on: workloads, their connections and policies, by seed.
import type { Connection, Endpoint } from '../../lib/connections/connection.ts';
import type { Workload } from '../../lib/identity/workload.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import type { DnsFacts } from '../../lib/recommendation/dns.ts';
import { selectEligible } from '../../lib/recommendation/eligible.ts';
import { expressFor } from '../../lib/recommendation/expressible.ts';
import { healthChecksOf } from '../../lib/recommendation/health-checks.ts';
import { widening } from '../../lib/recommendation/peers.ts';
import { DEFAULT_OPTIONS } from '../../lib/recommendation/recommendation.ts';
import { describeUsage } from '../../lib/recommendation/rule-usage.ts';
import { type Synthesis, synthesize } from '../../lib/recommendation/synthesize.ts';
import type { ReportConnection, ReportDocument } from '../../lib/report/document.ts';
import { makeJudge } from '../../lib/report/judge.ts';
import { toReportWorkload } from '../../lib/report/report-workload.ts';
import { at, createRandom, type Random } from '../generator/random.ts';
import { connection, sampleDocument } from '../report/sample-document.ts';

export interface WebReportSize {
  readonly namespaces: number;
  readonly workloads: number;
  readonly connections: number;
}

const PORTS = [80, 443, 5432, 6379, 8080, 8443, 9090, 9092];
/** A few servers take a quarter of the connections, as DNS and metrics do. */
const HUBS = 5;
const HUB_SHARE = 0.25;
/** Of the current policies, this share has lost the last of its rules of ingress: what it allowed would be blocked. */
const BROKEN_SHARE = 0.1;

const DNS: DnsFacts = {
  found: true,
  workloads: [],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
  localBlocks: [],
  cacheAddresses: [],
};

/** The recommended policies are those that the analysis would write; the current ones are the same, some of them broken. */
export function webReport(size: WebReportSize): ReportDocument {
  const random = createRandom('web report');
  const workloads = makeWorkloads(size);
  const connections = makeConnections(size, workloads, random);
  const namespaces = Array.from({ length: size.namespaces }, (_, index) => ({ name: `team-${index}`, labels: {} }));
  const synthesis = recommended(workloads, connections, namespaces);
  const current = synthesis.policies.map((policy) => (random.chance(BROKEN_SHARE) ? broken(policy) : policy));
  const judgeOf = (manifests: readonly object[]) => {
    const documents = manifests.map((manifest) => ({ place: { source: 'bench' }, manifest }));
    return makeJudge({ workloads, policies: compilePolicies({ documents, namespaces }) });
  };
  const judges = { current: judgeOf(current), recommended: judgeOf(synthesis.policies) };
  return {
    ...sampleDocument({ findings: [] }),
    workloads: workloads.map(toReportWorkload),
    namespaces,
    services: [],
    connections: connections.map(
      (observed): ReportConnection => ({
        ...connection({ ...observed }),
        verdicts: { current: judges.current(observed).verdict, recommended: judges.recommended(observed).verdict },
      }),
    ),
    policies: {
      current: current.map((policy) => ({ ...policy })),
      recommended: synthesis.policies.map((policy) => ({ ...policy })),
    },
    ruleUsage: describeUsage(synthesis),
  };
}

function makeWorkloads({ namespaces, workloads }: WebReportSize): readonly Workload[] {
  return Array.from({ length: workloads }, (_, index) => {
    const namespace = `team-${index % namespaces}`;
    const name = `app-${Math.floor(index / namespaces)}`;
    const labels = { app: name };
    const addresses = [0, 1].map((pod) => `10.${64 + pod}.${index >> 8}.${index & 255}`);
    return {
      id: `${namespace}/Deployment/${name}`,
      ...{ namespace, kind: 'Deployment', name, labels, podCount: 2, hostNetwork: false },
      variants: [{ labels, ports: [], addresses, nodes: [`node-${index % 50}`], current: true }],
    };
  });
}

function makeConnections(size: WebReportSize, all: readonly Workload[], random: Random): readonly Connection[] {
  const side = (index: number): Endpoint => {
    const { namespace, name } = at(all, index);
    return { kind: 'workload', namespace, workloadKind: 'Deployment', name };
  };
  const seen = new Map<string, Connection>();
  while (seen.size < size.connections) {
    const client = random.int(0, size.workloads - 1);
    const server = random.chance(HUB_SHARE) ? random.int(0, HUBS - 1) : random.int(0, size.workloads - 1);
    const port = random.pick(PORTS);
    seen.set(`${client} ${server} ${port}`, {
      ...{ client: side(client), server: side(server), protocol: 'TCP', port },
      ...{ outcome: 'established', evidence: 'syn', records: 812, bytes: random.int(100, 1e9), packets: 9000 },
      ...{ firstSeenSeconds: 0, lastSeenSeconds: 60 },
    });
  }
  return [...seen.values()];
}

/** As `recommend` does it, without its proof, which is not measured here and takes minutes at this size. */
function recommended(
  workloads: readonly Workload[],
  connections: readonly Connection[],
  namespaces: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[],
): Synthesis {
  const input = { workloads, connections, namespaces, dns: DNS, options: DEFAULT_OPTIONS, includeSystem: false };
  const cluster = describeCluster(input);
  const { kept } = expressFor(selectEligible(connections, cluster, DEFAULT_OPTIONS.minEvidence).kept, cluster, DNS);
  const widen = widening(cluster, connections, undefined);
  return synthesize({ cluster, dns: DNS, kept, widen, healthChecks: healthChecksOf(cluster), maxPolicies: undefined });
}

function broken(policy: Synthesis['policies'][number]): Synthesis['policies'][number] {
  const { ingress = [] } = policy.spec;
  return ingress.length === 0 ? policy : { ...policy, spec: { ...policy.spec, ingress: ingress.slice(0, -1) } };
}
