// The evaluator for many questions: says what `evaluate` says, finding policies by index and asking each thing once.
import { type Scope, standingOf } from '../applicable.ts';
import type { CompiledPolicies } from '../compiled.ts';
import { combine, evaluateDirection, judgeDirection, peerOf, subjectOf } from '../evaluate.ts';
import type { Direction, DirectionVerdict, PolicyQuery, Verdict } from '../model.ts';
import type { Dataplane } from '../profiles/dataplane.ts';
import { UPSTREAM } from '../profiles/upstream.ts';
import { indexCandidates } from './candidates.ts';
import { makeClassKeys } from './endpoint-classes.ts';
import { makeMemory } from './memory.ts';
import { questionNumber, relationOf } from './question-number.ts';
import { type RememberedSubject, rememberSubject } from './remembered-subject.ts';

export type Evaluator = (query: PolicyQuery) => Verdict;
export type DirectionEvaluator = (query: PolicyQuery, direction: Direction) => DirectionVerdict;

export interface EvaluatorOptions {
  /** How many classes of endpoints, policies of subjects and ways of matching are kept; each takes some hundred bytes. */
  readonly rememberedEntries?: number;
}

const REMEMBERED_ENTRIES = 1_000_000;

/** Verdicts of questions that policies cannot tell apart are mostly one object. */
export function makeEvaluator(
  policies: CompiledPolicies,
  dataplane: Dataplane = UPSTREAM,
  options?: EvaluatorOptions,
): Evaluator {
  const judge = makeDirectionEvaluator(policies, dataplane, options);
  return (query) => {
    const egress = judge(query, 'egress');
    const ingress = judge(query, 'ingress');
    return { kind: combine(egress.kind, ingress.kind), egress, ingress };
  };
}

export function makeDirectionEvaluator(
  policies: CompiledPolicies,
  dataplane: Dataplane = UPSTREAM,
  { rememberedEntries = REMEMBERED_ENTRIES }: EvaluatorOptions = {},
): DirectionEvaluator {
  const keyOf = makeClassKeys(policies, dataplane);
  const find = indexCandidates(policies);
  let memory = makeMemory(keyOf, rememberedEntries);
  let subjects = 0;

  const rememberedSubject = (scope: Scope): RememberedSubject => {
    const ofClass = memory.classOf(scope.subject).subjects;
    const known = ofClass.get(scope.profile)?.[scope.direction];
    if (known !== undefined) return known;
    const standing = standingOf(policies, scope, find);
    const fresh = rememberSubject({ number: subjects, policies, standing, grow: memory.grow });
    subjects += 1;
    ofClass.set(scope.profile, { ...ofClass.get(scope.profile), [scope.direction]: fresh });
    return fresh;
  };

  const judgePod = (query: PolicyQuery, scope: Scope): DirectionVerdict => {
    const { direction, subject } = scope;
    if (memory.entries() >= rememberedEntries) memory = makeMemory(keyOf, rememberedEntries);
    const { number, source } = rememberedSubject(scope);
    const peer = peerOf(query, direction);
    const rest = questionNumber(memory.classOf(peer).number, relationOf(subject, peer), query);
    const known = memory.verdicts.get(number, rest);
    if (known !== undefined) return known;
    const verdict = judgeDirection(source, query, { direction, dataplane });
    memory.verdicts.set(number, rest, verdict);
    return verdict;
  };

  const aboutNobody = new Map<Direction, DirectionVerdict>();
  const judgeUnidentified = (query: PolicyQuery, direction: Direction): DirectionVerdict => {
    const verdict = aboutNobody.get(direction) ?? evaluateDirection(policies, query, { direction, dataplane });
    aboutNobody.set(direction, verdict);
    return verdict;
  };

  return (query, direction) => {
    const subject = subjectOf(query, direction);
    if (subject.kind === 'unidentified') return judgeUnidentified(query, direction);
    if (subject.kind !== 'pod' || subject.hostNetwork)
      return evaluateDirection(policies, query, { direction, dataplane });
    const scope: Scope = { subject, direction, profile: dataplane.profileOf(subject) };
    if (query.via === undefined) return judgePod(query, scope);
    // A Service's own address may count as well; such questions are few, and asked one by one.
    return judgeDirection(rememberedSubject(scope).source, query, { direction, dataplane });
  };
}
