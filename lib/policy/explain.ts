// The steps to a verdict as data: which policies select each side, and for each rule why it matches or not.
import { candidatesOf, effectOf, type Scope, standingOf } from './applicable.ts';
import type { Certainty } from './certainty.ts';
import { withExceptions } from './closed-prefixes.ts';
import type { CompiledPolicies, CompiledPolicy, CompiledRule } from './compiled.ts';
import { describePeer, describePods, describePort } from './describe.ts';
import { evaluate, peerOf, subjectOf } from './evaluate.ts';
import { formatSelector } from './format-selector.ts';
import { matchPeerOf, matchPeers, matchPortOf, matchPorts, matchRule } from './match.ts';
import type { Direction, DirectionVerdict, PolicyQuery, Verdict, VerdictKind } from './model.ts';
import { matchPods } from './pod-match.ts';
import type { Dataplane } from './profiles/dataplane.ts';
import { UPSTREAM } from './profiles/upstream.ts';
import type { RuleQuestion } from './rule-question.ts';

export interface Explanation {
  readonly query: PolicyQuery;
  readonly verdict: VerdictKind;
  readonly egress: DirectionExplanation;
  readonly ingress: DirectionExplanation;
}

export interface DirectionExplanation {
  readonly direction: Direction;
  readonly verdict: DirectionVerdict;
  /** Those of the subject's namespace and of the whole cluster, in the order of the walk; none where the side is no subject. */
  readonly policies: readonly PolicyStep[];
  /** Those that could not be read, or are not evaluated, and may select the subject: `shop/web cannot be read`. */
  readonly unreadable: readonly string[];
}

/** `rules` only where the policy may select the subject and concerns this direction. */
export interface PolicyStep {
  readonly policy: string;
  readonly tier: string;
  /** The policy's pod selector in kubectl's notation; for the whole cluster, in words, with its namespaces. */
  readonly selector: string;
  readonly selects: Certainty;
  /** Why it says nothing about this direction on the subject's dataplane; undefined where it does. */
  readonly idle: string | undefined;
  readonly isolates: Certainty;
  readonly rules: readonly RuleStep[];
}

/** `peers` and `ports` are empty where the rule has none, which allows all. */
export interface RuleStep {
  readonly rule: number;
  readonly action: CompiledRule['action'];
  /** What it asks beyond addresses and ports, which makes a match unknown. */
  readonly beyond: string | undefined;
  readonly matches: Certainty;
  readonly peersMatch: Certainty;
  readonly portsMatch: Certainty;
  readonly peers: readonly PartStep[];
  readonly ports: readonly PartStep[];
}

export interface PartStep {
  readonly text: string;
  readonly matches: Certainty;
}

export function explain(policies: CompiledPolicies, query: PolicyQuery, dataplane: Dataplane = UPSTREAM): Explanation {
  const verdict = evaluate(policies, query, dataplane);
  return {
    query,
    verdict: verdict.kind,
    egress: explainDirection(policies, verdict, { query, direction: 'egress', dataplane }),
    ingress: explainDirection(policies, verdict, { query, direction: 'ingress', dataplane }),
  };
}

interface Side {
  readonly query: PolicyQuery;
  readonly direction: Direction;
  readonly dataplane: Dataplane;
}

function explainDirection(policies: CompiledPolicies, verdict: Verdict, side: Side): DirectionExplanation {
  const { direction, query, dataplane } = side;
  const subject = subjectOf(query, direction);
  const base = { direction, verdict: verdict[direction] };
  if (subject.kind !== 'pod' || subject.hostNetwork) return { ...base, policies: [], unreadable: [] };
  const scope: Scope = { subject, direction, profile: dataplane.profileOf(subject) };
  const { namespaces, cluster } = policies;
  const { tiers, unreadable } = standingOf(policies, scope);
  const question = withExceptions(tiers, { ...scope, peer: peerOf(query, direction), query, namespaces, cluster });
  const candidates = policies.tiers.flatMap(({ levels }) => levels.flatMap((level) => candidatesOf(level, subject)));
  return {
    ...base,
    policies: candidates.map((policy) => explainPolicy(policy, question)),
    unreadable: unreadable.map(({ name, reason }) => `${name} ${reason}`),
  };
}

function explainPolicy(policy: CompiledPolicy, question: RuleQuestion): PolicyStep {
  const selects = matchPods(policy.subjects, question.subject, question.namespaces);
  const effect = effectOf(policy, question);
  const section = effect.kind === 'applies' ? effect.section : undefined;
  const rules = selects === 'no' ? [] : (section?.rules ?? []);
  return {
    policy: policy.name,
    tier: policy.tier.name,
    selector: policy.namespace === undefined ? describePods(policy.subjects) : formatSelector(policy.subjects.pods),
    selects,
    idle: effect.kind === 'none' ? effect.reason : undefined,
    isolates: section?.isolates ?? 'no',
    rules: rules.map((rule, index) => explainRule(rule, index, question)),
  };
}

function explainRule(rule: CompiledRule, index: number, question: RuleQuestion): RuleStep {
  const peers = rule.peers.kind === 'all' ? [] : rule.peers.peers;
  const ports = rule.ports.kind === 'all' ? [] : rule.ports.ports;
  return {
    rule: index,
    action: rule.action,
    beyond: rule.beyond,
    matches: matchRule(rule, question),
    peersMatch: matchPeers(rule, question),
    portsMatch: matchPorts(rule, question),
    peers: peers.map((peer) => ({ text: describePeer(peer), matches: matchPeerOf(rule, peer, question) })),
    ports: ports.map((port) => ({ text: describePort(port), matches: matchPortOf(rule, port, question) })),
  };
}
