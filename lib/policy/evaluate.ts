// The verdict for a connection: what its client's egress and its server's ingress policies say.
import type { CompiledPolicies, CompiledPolicy } from './compiled.ts';
import { isItself, isOwnNode, isolates, isolatingPolicies, type PodEndpoint, unreadableFor } from './isolation.ts';
import { matchRule, type RuleQuestion } from './match.ts';
import type {
  Direction,
  DirectionVerdict,
  PolicyEndpoint,
  PolicyQuery,
  RuleReference,
  Verdict,
  VerdictKind,
} from './model.ts';
import type { Profile } from './profiles/profile.ts';
import { UPSTREAM } from './profiles/upstream.ts';

export function evaluate(policies: CompiledPolicies, query: PolicyQuery, profile: Profile = UPSTREAM): Verdict {
  const egress = evaluateDirection(policies, query, { direction: 'egress', profile });
  const ingress = evaluateDirection(policies, query, { direction: 'ingress', profile });
  return { kind: combine(egress.kind, ingress.kind), egress, ingress };
}

/** "For a connection from a source pod to a destination pod to be allowed, both … need to allow the connection." */
function combine(egress: VerdictKind, ingress: VerdictKind): VerdictKind {
  if (egress === 'denied' || ingress === 'denied') return 'denied';
  return egress === 'unknown' || ingress === 'unknown' ? 'unknown' : 'allowed';
}

export interface Side {
  readonly direction: Direction;
  readonly profile: Profile;
}

export function subjectOf(query: PolicyQuery, direction: Direction): PolicyEndpoint {
  return direction === 'egress' ? query.client : query.server;
}

export function peerOf(query: PolicyQuery, direction: Direction): PolicyEndpoint {
  return direction === 'egress' ? query.server : query.client;
}

export function evaluateDirection(policies: CompiledPolicies, query: PolicyQuery, side: Side): DirectionVerdict {
  const subject = subjectOf(query, side.direction);
  if (subject.kind === 'unidentified') return unidentifiedSubject(policies, side);
  if (subject.kind === 'node') return notIsolated('a node is no subject of policies');
  if (subject.kind === 'address') return notIsolated('an address outside is no subject of policies');
  // The network plugin "ignores hostNetwork pods when matching podSelector and namespaceSelector" (concepts page).
  if (subject.hostNetwork) return notIsolated('a hostNetwork pod is no subject of policies');
  const peer = peerOf(query, side.direction);
  const isolating = isolatingPolicies(policies, subject, side);
  const isolated = isolating.length > 0;
  const exemption = exemptionOf(subject, peer, side);
  if (exemption !== undefined) return { ...notIsolated(exemption), isolated };
  const unreadable = unreadableFor(policies, subject, side.direction);
  if (unreadable.length > 0) {
    const by = unreadable.map((policy) => policy.name);
    return { kind: 'unknown', isolated, by, rules: [], reason: `${by.join(', ')} cannot be read` };
  }
  if (!isolated) return notIsolated('not isolated');
  return evaluateRules(
    isolating,
    { peer, query, namespaces: policies.namespaces, profile: side.profile },
    { ...side, subject },
  );
}

/** Why no policy can block this, where that is so. */
function exemptionOf(subject: PodEndpoint, peer: PolicyEndpoint, side: Side): string | undefined {
  if (isItself(subject, peer)) return 'the pod itself';
  const ownNodeIsFree = side.profile.ownNode[side.direction] === 'allowed';
  return ownNodeIsFree && isOwnNode(subject, peer) === 'yes' ? 'own node' : undefined;
}

interface RuleScope extends Side {
  readonly subject: PodEndpoint;
}

/** "the connections allowed in that direction from that pod is the union of what the applicable policies allow" */
function evaluateRules(
  isolating: readonly CompiledPolicy[],
  question: RuleQuestion,
  scope: RuleScope,
): DirectionVerdict {
  const { direction } = scope;
  const allowing: RuleReference[] = [];
  const unsettled: RuleReference[] = [];
  for (const policy of isolating) {
    for (const [rule, compiled] of policy.sections[direction].rules.entries()) {
      const match = matchRule(compiled, question);
      if (match === 'yes') allowing.push({ policy: policy.name, direction, rule });
      else if (match === 'unknown') unsettled.push({ policy: policy.name, direction, rule });
    }
  }
  if (allowing.length > 0) return decidedBy('allowed', allowing, '');
  if (unsettled.length > 0) return decidedBy('unknown', unsettled, ' would have to be settled');
  const names = isolating.map((policy) => policy.name);
  const ownNodeIsOpen =
    scope.profile.ownNode[direction] === 'allowed' && isOwnNode(scope.subject, question.peer) === 'unknown';
  if (ownNodeIsOpen) {
    return { kind: 'unknown', isolated: true, by: names, rules: [], reason: 'the pod may run on that node' };
  }
  return { kind: 'denied', isolated: true, by: names, rules: [], reason: `no rule of ${names.join(', ')} matches` };
}

/** `rules` are in the order of the policies' names, then of the rules. */
function decidedBy(kind: VerdictKind, rules: readonly RuleReference[], suffix: string): DirectionVerdict {
  const by = [...new Set(rules.map((rule) => rule.policy))];
  const first = rules[0];
  const more = rules.length > 1 ? ` and ${rules.length - 1} more` : '';
  const reason = `rule ${first?.rule ?? 0} of ${first?.policy ?? ''}${more}${suffix}`;
  return { kind, isolated: true, by, rules, reason };
}

function notIsolated(reason: string): DirectionVerdict {
  return { kind: 'allowed', isolated: false, by: [], rules: [], reason };
}

/** It may be any pod: nothing blocks it only where nothing isolates anybody in the direction. */
function unidentifiedSubject(policies: CompiledPolicies, { direction, profile }: Side): DirectionVerdict {
  const isolating = policies.policies.some((policy) => isolates(policy, direction, profile));
  const unreadable = policies.unreadable.some((policy) => policy.directions.includes(direction));
  if (!isolating && !unreadable) return notIsolated('nobody is isolated');
  return { kind: 'unknown', isolated: false, by: [], rules: [], reason: 'which policies select it is not known' };
}
