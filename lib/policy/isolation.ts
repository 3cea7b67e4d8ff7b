// Which policies isolate a subject in a direction, and what no policy can block.
import { type Certainty, certaintyOf } from './certainty.ts';
import type { CompiledPolicies, CompiledPolicy, UnreadablePolicy } from './compiled.ts';
import type { Direction, PolicyEndpoint } from './model.ts';
import type { Profile } from './profiles/profile.ts';
import { matchesLabels } from './selector.ts';

export type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

/** Whether the policy, where it selects a pod, isolates it in the direction. */
export function isolates(policy: CompiledPolicy, direction: Direction, profile: Profile): boolean {
  const section = policy.sections[direction];
  return section.declared || (profile.undeclaredRules === 'enforced' && section.rules.length > 0);
}

export function selectsPod(policy: CompiledPolicy, pod: PodEndpoint): boolean {
  return policy.namespace === pod.namespace && matchesLabels(policy.subjects, pod.labels);
}

/** By name. */
export function isolatingPolicies(
  policies: CompiledPolicies,
  subject: PodEndpoint,
  scope: { readonly direction: Direction; readonly profile: Profile },
): readonly CompiledPolicy[] {
  const candidates = policies.byNamespace.get(subject.namespace) ?? [];
  return candidates.filter(
    (policy) => isolates(policy, scope.direction, scope.profile) && matchesLabels(policy.subjects, subject.labels),
  );
}

/** By name. */
export function unreadableFor(
  policies: CompiledPolicies,
  subject: PodEndpoint,
  direction: Direction,
): readonly UnreadablePolicy[] {
  return policies.unreadable.filter(
    (policy) =>
      policy.directions.includes(direction) &&
      (policy.namespace === undefined || policy.namespace === subject.namespace) &&
      matchesLabels(policy.subjects, subject.labels),
  );
}

/** "a pod cannot block access to itself" (concepts page). */
export function isItself(subject: PodEndpoint, peer: PolicyEndpoint): boolean {
  return peer.kind === 'pod' && peer.namespace === subject.namespace && peer.name === subject.name;
}

/** Whether the peer is the node that the subject runs on, or a hostNetwork pod, which is that node to the network. */
export function isOwnNode(subject: PodEndpoint, peer: PolicyEndpoint): Certainty {
  const node = nodeNameOf(peer);
  if (node === undefined) return 'no';
  if (node.name === undefined || subject.nodeName === undefined) return 'unknown';
  return certaintyOf(node.name === subject.nodeName);
}

function nodeNameOf(peer: PolicyEndpoint): { readonly name: string | undefined } | undefined {
  if (peer.kind === 'node') return { name: peer.name };
  return peer.kind === 'pod' && peer.hostNetwork ? { name: peer.nodeName } : undefined;
}
