// The recommended policies: what every namespace gets, and one policy for each workload with kept connections.
import { compareBy, uniqueSorted } from '../base/order.ts';
import type { Endpoint } from '../connections/connection.ts';
import type { Direction } from '../policy/model.ts';
import { type Cluster, isRecommended } from './cluster.ts';
import type { DnsFacts } from './dns.ts';
import { isDnsEgress, isDnsIngress } from './dns-coverage.ts';
import type { KeptConnection, Way } from './eligible.ts';
import type { HealthCheck } from './health-checks.ts';
import { type NetworkPolicyManifest, type PolicyDraft, policyManifest, selectorManifest } from './manifests.ts';
import { basePolicies, dnsServerPolicies } from './namespace-policies.ts';
import { type Peer, peerOf, type Widen } from './peers.ts';
import { nextName, policyNames } from './policy-names.ts';
import type { Need } from './port-needs.ts';
import { buildRules, type RuleAtom } from './rules.ts';
import { blockLimit, splitBlocks } from './split-blocks.ts';
import type { Subject } from './subjects.ts';

export interface SynthesisInput {
  readonly cluster: Cluster;
  readonly dns: DnsFacts;
  readonly kept: readonly KeptConnection[];
  readonly widen: Widen;
  readonly maxPolicies: number | undefined;
  readonly healthChecks?: readonly HealthCheck[];
}

/** An entry of a workload's policy; `policy` is `namespace/name`. */
export interface PolicyAtom extends RuleAtom {
  readonly subject: Subject;
  readonly policy: string;
  readonly direction: Direction;
}

export interface Synthesis {
  /** By namespace, then name. */
  readonly policies: readonly NetworkPolicyManifest[];
  readonly atoms: readonly PolicyAtom[];
  /** Whether default deny and DNS share one policy, to keep the budget. */
  readonly folded: boolean;
  /** What was asked of rules, before any merging: by subject id, for the price of widening. */
  readonly needs: readonly SubjectNeeds[];
}

export interface SubjectNeeds {
  readonly subject: Subject;
  readonly ingress: readonly Need[];
  readonly egress: readonly Need[];
}

export function synthesize(input: SynthesisInput): Synthesis {
  const needs = subjectNeeds(input);
  const own = workloadPolicies(input.cluster, needs);
  const namespaces = recommendedNamespaces(input.cluster);
  const base = (folded: boolean) => namespaces.flatMap((namespace) => basePolicies(namespace, input, folded));
  const server = namespaces.flatMap((namespace) => dnsServerPolicies(namespace, input));
  const { maxPolicies } = input;
  const unfolded = base(false);
  const folded = maxPolicies !== undefined && unfolded.length + server.length + own.drafts.length > maxPolicies;
  const drafts = [...(folded ? base(true) : unfolded), ...server, ...own.drafts];
  drafts.sort(
    compareBy(
      ({ namespace }) => namespace,
      ({ name }) => name,
    ),
  );
  return { policies: drafts.map(policyManifest), atoms: own.atoms, folded, needs };
}

/** Namespaces with at least one pod that a policy can select. */
function recommendedNamespaces(cluster: Cluster): readonly string[] {
  const namespaces = uniqueSorted(cluster.subjects.map(({ namespace }) => namespace));
  return namespaces.filter((namespace) => isRecommended(cluster, namespace));
}

function subjectNeeds({ cluster, dns, kept, widen, healthChecks = [] }: SynthesisInput): readonly SubjectNeeds[] {
  const all = new Map<string, { readonly subject: Subject; readonly ingress: Need[]; readonly egress: Need[] }>();
  const add = (subject: Subject, direction: Direction, need: Need) => {
    const known = all.get(subject.id) ?? { subject, ingress: [], egress: [] };
    known[direction].push(need);
    all.set(subject.id, known);
  };
  const peerFor = (way: Way, endpoint: Endpoint): Peer | undefined => {
    if (way === 'rule') return peerOf(cluster, endpoint, widen);
    return way === 'everybody' ? { kind: 'everybody' } : undefined;
  };
  for (const { connection, key, client, server, ways } of kept) {
    const port = { protocol: connection.protocol, port: connection.port };
    const [to, from] = [peerFor(ways.egress, connection.server), peerFor(ways.ingress, connection.client)];
    if (client !== undefined && to !== undefined && !isDnsEgress(connection, cluster, dns)) {
      add(client, 'egress', { peer: to, port, connection: key });
    }
    if (server !== undefined && from !== undefined && !isDnsIngress(connection, cluster, dns)) {
      add(server, 'ingress', { peer: from, port, connection: key });
    }
  }
  for (const { subject, block, port, expressible } of healthChecks) {
    const peer: Peer = { kind: 'blocks', observed: [block], blocks: [block] };
    if (expressible) add(subject, 'ingress', { peer, port, connection: undefined });
  }
  return [...all.values()].sort(compareBy(({ subject }) => subject.id));
}

function workloadPolicies(
  cluster: Cluster,
  needs: readonly SubjectNeeds[],
): { readonly drafts: readonly PolicyDraft[]; readonly atoms: readonly PolicyAtom[] } {
  const namespaces = uniqueSorted(needs.map(({ subject }) => subject.namespace));
  const names = new Map(
    namespaces.map((namespace) => [
      namespace,
      policyNames(cluster.subjects.filter((subject) => subject.namespace === namespace)),
    ]),
  );
  const taken = new Map([...names].map(([namespace, own]) => [namespace, new Set(own.values())]));
  const drafts: PolicyDraft[] = [];
  const atoms: PolicyAtom[] = [];
  for (const { subject, ingress, egress } of needs) {
    const { namespace } = subject;
    const first = names.get(namespace)?.get(subject.id) ?? '';
    const whole = { ingress: buildRules(ingress, namespace), egress: buildRules(egress, namespace) };
    const podSelector = selectorManifest(subject.selector);
    for (const [index, lists] of splitBlocks(whole, blockLimit(subject, cluster)).entries()) {
      const name = index === 0 ? first : nextName(first, taken.get(namespace) ?? new Set());
      const policy = `${namespace}/${name}`;
      const rules = { ingress: lists.ingress.rules, egress: lists.egress.rules };
      drafts.push({ namespace, name, podSelector, types: ['ingress', 'egress'], ...rules });
      for (const direction of ['ingress', 'egress'] as const) {
        atoms.push(...lists[direction].atoms.map((atom) => ({ ...atom, subject, policy, direction })));
      }
    }
  }
  return { drafts, atoms };
}
