// What is found about current policies: unsupported or misleading constructs, each with its place and its mend.
import type { Place } from '../../base/diagnostic.ts';

export const LINT_SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
export type LintSeverity = (typeof LINT_SEVERITIES)[number];

/** One for each policy and code. */
export interface PolicyFinding {
  /** One of `LINT_CHECKS`. */
  readonly code: string;
  readonly severity: LintSeverity;
  /** Name of the policy as it is compiled, or the dataplane where all policies together are meant. */
  readonly subject: string;
  /** Undefined where all policies together are meant. */
  readonly place: Place | undefined;
  readonly message: string;
  readonly mend: string;
  /** `at`: all places in the policy; the rest is of the first of them. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** One case of what a check looks for. */
export interface Found {
  readonly subject: string;
  readonly severity: LintSeverity;
  /** Where in the policy: `spec.ingress[0]`. */
  readonly at?: string;
  readonly message: string;
  readonly mend: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
}
