// What policies allow by a rule and nobody used: the questions of `flowfence check`, as far as a page can ask them.
import { isNeed } from '../../report/check.ts';
import { type PermissionQuestion, permissionQuestions, questionKey } from '../../report/permissions.ts';
import type { Cluster } from './cluster.ts';
import type { UnusedPermissions } from './messages.ts';
import type { PolicySet } from './policy-set.ts';

/** Some seconds of work. What is left is said, never guessed. */
const MOST_QUESTIONS = 400_000;

export function unusedPermissions(
  { workloads, document }: Pick<Cluster, 'workloads' | 'document'>,
  { compiled, judge }: Pick<PolicySet, 'compiled' | 'judge'>,
  mostQuestions = MOST_QUESTIONS,
): UnusedPermissions {
  const needs = document.connections.filter(isNeed);
  const used = new Set(needs.map(questionKey));
  const unused: PermissionQuestion[] = [];
  let asked = 0;
  for (const question of permissionQuestions({ workloads, connections: needs, policies: [compiled] })) {
    if (used.has(questionKey(question))) continue;
    if (asked >= mostQuestions) return { unused, whole: false };
    asked += 1;
    const { verdict, rules } = judge(question);
    if (verdict.allowed && rules.length > 0) unused.push(question);
  }
  return { unused, whole: true };
}
