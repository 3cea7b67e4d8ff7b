// What flowfence says about input it could not use as it is: a code, a place and a mend, never an exception.

/** Where in the input: a file or object key, and the line (1-based) or document in it where that is known. */
export interface Place {
  readonly source: string;
  readonly line?: number;
}

export type DiagnosticLevel = 'error' | 'warning' | 'info';

/** `code` and `place` are stable for scripts; `message` says what is wrong, `mend` what to do about it. */
export interface Diagnostic {
  readonly code: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  readonly place: Place;
  readonly mend: string;
}

/** One line: `file:line: message. mend [code]`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { place } = diagnostic;
  const where = place.line === undefined ? place.source : `${place.source}:${place.line}`;
  return `${where}: ${diagnostic.message}; ${diagnostic.mend} [${diagnostic.code}]`;
}
