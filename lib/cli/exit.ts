// Exit statuses, and the error that ends a command with one line that names the place and the mend.
import { type Diagnostic, formatDiagnostic } from '../base/diagnostic.ts';

export const EXIT = {
  /** Done. */
  done: 0,
  /** Done, and what was asked to fail on was found. */
  found: 1,
  /** Arguments or input that cannot be used. */
  unusable: 2,
} as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with status 2. `place` is the option, file or line. */
export class UnusableError extends Error {
  override readonly name = 'UnusableError';

  constructor(place: string, what: string, mend: string) {
    super(`${place}: ${what}; ${mend}`);
  }
}

export function unusableInput(diagnostic: Diagnostic): UnusableError {
  const { place, message, mend } = diagnostic;
  return new UnusableError(place.line === undefined ? place.source : `${place.source}:${place.line}`, message, mend);
}

/** Errors whose message is already place, what and mend. */
const SAID_IN_FULL: readonly string[] = ['UnusableError', 'UnusableInputError', 'LocationError', 'KubernetesError'];

/** `flowfence: <place>: <what>; <mend>`, in one line whatever the error is. */
export function errorLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const known = error instanceof Error && SAID_IN_FULL.includes(error.name);
  const line = known ? text : `unexpected error: ${text}; set FLOWFENCE_DEBUG=1 for details and report it`;
  return `flowfence: ${line.replace(/\s*[\r\n]+\s*/g, ' ')}`;
}

/** A diagnostic as a line of standard error. */
export function diagnosticLine(diagnostic: Diagnostic): string {
  return `flowfence: ${diagnostic.level}: ${formatDiagnostic(diagnostic)}`;
}
