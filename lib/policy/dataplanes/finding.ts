// What is found about a dataplane: a condition that is not met, or that the export does not show.
import type { DataplaneSeverity } from './condition.ts';

export interface DataplaneFinding {
  /** `dataplane-…`, one of the catalogue. */
  readonly code: string;
  readonly severity: DataplaneSeverity;
  readonly subject: string;
  readonly message: string;
  readonly mend: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

const MOST_NAMES = 20;

/** `n1, n2, n3 and 4 more`. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** The first ones and how many there are. */
export function namesEvidence(names: readonly string[]): { readonly names: readonly string[]; readonly count: number } {
  return { names: names.slice(0, MOST_NAMES), count: names.length };
}
