// What one check is: its code, what it means, why it matters, what to do, and how it is found.
import type { CompiledPolicy } from '../compiled.ts';
import type { Found } from './finding.ts';
import type { LintContext } from './lint-context.ts';
import { type RuleSite, ruleSites } from './rule-sites.ts';

export interface LintCheck {
  /** `lint-…`, or that of a diagnostic of reading that is told as a finding. */
  readonly code: string;
  /** What is found, in a clause. */
  readonly means: string;
  readonly why: string;
  readonly mend: string;
  readonly find: (context: LintContext) => readonly Found[];
}

type OfPolicy = Omit<Found, 'subject'>;

export function ofEachPolicy(
  find: (policy: CompiledPolicy, context: LintContext) => readonly OfPolicy[],
): LintCheck['find'] {
  return (context) =>
    context.policies.policies.flatMap((policy) =>
      find(policy, context).map((found) => ({ subject: policy.name, ...found })),
    );
}

/** `at` is the path of the rule. */
export function ofEachRule(find: (site: RuleSite, context: LintContext) => readonly OfPolicy[]): LintCheck['find'] {
  return ofEachPolicy((policy, context) =>
    ruleSites(policy, context).flatMap((site) =>
      find(site, context).map((found) => ({ at: site.rule.path, ...found })),
    ),
  );
}
