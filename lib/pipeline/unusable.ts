// The error that ends a run because its input cannot be used: one line, and nothing written.
import { type Diagnostic, formatDiagnostic } from '../base/diagnostic.ts';

export class UnusableInputError extends Error {
  override readonly name = 'UnusableInputError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(formatDiagnostic(diagnostic));
    this.diagnostic = diagnostic;
  }
}

export function unusable(source: string, message: string, mend: string): UnusableInputError {
  return new UnusableInputError({ code: 'unusable-input', level: 'error', message, place: { source }, mend });
}
