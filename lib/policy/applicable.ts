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

/** Every policy of a level that may select the subject, and others too, those for the whole cluster first, then by name. */
export type FindCandidates = (subject: PodEndpoint) => (level: CompiledLevel) => readonly CompiledPolicy[];

/** `find`: by an index, where there is one. */
export function standingOf(policies: CompiledPolicies, scope: Scope, find: FindCandidates = lookThrough): Standing {
  const candidates = find(scope.subject);
  const tiers = policies.tiers.flatMap((tier): readonly AppliedTier[] => {
    const levels = tier.levels.flatMap((level) => {
      const applied = candidates(level).flatMap((policy) => applyPolicy(policy, policies, scope));
      return applied.length === 0 ? [] : [{ level, applied }];
    });
    const isolation = anyOf(levels, ({ applied }) => anyOf(applied, ({ isolates }) => isolates));
    const counted = isolation === 'no' ? withoutMerged(levels) : levels;
    return counted.length === 0 ? [] : [{ tier, levels: counted, isolation }];
  });
  return { tiers, unreadable: unreadableFor(policies, scope) };
}

function lookThrough(subject: PodEndpoint): (level: CompiledLevel) => readonly CompiledPolicy[] {
  return (level) => candidatesOf(level, subject);
}

/** Rules that only join what other policies allow are nothing where no other isolates. */
function withoutMerged(levels: readonly AppliedLevel[]): readonly AppliedLevel[] {
  const isMerged = ({ policy, isolates }: Applied) => policy.api === 'networking-v1' && isolates === 'no';
  return levels.flatMap(({ level, applied }) => {
    const kept = applied.filter((one) => !isMerged(one));
    return kept.length === 0 ? [] : [{ level, applied: kept }];
  });
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

type Section = Pick<Applied, 'isolates' | 'rules' | 'doubt'>;

/** What a policy is to a direction on a dataplane; `reason`: why it is nothing there, `not for ingress`. */
export type PolicyEffect =
  | { readonly kind: 'applies'; readonly section: Section }
  | { readonly kind: 'none'; readonly reason: string };

/** Undefined where the dataplane takes no notice of the policy in this direction. */
export function sectionFor(policy: CompiledPolicy, asked: Pick<Scope, 'direction' | 'profile'>): Section | undefined {
  const effect = effectOf(policy, asked);
  return effect.kind === 'applies' ? effect.section : undefined;
}

export function effectOf(
  policy: CompiledPolicy,
  { direction, profile }: Pick<Scope, 'direction' | 'profile'>,
): PolicyEffect {
  const { data, semantics } = profile;
  const none = (reason: string): PolicyEffect => ({ kind: 'none', reason });
  const support = profile.apis[policy.api];
  if (support === 'not-enforced') return none(`but ${data.title} does not enforce ${API_WORDS[policy.api]}`);
  if ((direction === 'ingress' ? semantics.ingressRules : semantics.egressRules) === 'not-enforced') {
    return none(`but ${data.title} does not enforce ${direction} rules`);
  }
  const refused = refusedFor(policy, profile);
  if (refused !== undefined) return none(`but has no effect on ${data.title}: ${refused}`);
  const { declared, isolates, rules } = policy.sections[direction];
  const doubt = doubtAbout(policy, profile);
  const sure = doubt === undefined ? 'yes' : 'unknown';
  if (declared) return { kind: 'applies', section: { isolates: both(sure, certaintyOf(isolates)), rules, doubt } };
  if (policy.api !== 'networking-v1' || rules.length === 0) return none(`not for ${direction}`);
  switch (semantics.policyTypes) {
    case 'strict':
      return none(`not for ${direction}`);
    case 'presence':
      return { kind: 'applies', section: { isolates: sure, rules, doubt } };
    case 'merge':
      return { kind: 'applies', section: { isolates: 'no', rules, doubt } };
    case 'unknown':
      return { kind: 'applies', section: { isolates: 'unknown', rules, doubt: UNDOCUMENTED_TYPES } };
  }
}

const UNDOCUMENTED_TYPES = 'nobody documents rules that policyTypes leaves out';

const API_WORDS: Readonly<Record<CompiledPolicy['api'], string>> = {
  'networking-v1': 'NetworkPolicy',
  'admin-v1alpha1': 'AdminNetworkPolicy',
  'cluster-v1alpha2': 'ClusterNetworkPolicy',
  cilium: "Cilium's policies",
  calico: "Calico's policies",
  antrea: "Antrea's policies",
  'ack-global': "ACK's GlobalNetworkPolicy",
  'eks-cluster': "EKS's ClusterNetworkPolicy",
};

/** Some dataplanes drop a whole policy for one construct that they do not know: it is as if it were not there. */
function refusedFor(policy: CompiledPolicy, { semantics }: Profile): string | undefined {
  if (semantics.namedPorts === 'policy-refused' && hasRule(policy, hasNamedPort)) return 'it has named ports';
  if (semantics.ipv6 === 'policy-refused' && hasRule(policy, hasIpv6Block)) return 'it has IPv6 blocks';
  return undefined;
}

/** Where nobody says what becomes of a construct, the policy may be refused for it. */
function doubtAbout(policy: CompiledPolicy, profile: Profile): string | undefined {
  const { apis, semantics } = profile;
  if (apis[policy.api] === 'unknown') return 'nobody documents whether this dataplane enforces it';
  if (semantics.namedPorts === 'unknown' && hasRule(policy, hasNamedPort)) return 'nobody documents named ports';
  if (semantics.ipv6 === 'unknown' && hasRule(policy, hasIpv6Block)) return 'nobody documents IPv6 blocks';
  return priorityDoubt(policy, profile);
}

/** Above the priorities that a dataplane takes, nobody says what becomes of an AdminNetworkPolicy. */
function priorityDoubt({ api, order }: CompiledPolicy, { data }: Profile): string | undefined {
  const highest = api === 'admin-v1alpha1' ? data.limits.adminPriority?.is : undefined;
  return highest !== undefined && order > highest ? `this dataplane takes priorities up to ${highest}` : undefined;
}

/** Only NetworkPolicies are read so differently. */
function hasRule({ api, sections }: CompiledPolicy, test: (rule: CompiledRule) => boolean): boolean {
  return api === 'networking-v1' && (sections.ingress.rules.some(test) || sections.egress.rules.some(test));
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
