// The verdict for a connection: what its client's egress and its server's ingress policies say.
import { judgeFamilies } from './address-families.ts';
import { type AppliedTier, type Scope, type Standing, sectionFor, standingOf } from './applicable.ts';
import { withExceptions } from './closed-prefixes.ts';
import type { CompiledPolicies } from './compiled.ts';
import { exemptionOf, networkPolicyExemptionOf, undocumentedAbout } from './exemptions.ts';
import { judgeWalk, notIsolated } from './judge-walk.ts';
import type { Direction, DirectionVerdict, PolicyEndpoint, PolicyQuery, Verdict, VerdictKind } from './model.ts';
import { isOutsideService, type JudgeSide, judgeOutsideService } from './outside-service.ts';
import type { Dataplane } from './profiles/dataplane.ts';
import type { Profile, Semantics } from './profiles/profile.ts';
import { UPSTREAM } from './profiles/upstream.ts';
import type { RuleQuestion } from './rule-question.ts';
import { judgeExempt, readingsOf } from './set-apart.ts';
import { walkTiers } from './walk.ts';

export function evaluate(policies: CompiledPolicies, query: PolicyQuery, dataplane: Dataplane = UPSTREAM): Verdict {
  const judge: JudgeSide = (asked, direction) => evaluateDirection(policies, asked, { direction, dataplane });
  return evaluateSides(judge, query, dataplane);
}

/** Both sides of a question, however one side is judged. */
export function evaluateSides(judge: JudgeSide, query: PolicyQuery, dataplane: Dataplane): Verdict {
  const { egress, ingress } = isOutsideService(query)
    ? judgeOutsideService(judge, query, dataplane)
    : { egress: judge(query, 'egress'), ingress: judge(query, 'ingress') };
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
  const source: PolicySource = { policies, standingOf: (scope) => standingOf(policies, scope), judgeTiers };
  return judgeFamilies((asked) => judgeDirection(source, asked, side), query);
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

/** One value each, as many questions end here. */
const NO_SUBJECT = {
  node: notIsolated('a node is no subject of policies'),
  address: notIsolated('an address outside is no subject of policies'),
  hostNetwork: notIsolated('a hostNetwork pod is no subject of policies'),
};

export function judgeDirection(
  source: PolicySource,
  query: PolicyQuery,
  { direction, dataplane }: Side,
): DirectionVerdict {
  const { policies } = source;
  const subject = subjectOf(query, direction);
  if (subject.kind === 'unidentified') return unidentifiedSubject(policies, { direction, dataplane });
  if (subject.kind === 'node') return NO_SUBJECT.node;
  if (subject.kind === 'address') return NO_SUBJECT.address;
  // The network plugin "ignores hostNetwork pods when matching podSelector and namespaceSelector" (concepts page).
  if (subject.hostNetwork) return NO_SUBJECT.hostNetwork;
  const profile = dataplane.profileOf(subject);
  if (rulesOf(profile, direction) === 'not-enforced') return notIsolated(notEnforced(profile, direction));
  const { namespaces, cluster } = policies;
  const peer = peerOf(query, direction);
  return judgePod(source, { direction, subject, peer, query, namespaces, cluster, profile });
}

function judgePod(source: PolicySource, question: RuleQuestion): DirectionVerdict {
  const standing = source.standingOf(question);
  const { direction, query, profile } = question;
  const { serviceTraffic } = profile.semantics;
  const isUnsettled =
    direction === 'egress' && query.via !== undefined && !isOutsideService(query) && serviceTraffic === 'unknown';
  return isUnsettled ? judgeBothReadings(source, standing, question) : judgeStanding(source, standing, question);
}

/** Where nobody says what a connection to a Service is judged by, only what both readings say is certain. */
function judgeBothReadings(source: PolicySource, standing: Standing, question: RuleQuestion): DirectionVerdict {
  const { profile } = question;
  const read = (serviceTraffic: Semantics['serviceTraffic']) => {
    const semantics = { ...profile.semantics, serviceTraffic };
    return judgeStanding(source, standing, { ...question, profile: { ...profile, semantics } });
  };
  const byBackend = read('backend');
  if (byBackend.kind === read('service-address').kind) return byBackend;
  const reason = `nobody documents whether ${profile.data.title} judges by the Service or by the pod behind it`;
  return { ...byBackend, kind: 'unknown', rules: [], reason };
}

function judgeStanding(source: PolicySource, standing: Standing, question: RuleQuestion): DirectionVerdict {
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
  const { verdict: ofRules, canDeny } = judgeReadings(source, tiers, question);
  const verdict = ofRules.isolated === isolated ? ofRules : { ...ofRules, isolated };
  if (!canDeny && tiers.every(({ isolation }) => isolation === 'no')) return verdict;
  const undocumented = undocumentedAbout(question, verdict);
  return undocumented === undefined ? verdict : { ...verdict, kind: 'unknown', rules: [], reason: undocumented };
}

/** What the rules say in each way in which they may count; `unknown` where that is not the same. */
function judgeReadings(source: PolicySource, tiers: readonly AppliedTier[], question: RuleQuestion): TiersVerdict {
  const [first, ...others] = readingsOf(tiers, question);
  const counted = judgeReading(source, first, question);
  const { kind } = counted.verdict;
  if (others.every((other) => judgeReading(source, other, question).verdict.kind === kind)) return counted;
  return { verdict: { ...counted.verdict, kind: 'unknown', rules: [] }, canDeny: true };
}

function judgeReading(source: PolicySource, counted: readonly AppliedTier[], question: RuleQuestion): TiersVerdict {
  return source.judgeTiers(counted, withExceptions(counted, question));
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
