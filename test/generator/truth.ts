// The truth about a generated cluster: what its logs and snapshots can prove, and what they cannot.
import type { Answer, Endpoint } from '../oracle/allowed-connections.ts';
import { allowedConnections } from '../oracle/allowed-connections.ts';
import type { ClusterFacts } from '../oracle/reachability.ts';
import type { MalformedLine } from './damage.ts';
import type { Judgement } from './judgement.ts';
import type { Proof } from './knowledge.ts';
import type { Blueprint, Flow, Outcome, Party, Pod } from './model.ts';
import { workloadKey } from './model.ts';
import { declaredPorts, isListed } from './snapshots.ts';

export interface TrueConnection {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  /** Strongest over the instances with the connection's proof. */
  readonly outcome: Outcome;
  /** Strongest over all instances, those after a last sighting among them. */
  readonly outcomeAtMost: Outcome;
  /** Rows of all instances, provable or not. */
  readonly rows: number;
  readonly visible: 'flags' | 'no-flags';
  readonly seenBy: readonly ('client' | 'server')[];
  /** Whether the server's pods declare the port. */
  readonly declared: boolean;
  readonly proof: 'certain' | 'gap';
}

export interface Unattributable extends Omit<TrueConnection, 'proof' | 'outcome' | 'outcomeAtMost'> {
  readonly reason: Exclude<Proof, 'certain' | 'gap'> | 'substituted';
}

export interface TrueVerdict {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly verdict: Answer;
}

export interface InputCounts {
  readonly objects: number;
  /** Well-formed lines with log-status OK. */
  readonly records: number;
  readonly malformed: number;
  readonly noData: number;
  readonly skipData: number;
}

export interface TrueWorkload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** What all its pods of the window have in common. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those of them that people wrote: the only ones fit for a selector. */
  readonly stable: Readonly<Record<string, string>>;
  readonly hostNetwork: boolean;
  /** Distinct pods in all snapshots; a workload with none of them cannot be known. */
  readonly pods: number;
}

export interface Truth {
  readonly window: { readonly from: string; readonly to: string };
  readonly inputs: InputCounts;
  readonly malformedLines: readonly MalformedLine[];
  /** Left out of `inputs`. */
  readonly truncatedObjects: readonly string[];
  readonly workloads: readonly TrueWorkload[];
  readonly connections: readonly TrueConnection[];
  readonly unattributable: readonly Unattributable[];
  /** Only ever within one node. */
  readonly invisible: readonly ConnectionName[];
  /** Every row fell into an interval that SKIPDATA stands for. */
  readonly dropped: readonly ConnectionName[];
  readonly icmp: readonly { readonly client: Endpoint; readonly server: Endpoint; readonly rows: number }[];
  /** Rows of packets that belong to no attempt. */
  readonly strayRows: number;
  readonly verdicts: readonly TrueVerdict[];
  readonly labelsVolatile: readonly string[];
  readonly facts: ClusterFacts;
}

export interface ConnectionName {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

export interface Evidence {
  readonly blueprint: Blueprint;
  readonly pods: readonly Pod[];
  readonly snapshotTimes: readonly number[];
  readonly facts: ClusterFacts;
  readonly judgements: readonly Judgement[];
  readonly invisible: readonly Flow[];
  readonly dropped: readonly Flow[];
}

export type Findings = Pick<
  Truth,
  | 'connections'
  | 'unattributable'
  | 'invisible'
  | 'dropped'
  | 'icmp'
  | 'strayRows'
  | 'verdicts'
  | 'workloads'
  | 'labelsVolatile'
>;

const OUTCOMES: readonly Outcome[] = ['established', 'oneway', 'rejected', 'unanswered'];

export function establishTruth(evidence: Evidence): Findings {
  const { judgements } = evidence;
  const attempts = judgements.filter((item) => item.flow.protocol !== 1 && item.outcome !== undefined);
  const groups = [...groupBy(attempts, (item) => keyOf(item.flow)).values()];
  const connections = sorted(groups.flatMap((group) => connectionOf(group)));
  const keys = new Set(groups.flatMap((group) => group.map((item) => keyOf(item.flow))));
  const hidden = (flows: readonly Flow[]): ConnectionName[] =>
    sorted(uniqueNames(flows.filter((flow) => !keys.has(keyOf(flow)))));
  const ask = allowedConnections(
    evidence.blueprint.policies.filter((item) => (item as { kind?: string }).kind === 'NetworkPolicy'),
    evidence.facts,
  );
  return {
    connections,
    unattributable: sorted(groups.flatMap((group) => unattributableOf(group))),
    invisible: hidden(evidence.invisible),
    dropped: hidden(evidence.dropped),
    icmp: icmpOf(judgements.filter((item) => item.flow.protocol === 1)),
    strayRows: judgements
      .filter((item) => item.flow.protocol !== 1 && item.outcome === undefined)
      .reduce((sum, item) => sum + item.rows, 0),
    verdicts: connections.map((item) => ({ ...nameOf(item), verdict: ask(item) })),
    workloads: workloadsOf(evidence.blueprint, seenPods(evidence)),
    labelsVolatile: [
      ...new Set(
        evidence.pods.flatMap((pod) => Object.keys(pod.labels).filter((key) => pod.spec.labels[key] === undefined)),
      ),
    ].sort(),
  };
}

export function endpointOf(party: Party): Endpoint {
  switch (party.kind) {
    case 'pod':
      return {
        kind: 'workload',
        namespace: party.pod.spec.namespace,
        workloadKind: party.pod.spec.kind,
        name: party.pod.spec.name,
      };
    case 'node':
      return { kind: 'node', name: party.node.name };
    case 'outside':
      return { kind: 'external', cidr: `${party.address}/32` };
  }
}

function nameOf(item: ConnectionName): ConnectionName {
  return { client: item.client, server: item.server, protocol: item.protocol, port: item.port };
}

function nameOfFlow(flow: Flow): ConnectionName {
  return {
    client: endpointOf(flow.client),
    server: endpointOf(flow.server),
    protocol: flow.protocol === 6 ? 'TCP' : 'UDP',
    port: flow.serverPort,
  };
}

function keyOf(flow: Flow): string {
  return `${JSON.stringify(nameOfFlow(flow))} ${flow.protocol}`;
}

function sorted<T extends ConnectionName>(items: readonly T[]): T[] {
  const key = (item: T): string =>
    `${JSON.stringify(item.client)} ${JSON.stringify(item.server)} ${item.protocol} ${String(item.port).padStart(5, '0')}`;
  return [...items].sort((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function strongest(items: readonly Judgement[]): Outcome {
  return OUTCOMES.find((outcome) => items.some((item) => item.outcome === outcome)) ?? 'unanswered';
}

function connectionOf(group: readonly Judgement[]): TrueConnection[] {
  const certain = group.filter((item) => item.proof === 'certain');
  const provable = group.filter((item) => item.proof === 'certain' || item.proof === 'gap');
  const first = provable[0];
  if (first === undefined) return [];
  const proven = certain.length > 0 ? certain : provable;
  return [
    {
      ...sharedFacts(group, first.flow, proven),
      outcome: strongest(proven),
      outcomeAtMost: strongest(provable),
      proof: certain.length > 0 ? 'certain' : 'gap',
    },
  ];
}

function unattributableOf(group: readonly Judgement[]): Unattributable[] {
  const first = group[0];
  if (first === undefined || group.some((item) => item.proof === 'certain' || item.proof === 'gap')) return [];
  const { proof } = first;
  return proof === 'certain' || proof === 'gap' ? [] : [{ ...sharedFacts(group, first.flow, group), reason: proof }];
}

function sharedFacts(
  group: readonly Judgement[],
  flow: Flow,
  proven: readonly Judgement[],
): Omit<TrueConnection, 'outcome' | 'outcomeAtMost' | 'proof'> {
  const name = nameOfFlow(flow);
  return {
    ...name,
    rows: group.reduce((sum, item) => sum + item.rows, 0),
    visible: proven.some((item) => item.handshake) ? 'flags' : 'no-flags',
    seenBy: (['client', 'server'] as const).filter((side) => group.some((item) => item.seenBy.includes(side))),
    declared:
      flow.server.kind === 'pod' &&
      declaredPorts(flow.server.pod.spec).some((port) => port.port === name.port && port.protocol === name.protocol),
  };
}

function uniqueNames(flows: readonly Flow[]): ConnectionName[] {
  return [
    ...new Map(flows.filter((flow) => flow.protocol !== 1).map((flow) => [keyOf(flow), nameOfFlow(flow)])).values(),
  ];
}

function icmpOf(judgements: readonly Judgement[]): Truth['icmp'] {
  const groups = groupBy(judgements, (item) => keyOf(item.flow));
  const items = [...groups.values()].flatMap((group) => {
    const flow = group[0]?.flow;
    return flow === undefined ? [] : [{ ...nameOfFlow(flow), rows: group.reduce((sum, item) => sum + item.rows, 0) }];
  });
  return sorted(items).map(({ client, server, rows }) => ({ client, server, rows }));
}

function seenPods({ pods, snapshotTimes }: Evidence): Pod[] {
  return pods.filter((pod) => snapshotTimes.some((time) => isListed(pod, time)));
}

function workloadsOf(blueprint: Blueprint, pods: readonly Pod[]): TrueWorkload[] {
  const items = blueprint.workloads.map((spec) => {
    const own = pods.filter((pod) => workloadKey(pod.spec) === workloadKey(spec));
    const [first, ...rest] = own;
    const labels = Object.entries(first?.labels ?? {}).filter(([key, value]) =>
      rest.every((pod) => pod.labels[key] === value),
    );
    return {
      namespace: spec.namespace,
      kind: spec.kind,
      name: spec.name,
      labels: Object.fromEntries(labels),
      stable: spec.labels,
      hostNetwork: spec.hostNetwork,
      pods: own.length,
    };
  });
  return items.sort((left, right) => (workloadKey(left) < workloadKey(right) ? -1 : 1));
}
