// What-if: which observed connections given policies would block, and what they allow that nobody uses.
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { Direction, RuleReference, VerdictKind } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportConnection, ReportDocument, ReportVerdict } from './document.ts';
import { type Judge, judgedWorkloads, makeJudge } from './judge.ts';
import {
  generalPermissionText,
  type PermissionQuestion,
  permissionQuestions,
  permissionText,
  questionKey,
} from './permissions.ts';
import { verdictKind } from './verdict.ts';

export interface CheckedConnection {
  readonly connection: ReportConnection;
  readonly verdict: ReportVerdict;
}

export interface CheckResult {
  /** Needs only: established and one-way connections, in the order of the report. */
  readonly allowed: readonly CheckedConnection[];
  readonly blocked: readonly CheckedConnection[];
  readonly unknown: readonly CheckedConnection[];
  /** Needs with a side that nobody owns for certain, and no certain verdict: no policy can be blamed for them. */
  readonly unattributed: number;
  /** Attempts that nobody answered or that were rejected, and that these policies block too: no need. */
  readonly attemptsBlocked: number;
  /** Allowed by a rule, never observed; in order of client, server, port. */
  readonly unused: readonly PermissionQuestion[];
  /** Rules that no observed connection needs, by policy, direction and place. */
  readonly unusedRules: readonly RuleReference[];
}

export interface CheckInput {
  readonly document: ReportDocument;
  readonly policies: CompiledPolicies;
  readonly dataplane?: Dataplane;
}

export function checkPolicies(input: CheckInput): CheckResult {
  return checkPoliciesWithin(input, Number.POSITIVE_INFINITY).result;
}

/** `whole`: not more than `mostQuestions` had to be asked to find all that is unused. */
export interface BoundedCheck {
  readonly result: CheckResult;
  readonly whole: boolean;
}

export function checkPoliciesWithin(
  { document, policies, dataplane }: CheckInput,
  mostQuestions: number,
): BoundedCheck {
  const workloads = judgedWorkloads(document.workloads);
  const { services = [] } = document;
  const judge = makeJudge({ workloads, policies, services, ...(dataplane === undefined ? {} : { dataplane }) });
  const groups: Record<VerdictKind, CheckedConnection[]> = { allowed: [], denied: [], unknown: [] };
  const usedRules = new Set<string>();
  let attemptsBlocked = 0;
  let unattributed = 0;
  for (const connection of document.connections) {
    const { verdict, rules } = judge(connection);
    const kind = verdictKind(verdict);
    if (!isNeed(connection)) {
      if (kind === 'denied') attemptsBlocked += 1;
      continue;
    }
    if (kind === 'unknown' && !sidesKnown(connection)) unattributed += 1;
    else groups[kind].push({ connection, verdict });
    for (const rule of rules) usedRules.add(ruleKey(rule));
  }
  const needs = document.connections.filter(isNeed);
  const space = { workloads, connections: needs, policies: [policies] };
  const { unused, whole } = unusedPermissions(judge, {
    questions: permissionQuestions(space),
    observed: new Set(needs.map(questionKey)),
    mostQuestions,
  });
  const result: CheckResult = {
    allowed: groups.allowed,
    blocked: groups.denied,
    unknown: groups.unknown,
    unattributed,
    attemptsBlocked,
    unused,
    unusedRules: allRules(policies).filter((rule) => !usedRules.has(ruleKey(rule))),
  };
  return { result, whole };
}

/** A SYN without any reply is an attempt, not a need. */
export function isNeed({ outcome }: Pick<ReportConnection, 'outcome'>): boolean {
  return outcome === 'established' || outcome === 'oneway';
}

/** Whether both sides have one owner. */
export function sidesKnown({ client, server }: Pick<ReportConnection, 'client' | 'server'>): boolean {
  return client.kind !== 'unknown' && server.kind !== 'unknown';
}

interface UnusedSearch {
  readonly questions: Iterable<PermissionQuestion>;
  readonly observed: ReadonlySet<string>;
  readonly mostQuestions: number;
}

function unusedPermissions(judge: Judge, { questions, observed, mostQuestions }: UnusedSearch) {
  const unused: PermissionQuestion[] = [];
  if (mostQuestions <= 0) return { unused, whole: false };
  let asked = 0;
  for (const question of questions) {
    if (observed.has(questionKey(question))) continue;
    if (asked >= mostQuestions) return { unused, whole: false };
    asked += 1;
    const { verdict, rules } = judge(question);
    if (verdict.allowed && rules.length > 0) unused.push(question);
  }
  const texts = new Set(unused.map(permissionText));
  // What any other address may do as well is said once.
  return { unused: unused.filter((question) => !texts.has(generalPermissionText(question) ?? '')), whole: true };
}

function ruleKey({ policy, direction, rule }: RuleReference): string {
  return `${policy} ${direction} ${rule}`;
}

function allRules({ policies }: CompiledPolicies): readonly RuleReference[] {
  const directions: readonly Direction[] = ['egress', 'ingress'];
  return policies.flatMap((policy) =>
    directions.flatMap((direction) =>
      policy.sections[direction].declared
        ? policy.sections[direction].rules.map((_, rule) => ({ policy: policy.name, direction, rule }))
        : [],
    ),
  );
}
