// Names that say the contrary of what the policy does.
import type { CompiledPolicy } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { DIRECTIONS } from './rule-sites.ts';

const DENYING = ['deny', 'block', 'drop', 'forbid'];
const ALLOWING = ['allow', 'permit', 'open'];

const MEND = 'name it by what it allows, and keep the isolation in a policy of its own (default-deny)';

export const MISLEADING_NAME: LintCheck = {
  code: 'lint-misleading-name',
  means:
    'a policy is named after denying and lists what is allowed, or is named after allowing and is the only one that isolates',
  why: 'NetworkPolicy has no denials: readers of the name take away, or add, the wrong object',
  mend: MEND,
  find: ofEachPolicy((policy, context) => {
    if (policy.api !== 'networking-v1') return [];
    const words = policy.name.slice(policy.name.indexOf('/') + 1).split(/[-.]/);
    const names = (list: readonly string[]) => words.some((word) => list.includes(word));
    const found = (message: string) => ({ severity: 'info' as const, message, mend: MEND });
    const rules = DIRECTIONS.flatMap((direction) => policy.sections[direction].rules);
    if (names(DENYING))
      return rules.length === 0 ? [] : [found('is named after denying, and is a list of what is allowed')];
    if (!names(ALLOWING)) return [];
    return DIRECTIONS.filter((direction) => isolatesAlone(policy, direction, context)).map((direction) =>
      found(`is named after allowing, and alone blocks all other ${direction} of its pods`),
    );
  }),
};

/** Some of its pods are isolated by no other policy, and it does not allow everything. */
function isolatesAlone(policy: CompiledPolicy, direction: Direction, context: LintContext): boolean {
  const { isolates, rules } = policy.sections[direction];
  if (!isolates || rules.some(({ peers, ports }) => peers.kind === 'all' && ports.kind === 'all')) return false;
  return context
    .subjectsOf(policy)
    .some((pod) => context.policiesOf(pod).every((other) => other === policy || !other.sections[direction].isolates));
}
