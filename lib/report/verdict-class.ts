// The four classes that people see connections in, for one set of policies.
import { isNeed } from './check.ts';
import type { ReportConnection, ReportVerdict } from './document.ts';
import { verdictKind } from './verdict.ts';

/**
 * `blocked`: observed and answered, and these policies would block it. `attempt`: nobody answered or the cloud refused
 * it, so that it is no need, whatever the policies say. In the order in which they are listed, gravest first.
 */
export const VERDICT_CLASSES = ['blocked', 'unknown', 'allowed', 'attempt'] as const;
export type VerdictClass = (typeof VERDICT_CLASSES)[number];

export function verdictClass(connection: Pick<ReportConnection, 'outcome'>, verdict: ReportVerdict): VerdictClass {
  if (!isNeed(connection)) return 'attempt';
  const kind = verdictKind(verdict);
  return kind === 'denied' ? 'blocked' : kind;
}
