// Policies of one priority or order that disagree about the same pods.
import type { CompiledPolicy } from '../compiled.ts';
import type { Direction } from '../model.ts';
import type { Found } from './finding.ts';
import type { LintCheck } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { DIRECTIONS } from './rule-sites.ts';

const MEND = 'give them priorities (orders) of their own';

export const ORDER_CONFLICT: LintCheck = {
  code: 'lint-order-conflict',
  means: 'two policies of the same priority or order select the same pods, and one denies where the other does not',
  why: 'which of them is asked first is not defined: verdicts that turn on it are unknown',
  mend: MEND,
  find: (context) =>
    context.policies.tiers
      .flatMap(({ levels }) => levels.filter(({ conflicts }) => conflicts === 'undefined'))
      .flatMap(({ byNamespace }) => conflictsAmong([...byNamespace.values()].flat(), context)),
};

function conflictsAmong(policies: readonly CompiledPolicy[], context: LintContext): readonly Found[] {
  return policies.flatMap((policy, index) =>
    policies.slice(index + 1).flatMap((other): readonly Found[] => {
      const subjects = new Set(context.subjectsOf(policy));
      const direction = DIRECTIONS.find((one) => disagree(policy, other, one));
      if (direction === undefined || !context.subjectsOf(other).some((pod) => subjects.has(pod))) return [];
      const message = `has the priority of ${other.name}, which selects the same pods, and they disagree in ${direction}`;
      return [{ subject: policy.name, severity: 'medium', message, mend: MEND, evidence: { other: other.name } }];
    }),
  );
}

/** A later denial behind an allow, or an allow behind a denial, is what order decides. */
function disagree(left: CompiledPolicy, right: CompiledPolicy, direction: Direction): boolean {
  const actions = [left, right].map(({ sections }) => new Set(sections[direction].rules.map(({ action }) => action)));
  const [one, other] = actions;
  if (one === undefined || other === undefined || one.size === 0 || other.size === 0) return false;
  return new Set([...one, ...other]).size > 1;
}
