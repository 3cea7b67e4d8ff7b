// Which policies a subject's dataplane applies to it in a direction, and with which rules.
import { anyOf, both, type Certainty, certaintyOf } from './certainty.ts';
import type {
  CompiledLevel,
  CompiledPeer,
  CompiledPolicies,
  CompiledPolicy,
  CompiledRule,
  CompiledTier,
  UnreadablePolicy,
} from './compiled.ts';
import type { Direction } from './model.ts';
import { matchPods, type PodEndpoint } from './pod-match.ts';
import type { Profile } from './profiles/profile.ts';

export interface Scope {
  readonly subject: PodEndpoint;
  readonly direction: Direction;
  readonly profile: Profile;
}

/** A policy as it stands for one subject and direction. */
export interface Applied {
  readonly policy: CompiledPolicy;
  /** Whether it selects the subject. */
  readonly selects: Certainty;
  readonly isolates: Certainty;
  readonly rules: readonly CompiledRule[];
  /** Why its rules are not certain to count, where that is so. */
  readonly doubt: string | undefined;
}

/** A tier as it stands for one subject and direction; levels that say nothing about it are left out. */
export interface AppliedTier {
  readonly tier: CompiledTier;
  readonly levels: readonly AppliedLevel[];
  /** Whether one of its policies isolates the subject. */
  readonly isolation: Certainty;
}

export interface AppliedLevel {
  readonly level: CompiledLevel;
  /** Those for the whole cluster first, then by name; never empty. */
  readonly applied: readonly Applied[];
}

/** All that decides about one subject in one direction; the connection is not asked yet. */
export interface Standing {
  /** In the order of the walk; tiers that say nothing about the subject are left out. */
  readonly tiers: readonly AppliedTier[];
  /** Those that may select it; by name. */
  readonly unreadable: readonly UnreadablePolicy[];
}

/** Every policy of the level that may select the subject, and others too, those for the whole cluster first, then by name. */
export type FindCandidates = (level: CompiledLevel, subject: PodEndpoint) => readonly CompiledPolicy[];

export function standingOf(policies: CompiledPolicies, scope: Scope, find: FindCandidates = candidatesOf): Standing {
  const tiers = policies.tiers.flatMap((tier): readonly AppliedTier[] => {
    const levels = tier.levels.flatMap((level) => {
      const applied = find(level, scope.subject).flatMap((policy) => applyPolicy(policy, policies, scope));
      return applied.length === 0 ? [] : [{ level, applied }];
    });
    const isolation = anyOf(levels, ({ applied }) => anyOf(applied, ({ isolates }) => isolates));
    return levels.length === 0 ? [] : [{ tier, levels, isolation }];
  });
  return { tiers, unreadable: unreadableFor(policies, scope) };
}

export function candidatesOf({ byNamespace }: CompiledLevel, { namespace }: PodEndpoint): readonly CompiledPolicy[] {
  return [...(byNamespace.get(undefined) ?? []), ...(byNamespace.get(namespace) ?? [])];
}

function applyPolicy(policy: CompiledPolicy, { namespaces }: CompiledPolicies, scope: Scope): readonly Applied[] {
  const section = sectionFor(policy, scope);
  if (section === undefined) return [];
  const selects = matchPods(policy.subjects, scope.subject, namespaces);
  return selects === 'no' ? [] : [{ policy, selects, ...section, isolates: both(selects, section.isolates) }];
}

/** Undefined where the dataplane takes no notice of the policy in this direction. */
export function sectionFor(
  policy: CompiledPolicy,
  { direction, profile }: Pick<Scope, 'direction' | 'profile'>,
): Pick<Applied, 'isolates' | 'rules' | 'doubt'> | undefined {
  const support = profile.apis[policy.api];
  if (support === 'not-enforced' || isRefused(policy, profile)) return undefined;
  const { declared, isolates, rules } = policy.sections[direction];
  const doubt =
    support === 'unknown' ? 'nobody documents whether this dataplane enforces it' : priorityDoubt(policy, profile);
  const sure = certaintyOf(doubt === undefined);
  if (declared) return { isolates: both(sure, certaintyOf(isolates)), rules, doubt };
  if (policy.api !== 'networking-v1' || rules.length === 0) return undefined;
  switch (profile.semantics.policyTypes) {
    case 'strict':
      return undefined;
    case 'presence':
      return { isolates: sure, rules, doubt };
    case 'merge':
      return { isolates: 'no', rules, doubt };
    case 'unknown':
      return { isolates: 'unknown', rules, doubt: 'nobody documents rules that policyTypes leaves out' };
  }
}

/** Above the priorities that a dataplane takes, nobody says what becomes of an AdminNetworkPolicy. */
function priorityDoubt({ api, order }: CompiledPolicy, { data }: Profile): string | undefined {
  const highest = api === 'admin-v1alpha1' ? data.limits.adminPriority?.is : undefined;
  return highest !== undefined && order > highest ? `this dataplane takes priorities up to ${highest}` : undefined;
}

/** Some dataplanes drop a whole policy for one construct that they do not know: it is as if it were not there. */
export function isRefused(policy: CompiledPolicy, { semantics }: Profile): boolean {
  if (policy.api !== 'networking-v1') return false;
  const rules = [...policy.sections.ingress.rules, ...policy.sections.egress.rules];
  const names = semantics.namedPorts === 'policy-refused' && rules.some(hasNamedPort);
  return names || (semantics.ipv6 === 'policy-refused' && rules.some(hasIpv6Block));
}

function hasNamedPort({ ports }: CompiledRule): boolean {
  return ports.kind === 'some' && ports.ports.some(({ kind }) => kind === 'name');
}

function hasIpv6Block({ peers }: CompiledRule): boolean {
  const isV6 = (peer: CompiledPeer) => peer.kind === 'ip-block' && peer.cidr.family === 6;
  return peers.kind === 'some' && peers.peers.some(isV6);
}

/** By name. */
export function unreadableFor(
  policies: CompiledPolicies,
  { subject, direction, profile }: Scope,
): readonly UnreadablePolicy[] {
  return policies.unreadable.filter(
    (policy) =>
      policy.directions.includes(direction) &&
      profile.apis[policy.api] !== 'not-enforced' &&
      matchPods(policy.subjects, subject, policies.namespaces) !== 'no',
  );
}
