// Findings by severity, and within it by kind, so that many of one kind read as one thing.
import type { Finding, Severity } from '../../report/document.ts';
import { groupedBy } from './model.ts';

export const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info'];

export interface FindingGroup {
  readonly severity: Severity;
  readonly kind: string;
  /** At least one, in the order of the report. */
  readonly findings: readonly Finding[];
}

/** Gravest first, kinds in the order of the report. */
export function findingGroups(findings: readonly Finding[]): readonly FindingGroup[] {
  return SEVERITIES.flatMap((severity) => {
    const here = findings.filter((finding) => finding.severity === severity);
    return [...groupedBy(here, ({ kind }) => [kind])].map(([kind, group]) => ({ severity, kind, findings: group }));
  });
}
