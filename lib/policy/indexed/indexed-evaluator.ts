// The evaluator for many questions: says what `evaluate` says, finding policies by index and asking each thing once.
import { judgeFamilies } from '../address-families.ts';
import { type Scope, standingOf } from '../applicable.ts';
import type { CompiledPolicies } from '../compiled.ts';
import { combine, evaluateDirection, evaluateSides, judgeDirection, peerOf, subjectOf } from '../evaluate.ts';
import type { Direction, DirectionVerdict, PolicyQuery, Verdict } from '../model.ts';
import { isOutsideService } from '../outside-service.ts';
import type { Dataplane } from '../profiles/dataplane.ts';
import { UPSTREAM } from '../profiles/upstream.ts';
import { indexCandidates } from './candidates.ts';
import { makeClassKeys } from './endpoint-classes.ts';
import { type EndpointClass, makeMemory } from './memory.ts';
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
  const { classesOf, judge } = makeJudges(policies, dataplane, options);
  return (query) => {
    // Rare, and of several questions: each with classes of its own.
    if (isOutsideService(query))
      return evaluateSides((asked, side) => judge(asked, side, classesOf(asked)), query, dataplane);
    const classes = classesOf(query);
    const egress = judge(query, 'egress', classes);
    const ingress = judge(query, 'ingress', classes);
    return { kind: combine(egress.kind, ingress.kind), egress, ingress };
  };
}

export function makeDirectionEvaluator(
  policies: CompiledPolicies,
  dataplane: Dataplane = UPSTREAM,
  options?: EvaluatorOptions,
): DirectionEvaluator {
  const { classesOf, judge } = makeJudges(policies, dataplane, options);
  return (query, direction) => judge(query, direction, classesOf(query));
}

interface Classes {
  readonly client: EndpointClass;
  readonly server: EndpointClass;
}

interface Judges {
  /** Good until the next question. */
  readonly classesOf: (query: PolicyQuery) => Classes;
  readonly judge: (query: PolicyQuery, direction: Direction, classes: Classes) => DirectionVerdict;
}

function makeJudges(
  policies: CompiledPolicies,
  dataplane: Dataplane,
  { rememberedEntries = REMEMBERED_ENTRIES }: EvaluatorOptions = {},
): Judges {
  const keyOf = makeClassKeys(policies, dataplane);
  const find = indexCandidates(policies);
  const aboutNobody = new Map<Direction, DirectionVerdict>();
  let memory = makeMemory(keyOf, rememberedEntries);
  let subjectCount = 0;

  const classesOf = ({ client, server }: PolicyQuery): Classes => {
    if (memory.entries() >= rememberedEntries) memory = makeMemory(keyOf, rememberedEntries);
    return { client: memory.classOf(client), server: memory.classOf(server) };
  };

  const rememberedSubject = (scope: Scope, { subjects }: EndpointClass): RememberedSubject => {
    const { profile, direction } = scope;
    for (let known = subjects[direction]; known !== undefined; known = known.otherwise) {
      if (known.profile === profile) return known;
    }
    const standing = standingOf(policies, scope, find);
    const otherwise = subjects[direction];
    const fresh = rememberSubject({ profile, number: subjectCount, policies, standing, otherwise, grow: memory.grow });
    subjectCount += 1;
    subjects[direction] = fresh;
    return fresh;
  };

  const judgePod = (query: PolicyQuery, scope: Scope, classes: Classes): DirectionVerdict => {
    const { direction, subject } = scope;
    const [own, far] = direction === 'egress' ? [classes.client, classes.server] : [classes.server, classes.client];
    const { number, source } = rememberedSubject(scope, own);
    // A Service's own address may count as well; such questions are few, and asked one by one.
    if (query.via !== undefined) return judgeDirection(source, query, { direction, dataplane });
    const rest = questionNumber(far.number, relationOf(subject, peerOf(query, direction)), query);
    const known = memory.verdicts.get(number, rest);
    if (known !== undefined) return known;
    const verdict = judgeDirection(source, query, { direction, dataplane });
    memory.verdicts.set(number, rest, verdict);
    return verdict;
  };

  const judgeOne = (query: PolicyQuery, direction: Direction, classes: Classes): DirectionVerdict => {
    const subject = subjectOf(query, direction);
    if (subject.kind === 'pod' && !subject.hostNetwork) {
      return judgePod(query, { subject, direction, profile: dataplane.profileOf(subject) }, classes);
    }
    const side = { direction, dataplane };
    if (subject.kind !== 'unidentified') return evaluateDirection(policies, query, side);
    const verdict = aboutNobody.get(direction) ?? evaluateDirection(policies, query, side);
    aboutNobody.set(direction, verdict);
    return verdict;
  };
  const judge = (query: PolicyQuery, direction: Direction, classes: Classes): DirectionVerdict => {
    if (!classes.client.several && !classes.server.several) return judgeOne(query, direction, classes);
    return judgeFamilies((asked) => judgeOne(asked, direction, asked === query ? classes : classesOf(asked)), query);
  };
  return { classesOf, judge };
}
