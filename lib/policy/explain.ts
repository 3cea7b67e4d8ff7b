// The steps to a verdict as data: which policies select each side, and for each rule why it matches or not.
import type { Certainty } from './certainty.ts';
import type { CompiledPolicies, CompiledPolicy, CompiledRule } from './compiled.ts';
import { describePeer, describePort } from './describe.ts';
import { evaluate, peerOf, type Side, subjectOf } from './evaluate.ts';
import { isolates, type PodEndpoint, selectsPod, unreadableFor } from './isolation.ts';
import { matchPeer, matchPeers, matchPort, matchPorts, matchRule, type RuleQuestion } from './match.ts';
import type { Direction, DirectionVerdict, PolicyQuery, Verdict, VerdictKind } from './model.ts';
import type { Profile } from './profiles/profile.ts';
import { UPSTREAM } from './profiles/upstream.ts';
import { formatSelector } from './selector.ts';

export interface Explanation {
  readonly query: PolicyQuery;
  readonly verdict: VerdictKind;
  readonly egress: DirectionExplanation;
  readonly ingress: DirectionExplanation;
}

export interface DirectionExplanation {
  readonly direction: Direction;
  readonly verdict: DirectionVerdict;
  /** The policies of the subject's namespace by name; none where the side is no subject of policies. */
  readonly policies: readonly PolicyStep[];
  /** Names of the policies that could not be read and may select the subject. */
  readonly unreadable: readonly string[];
}

/** `rules` only where the policy selects the subject and isolates it in this direction. */
export interface PolicyStep {
  readonly policy: string;
  /** The policy's podSelector in kubectl's notation. */
  readonly selector: string;
  readonly selects: boolean;
  readonly isolates: boolean;
  readonly rules: readonly RuleStep[];
}

/** `peers` and `ports` are empty where the rule has none, which allows all. */
export interface RuleStep {
  readonly rule: number;
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

export function explain(policies: CompiledPolicies, query: PolicyQuery, profile: Profile = UPSTREAM): Explanation {
  const verdict = evaluate(policies, query, profile);
  return {
    query,
    verdict: verdict.kind,
    egress: explainDirection(policies, verdict, { query, side: { direction: 'egress', profile } }),
    ingress: explainDirection(policies, verdict, { query, side: { direction: 'ingress', profile } }),
  };
}

interface Scope {
  readonly query: PolicyQuery;
  readonly side: Side;
}

function explainDirection(policies: CompiledPolicies, verdict: Verdict, { query, side }: Scope): DirectionExplanation {
  const { direction, profile } = side;
  const subject = subjectOf(query, direction);
  const base = { direction, verdict: verdict[direction] };
  if (subject.kind !== 'pod' || subject.hostNetwork) return { ...base, policies: [], unreadable: [] };
  const question = { peer: peerOf(query, direction), query, namespaces: policies.namespaces, profile };
  const candidates = policies.byNamespace.get(subject.namespace) ?? [];
  return {
    ...base,
    policies: candidates.map((policy) => explainPolicy(policy, question, { side, subject })),
    unreadable: unreadableFor(policies, subject, direction).map((policy) => policy.name),
  };
}

function explainPolicy(
  policy: CompiledPolicy,
  question: RuleQuestion,
  { side, subject }: { readonly side: Side; readonly subject: PodEndpoint },
): PolicyStep {
  const selects = selectsPod(policy, subject);
  const isolating = isolates(policy, side.direction, side.profile);
  const rules = selects && isolating ? policy.sections[side.direction].rules : [];
  return {
    policy: policy.name,
    selector: formatSelector(policy.subjects),
    selects,
    isolates: isolating,
    rules: rules.map((rule, index) => explainRule(rule, index, question)),
  };
}

function explainRule(rule: CompiledRule, index: number, question: RuleQuestion): RuleStep {
  const peers = rule.peers.kind === 'all' ? [] : rule.peers.peers;
  const ports = rule.ports.kind === 'all' ? [] : rule.ports.ports;
  return {
    rule: index,
    matches: matchRule(rule, question),
    peersMatch: matchPeers(rule, question),
    portsMatch: matchPorts(rule, question),
    peers: peers.map((peer) => ({ text: describePeer(peer), matches: matchPeer(peer, question) })),
    ports: ports.map((port) => ({ text: describePort(port), matches: matchPort(port, question.query) })),
  };
}
