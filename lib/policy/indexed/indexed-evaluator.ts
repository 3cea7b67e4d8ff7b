// The evaluator for many questions: says what `evaluate` says, finding policies by index and asking each thing once.
import { type Scope, standingOf } from '../applicable.ts';
import type { Certainty } from '../certainty.ts';
import type { CompiledPolicies } from '../compiled.ts';
import { combine, judgeDirection, type PolicySource, peerOf, subjectOf } from '../evaluate.ts';
import type { Direction, DirectionVerdict, PolicyEndpoint, PolicyQuery, QueryProtocol, Verdict } from '../model.ts';
import type { PodEndpoint } from '../pod-match.ts';
import type { Dataplane } from '../profiles/dataplane.ts';
import { isItself, isOwnNode } from '../same-node.ts';
import { indexCandidates } from './candidates.ts';
import { makeClassKeys } from './endpoint-classes.ts';
import { makeMemory, type SubjectMemory } from './memory.ts';
import { makeRememberedWalks } from './remembered-walks.ts';

export type Evaluator = (query: PolicyQuery) => Verdict;
export type DirectionEvaluator = (query: PolicyQuery, direction: Direction) => DirectionVerdict;

export interface EvaluatorOptions {
  /** How many verdicts and policies of subjects are kept at most; each takes a few hundred bytes. */
  readonly rememberedEntries?: number;
}

const REMEMBERED_ENTRIES = 1_000_000;

/** Verdicts of one class of questions are one object. */
export function makeEvaluator(policies: CompiledPolicies, dataplane: Dataplane, options?: EvaluatorOptions): Evaluator {
  const judge = makeDirectionEvaluator(policies, dataplane, options);
  return (query) => {
    const egress = judge(query, 'egress');
    const ingress = judge(query, 'ingress');
    return { kind: combine(egress.kind, ingress.kind), egress, ingress };
  };
}

export function makeDirectionEvaluator(
  policies: CompiledPolicies,
  dataplane: Dataplane,
  { rememberedEntries = REMEMBERED_ENTRIES }: EvaluatorOptions = {},
): DirectionEvaluator {
  const keyOf = makeClassKeys(policies, dataplane);
  const find = indexCandidates(policies);
  const source: PolicySource = {
    policies,
    standingOf: (scope) => rememberedSubject(scope).standing,
    judgeTiers: makeRememberedWalks((entries) => memory.grow(entries)),
  };
  const aboutNobody = new Map<Direction, DirectionVerdict>();
  let memory = makeMemory(keyOf);

  const rememberedSubject = (scope: Scope): SubjectMemory => {
    const subjects = memory.subjects(scope.profile, scope.direction);
    const subjectClass = memory.classOf(scope.subject);
    const known = subjects.get(subjectClass);
    if (known !== undefined) return known;
    const fresh = { standing: standingOf(policies, scope, find), verdicts: new Map<number, DirectionVerdict>() };
    subjects.set(subjectClass, fresh);
    memory.grow(standingSize(fresh));
    return fresh;
  };

  const judgePod = (query: PolicyQuery, scope: Scope): DirectionVerdict => {
    const { direction, subject } = scope;
    if (memory.entries() >= rememberedEntries) memory = makeMemory(keyOf);
    const { verdicts } = rememberedSubject(scope);
    const peer = peerOf(query, direction);
    const key = questionKey(memory.classOf(peer), relationOf(subject, peer), query);
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = judgeDirection(source, query, { direction, dataplane });
    verdicts.set(key, verdict);
    memory.grow(1);
    return verdict;
  };

  return (query, direction) => {
    const subject = subjectOf(query, direction);
    // A Service's own address may count as well; such questions are few, and asked one by one.
    if (subject.kind === 'pod' && !subject.hostNetwork && query.via === undefined) {
      return judgePod(query, { subject, direction, profile: dataplane.profileOf(subject) });
    }
    if (subject.kind !== 'unidentified') return judgeDirection(source, query, { direction, dataplane });
    const verdict = aboutNobody.get(direction) ?? judgeDirection(source, query, { direction, dataplane });
    aboutNobody.set(direction, verdict);
    return verdict;
  };
}

function standingSize({ standing }: SubjectMemory): number {
  let size = 1 + standing.unreadable.length;
  for (const { levels } of standing.tiers) for (const { applied } of levels) size += applied.length;
  return size;
}

const PROTOCOLS: Readonly<Record<QueryProtocol, number>> = { TCP: 0, UDP: 1, SCTP: 2, ICMP: 3 };
const OWN_NODE: Readonly<Record<Certainty, number>> = { no: 0, yes: 2, unknown: 4 };
const RELATIONS = 6;
const PORTS = 65_536;

/** What the two sides are to each other, beyond the class of each. */
function relationOf(subject: PodEndpoint, peer: PolicyEndpoint): number {
  return OWN_NODE[isOwnNode(subject, peer)] + (isItself(subject, peer) ? 1 : 0);
}

/** Below 2^53 for up to 2^32 classes. */
function questionKey(peerClass: number, relation: number, { protocol, port }: PolicyQuery): number {
  return ((peerClass * RELATIONS + relation) * 4 + PROTOCOLS[protocol]) * PORTS + port;
}
