// Everything that a set of policies lets through between any two of a cluster, asked from the independent oracle.
import type { ReportDocument } from '../../lib/report/document.ts';
import type { Truth } from '../generator/truth.ts';
import { allowedConnections, type Endpoint } from '../oracle/allowed-connections.ts';
import type { ClusterFacts, PodFact } from '../oracle/reachability.ts';
import { textOf } from './against-truth.ts';

/** An address that no flow ever had. */
const STRANGER: Endpoint = { kind: 'external', cidr: '198.51.100.200/32' };
/** Ports that no rule names stand for each other: one of each protocol is asked about. */
const UNSEEN_PORTS = ['TCP/9', 'UDP/9', 'SCTP/9', 'TCP/65535'];

interface Rule {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
  readonly ports?: readonly { readonly protocol?: string; readonly port?: number; readonly endPort?: number }[];
}
interface Manifest {
  readonly spec: { readonly ingress?: readonly Rule[]; readonly egress?: readonly Rule[] };
}

function rulesOf(document: ReportDocument): readonly Rule[] {
  return document.policies.recommended.flatMap((one) => {
    const { spec } = one as unknown as Manifest;
    return [...(spec.ingress ?? []), ...(spec.egress ?? [])];
  });
}

function portsOf(document: ReportDocument): readonly string[] {
  const named = rulesOf(document).flatMap(({ ports = [] }) =>
    ports.flatMap(({ protocol = 'TCP', port = 0, endPort = port }) => [
      `${protocol}/${port}`,
      `${protocol}/${endPort}`,
      `${protocol}/${endPort + 1}`,
    ]),
  );
  const kept = document.connections.filter((one) => one.kept).map(({ protocol, port }) => `${protocol}/${port}`);
  return [...new Set([...named, ...kept, ...UNSEEN_PORTS])].sort();
}

/** Pods that no selector of the policies can tell apart become one, with the addresses of all. */
function withoutTwins(facts: ClusterFacts, document: ReportDocument): ClusterFacts {
  const text = JSON.stringify(document.policies.recommended);
  const twins = new Map<string, PodFact>();
  for (const pod of facts.pods) {
    const labels = Object.entries(pod.labels).filter(([key]) => text.includes(JSON.stringify(key)));
    const key = JSON.stringify([pod.namespace, pod.workloadKind, pod.workloadName, labels.sort()]);
    const known = twins.get(key);
    twins.set(key, known === undefined ? pod : { ...known, addresses: [...known.addresses, ...pod.addresses] });
  }
  // Two of each, for a pod is not asked about itself.
  const pods = [...twins.values()].flatMap((pod) => [pod, { ...pod, name: `${pod.name}-twin` }]);
  return { ...facts, pods };
}

/** A policy cannot select pods on the host's network: their traffic is their node's. */
function partiesOf(document: ReportDocument, facts: ClusterFacts): readonly Endpoint[] {
  const workloads = new Map(
    facts.pods
      .filter((pod) => !pod.hostNetwork)
      .map((pod): [string, Endpoint] => {
        const { namespace, workloadKind, workloadName: name } = pod;
        return [`${namespace}/${workloadKind}/${name}`, { kind: 'workload', namespace, workloadKind, name }];
      }),
  );
  const outside = document.connections.flatMap(({ client, server }) =>
    [client, server].flatMap((side): readonly Endpoint[] => (side.kind === 'external' ? [side] : [])),
  );
  const distinct = new Map([...outside, STRANGER].map((one) => [JSON.stringify(one), one]));
  const nodes = facts.nodes.map(({ name }): Endpoint => ({ kind: 'node', name }));
  return [...workloads.values(), ...distinct.values(), ...nodes];
}

export function isGoverned(endpoint: Endpoint): boolean {
  return endpoint.kind === 'workload' && endpoint.namespace !== 'kube-system';
}

/** `client -> server TCP/80`, all that the recommended policies allow, in part or in whole, where they govern a side. */
export function reachOf(document: ReportDocument, truth: Truth): ReadonlySet<string> {
  const facts = withoutTwins(truth.facts, document);
  const ask = allowedConnections(document.policies.recommended, facts);
  const parties = partiesOf(document, facts);
  const ports = portsOf(document).map((text) => text.split('/'));
  const allowed = new Set<string>();
  for (const client of parties) {
    for (const server of parties) {
      if (!isGoverned(client) && !isGoverned(server)) continue;
      for (const [protocol = '', number = ''] of ports) {
        const question = { client, server, protocol, port: Number(number) };
        if (ask(question).allowed !== 'none') allowed.add(textOf(question));
      }
    }
  }
  return allowed;
}
