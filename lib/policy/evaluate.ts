// The verdict for a connection: what its client's egress and its server's ingress policies say.
import { type AppliedTier, type Scope, type Standing, sectionFor, standingOf } from './applicable.ts';
import { withExceptions } from './closed-prefixes.ts';
import type { CompiledPolicies } from './compiled.ts';
import { exemptionOf, networkPolicyExemptionOf, undocumentedAbout } from './exemptions.ts';
import { judgeWalk, notIsolated } from './judge-walk.ts';
import type { Direction, DirectionVerdict, PolicyEndpoint, PolicyQuery, Verdict, VerdictKind } from './model.ts';
import type { Dataplane } from './profiles/dataplane.ts';
import type { Profile, Semantics } from './profiles/profile.ts';
import { UPSTREAM } from './profiles/upstream.ts';
import type { RuleQuestion } from './rule-question.ts';
import { judgeExempt, tiersForHairpin } from './set-apart.ts';
import { walkTiers } from './walk.ts';

export function evaluate(policies: CompiledPolicies, query: PolicyQuery, dataplane: Dataplane = UPSTREAM): Verdict {
  const egress = evaluateDirection(policies, query, { direction: 'egress', dataplane });
  const ingress = evaluateDirection(policies, query, { direction: 'ingress', dataplane });
  return { kind: combine(egress.kind, ingress.kind), egress, ingress };
}

/** "For a connection from a source pod to a destination pod to be allowed, both … need to allow the connection." */
export function combine(egress: VerdictKind, ingress: VerdictKind): VerdictKind {
  if (egress === 'denied' || ingress === 'denied') return 'denied';
  return egress === 'unknown' || ingress === 'unknown' ? 'unknown' : 'allowed';
}

export interface Side {
  readonly direction: Direction;
  readonly dataplane: Dataplane;
}

export function subjectOf(query: PolicyQuery, direction: Direction): PolicyEndpoint {
  return direction === 'egress' ? query.client : query.server;
}

export function peerOf(query: PolicyQuery, direction: Direction): PolicyEndpoint {
  return direction === 'egress' ? query.server : query.client;
}

export function evaluateDirection(policies: CompiledPolicies, query: PolicyQuery, side: Side): DirectionVerdict {
  return judgeDirection({ policies, standingOf: (scope) => standingOf(policies, scope), judgeTiers }, query, side);
}

/** The policies, and how they are asked: all of them each time, or by an index and with a memory. */
export interface PolicySource {
  readonly policies: CompiledPolicies;
  readonly standingOf: (scope: Scope) => Standing;
  readonly judgeTiers: JudgeTiers;
}

export type JudgeTiers = (tiers: readonly AppliedTier[], question: RuleQuestion) => TiersVerdict;

/** What the rules alone say. */
export interface TiersVerdict {
  readonly verdict: DirectionVerdict;
  /** Whether the walk could end in a denial. */
  readonly canDeny: boolean;
}

export function judgeTiers(tiers: readonly AppliedTier[], question: RuleQuestion): TiersVerdict {
  const walk = walkTiers(tiers, question);
  return { verdict: judgeWalk(walk), canDeny: walk.canDeny };
}

export function judgeDirection(
  source: PolicySource,
  query: PolicyQuery,
  { direction, dataplane }: Side,
): DirectionVerdict {
  const { policies } = source;
  const subject = subjectOf(query, direction);
  if (subject.kind === 'unidentified') return unidentifiedSubject(policies, { direction, dataplane });
  if (subject.kind === 'node') return notIsolated('a node is no subject of policies');
  if (subject.kind === 'address') return notIsolated('an address outside is no subject of policies');
  // The network plugin "ignores hostNetwork pods when matching podSelector and namespaceSelector" (concepts page).
  if (subject.hostNetwork) return notIsolated('a hostNetwork pod is no subject of policies');
  const profile = dataplane.profileOf(subject);
  if (rulesOf(profile, direction) === 'not-enforced') return notIsolated(notEnforced(profile, direction));
  const { namespaces, cluster } = policies;
  const peer = peerOf(query, direction);
  return judgePod(source, { direction, subject, peer, query, namespaces, cluster, profile });
}

function judgePod(source: PolicySource, question: RuleQuestion): DirectionVerdict {
  const standing = source.standingOf(question);
  const { tiers, unreadable } = standing;
  const isolated = tiers.some(({ isolation }) => isolation === 'yes');
  const exemption = exemptionOf(question);
  if (exemption !== undefined) return { ...notIsolated(exemption), isolated };
  const exempt = networkPolicyExemptionOf(question);
  if (exempt !== undefined) return { ...judgeExempt(standing, question, exempt), isolated };
  if (unreadable.length > 0) {
    const by = unreadable.map((policy) => policy.name);
    const reason = unreadable[0]?.reason ?? '';
    return { kind: 'unknown', isolated, by, rules: [], reason: `${by.join(', ')} ${reason}` };
  }
  const { verdict: ofRules, canDeny } = judgeRules(source, tiersForHairpin(tiers, question), question);
  const verdict = ofRules.isolated === isolated ? ofRules : { ...ofRules, isolated };
  if (!canDeny && !isolated) return verdict;
  const undocumented = undocumentedAbout(question, verdict);
  return undocumented === undefined ? verdict : { ...verdict, kind: 'unknown', rules: [], reason: undocumented };
}

/** Where nobody says what a connection to a Service is judged by, only what both readings say is certain. */
function judgeRules(source: PolicySource, tiers: readonly AppliedTier[], question: RuleQuestion): TiersVerdict {
  const { direction, query, profile } = question;
  if (direction === 'ingress' || query.via === undefined || profile.semantics.serviceTraffic !== 'unknown') {
    return source.judgeTiers(tiers, withExceptions(tiers, question));
  }
  const read = (serviceTraffic: Semantics['serviceTraffic']) => {
    const semantics = { ...profile.semantics, serviceTraffic };
    return judgeRules(source, tiers, { ...question, profile: { ...profile, semantics } });
  };
  const byBackend = read('backend');
  if (byBackend.verdict.kind === read('service-address').verdict.kind) return byBackend;
  const reason = `nobody documents whether ${profile.data.title} judges by the Service or by the pod behind it`;
  return { verdict: { ...byBackend.verdict, kind: 'unknown', rules: [], reason }, canDeny: true };
}

function couldDeny(section: ReturnType<typeof sectionFor>): boolean {
  return section !== undefined && (section.isolates !== 'no' || section.rules.some(({ action }) => action === 'deny'));
}

function rulesOf({ semantics }: Profile, direction: Direction): Profile['semantics']['ingressRules'] {
  return direction === 'ingress' ? semantics.ingressRules : semantics.egressRules;
}

function notEnforced({ data, exception }: Profile, direction: Direction): string {
  return `${data.title} does not enforce ${direction} rules${exception === undefined ? '' : `: ${exception}`}`;
}

/** It may be any pod: nothing blocks it only where nothing can deny anybody anything in the direction. */
function unidentifiedSubject(policies: CompiledPolicies, { direction, dataplane }: Side): DirectionVerdict {
  const counts = dataplane.profiles.some((profile) => {
    if (rulesOf(profile, direction) === 'not-enforced') return false;
    const unreadable = policies.unreadable.some(
      (policy) => policy.directions.includes(direction) && profile.apis[policy.api] !== 'not-enforced',
    );
    return unreadable || policies.policies.some((policy) => couldDeny(sectionFor(policy, { direction, profile })));
  });
  if (!counts) return notIsolated('nobody is isolated');
  return { kind: 'unknown', isolated: false, by: [], rules: [], reason: 'which policies select it is not known' };
}
