// Policies that say the same as another.
import type { CompiledPolicy } from '../compiled.ts';
import type { Found } from './finding.ts';
import type { LintCheck } from './lint-check.ts';
import { canonicalText } from './lint-context.ts';

const MEND = 'keep one of them';

export const DUPLICATE: LintCheck = {
  code: 'lint-duplicate',
  means: 'a policy says the same as another of its namespace',
  why: 'whoever changes one of them changes nothing, and every policy costs the agents time',
  mend: MEND,
  find: ({ policies }) => {
    const first = new Map<string, string>();
    return policies.policies.flatMap((policy): readonly Found[] => {
      const key = meaningOf(policy);
      const earlier = first.get(key);
      if (earlier !== undefined) {
        const message = `says the same as ${earlier}`;
        return [{ subject: policy.name, severity: 'info', message, mend: MEND, evidence: { same: earlier } }];
      }
      first.set(key, policy.name);
      return [];
    });
  },
};

function meaningOf({ name: _name, ...meaning }: CompiledPolicy): string {
  return canonicalText(meaning);
}
