// What the user has to know about a recommendation before applying it.
import { addressSetSize, cidrsToSet, subtractAddressSets } from '../net/address-set.ts';
import { isLastResortLabel } from '../policy/volatile-labels.ts';
import { type Cluster, isRecommended } from './cluster.ts';
import type { DnsFacts } from './dns.ts';
import type { KeptConnection } from './eligible.ts';
import { selectorManifest } from './manifests.ts';
import type { PolicyBudget } from './policy-budget.ts';
import type { Need } from './port-needs.ts';
import type { Finding } from './recommendation.ts';
import type { Subject } from './subjects.ts';
import type { Synthesis } from './synthesize.ts';

export function dnsFindings(dns: DnsFacts): readonly Finding[] {
  if (dns.found) return [];
  return [
    {
      kind: 'dns-not-found',
      severity: 'high',
      subject: 'cluster DNS',
      message:
        'no DNS Service with pods is in the newest snapshot; names are opened to k8s-app=kube-dns in kube-system by convention: check that before applying',
      evidence: { ports: dns.ports },
    },
  ];
}

/** Of subjects that policies are written for, in their order. */
export function selectorFindings(cluster: Cluster): readonly Finding[] {
  return cluster.subjects
    .filter((subject) => isRecommended(cluster, subject.namespace))
    .flatMap((subject) => [...indistinguishable(subject), ...openSelector(subject), ...fragileSelector(subject)]);
}

function indistinguishable(subject: Subject): readonly Finding[] {
  if (subject.members.length < 2) return [];
  const workloads = subject.members.map((member) => member.id);
  const message = `no stable label tells ${workloads.join(', ')} apart: they share one policy, and each is allowed what any of them needs; give them a label of their own`;
  const evidence = { workloads, selector: selectorManifest(subject.selector) };
  return [{ kind: 'indistinguishable-workloads', severity: 'medium', subject: subject.id, message, evidence }];
}

function openSelector(subject: Subject): readonly Finding[] {
  if (subject.selector.some((requirement) => requirement.kind === 'equals')) return [];
  const message = 'its pods carry no stable label of their own: workloads still to come may be selected with them';
  const evidence = { selector: selectorManifest(subject.selector) };
  return [{ kind: 'open-selector', severity: 'low', subject: subject.id, message, evidence }];
}

function fragileSelector(subject: Subject): readonly Finding[] {
  const keys = subject.selector.map(({ key }) => key).filter(isLastResortLabel);
  if (keys.length === 0) return [];
  const message = `only ${keys.join(', ')} tells its pods from others, which can differ between environments or change at failover`;
  return [{ kind: 'fragile-selector', severity: 'low', subject: subject.id, message, evidence: { keys } }];
}

/** Workloads without any kept connection, by namespace and id. */
export function evidenceFindings(cluster: Cluster, kept: readonly KeptConnection[]): readonly Finding[] {
  const seen = new Set(
    kept.flatMap(({ connection }) =>
      [connection.client, connection.server].flatMap((endpoint) =>
        endpoint.kind === 'workload' ? [`${endpoint.namespace}/${endpoint.workloadKind}/${endpoint.name}`] : [],
      ),
    ),
  );
  return cluster.subjects
    .filter((subject) => isRecommended(cluster, subject.namespace))
    .flatMap(({ members }) => members)
    .filter((member) => !seen.has(member.id))
    .map((member) => ({
      kind: 'insufficient-evidence',
      severity: 'low',
      subject: member.id,
      message: 'no connection of it was kept: default deny would leave it nothing but DNS; not seen is not unused',
      evidence: { pods: member.podCount },
    }));
}

/** Kept only because a lower `minEvidence` was asked for. */
export function weakEvidenceFindings(kept: readonly KeptConnection[]): readonly Finding[] {
  const connections = kept.filter(({ connection }) => connection.evidence === 'port-range').map(({ key }) => key);
  if (connections.length === 0) return [];
  const message = `${connections.length} kept connections rest on port ranges alone: client and server may be the other way round`;
  return [{ kind: 'weak-evidence', severity: 'medium', subject: 'recommendation', message, evidence: { connections } }];
}

/** hostNetwork workloads outside system namespaces: no policy isolates them. By id. */
export function hostNetworkFindings(cluster: Cluster): readonly Finding[] {
  return [...cluster.workloads.values()]
    .filter((workload) => workload.hostNetwork && isRecommended(cluster, workload.namespace))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map((workload) => ({
      kind: 'host-network',
      severity: 'info',
      subject: workload.id,
      message: 'its pods use the network of their nodes: policies do not select them, and peers name them by address',
      evidence: { pods: workload.podCount },
    }));
}

/** The price of `cidrPrefix`, by subject and direction. */
export function wideningFindings(synthesis: Synthesis): readonly Finding[] {
  return synthesis.needs.flatMap(({ subject, ingress, egress }) => [
    ...wideningOf(subject, 'ingress', ingress),
    ...wideningOf(subject, 'egress', egress),
  ]);
}

function wideningOf(subject: Subject, direction: string, needs: readonly Need[]): readonly Finding[] {
  const peers = needs.flatMap(({ peer }) => (peer.kind === 'blocks' ? [peer] : []));
  const written = cidrsToSet(peers.flatMap(({ blocks }) => blocks));
  const observed = cidrsToSet(peers.flatMap((peer) => peer.observed));
  const extra = addressSetSize(subtractAddressSets(written, observed));
  if (extra === 0n) return [];
  const message = `its ${direction} blocks cover ${extra} addresses that were never seen, as a prefix was asked for`;
  const evidence = { direction, extraAddresses: String(extra) };
  return [{ kind: 'widened-blocks', severity: 'medium', subject: subject.id, message, evidence }];
}

/** Where the budget stays out of reach with default deny and DNS folded, which is as far as it goes exactly. */
export function budgetFindings(synthesis: Synthesis, budget: PolicyBudget | undefined): readonly Finding[] {
  const policies = synthesis.policies.length;
  if (budget === undefined) return [];
  const { maxPolicies, of } = budget;
  const origin =
    of === undefined ? '' : ` (fewer than ${of.limit} in the cluster, of which ${of.staying} are there to stay)`;
  const evidence = { maxPolicies, policies, ...of };
  if (policies <= maxPolicies) {
    if (!synthesis.folded) return [];
    const message = `default deny and DNS share one policy in each namespace to keep the budget of ${maxPolicies}${origin}`;
    return [
      {
        ...{ kind: 'policy-budget', severity: 'info', subject: 'recommendation', message },
        evidence: { ...evidence, extraPermissions: 0 },
      },
    ];
  }
  const over = policies - maxPolicies;
  const message = `${policies} policies are needed to allow exactly what was observed, ${over} more than the budget of ${maxPolicies}${origin}`;
  return [
    {
      ...{ kind: 'policy-budget', severity: 'high', subject: 'recommendation', message },
      evidence: { ...evidence, over, extraPermissions: 0 },
    },
  ];
}
