// What policies allow by a rule and nobody used: the questions of `flowfence check`, as far as a page can ask them.
import { isNeed } from '../../report/check.ts';
import type { PermissionQuestion } from '../../report/permissions.ts';
import type { Cluster } from './cluster.ts';
import type { UnusedPermissions } from './messages.ts';
import { askQuestions, MOST_LISTED } from './permission-work.ts';
import type { PolicySet } from './policy-set.ts';
import type { Work } from './work.ts';

export function* unusedPermissions(
  { workloads, document }: Pick<Cluster, 'workloads' | 'document'>,
  { compiled, judge }: Pick<PolicySet, 'compiled' | 'judge'>,
  mostQuestions?: number,
): Work<UnusedPermissions> {
  const unused: PermissionQuestion[] = [];
  let count = 0;
  const sums = yield* askQuestions({
    space: { workloads, connections: document.connections.filter(isNeed), policies: [compiled] },
    isAbout: () => true,
    ask: (question) => {
      const { verdict, rules } = judge(question);
      if (!verdict.allowed || rules.length === 0) return;
      count += 1;
      if (unused.length < MOST_LISTED) unused.push(question);
    },
    partial: (asked) => ({ kind: 'unused', found: { unused, count, ...asked } }),
    ...(mostQuestions === undefined ? {} : { mostQuestions }),
  });
  return { unused, count, ...sums };
}
