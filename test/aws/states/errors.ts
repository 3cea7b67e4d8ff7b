// Errors by name, as retriers and catchers match them.
// Source: Amazon States Language, "Errors"; AWS Step Functions developer guide, "Handling errors".

export class StatesError extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** An execution that was stopped from outside. */
export class Aborted extends Error {}

/** What the definition itself does wrong; nothing catches it. */
export function runtimeError(cause: string): StatesError {
  return new StatesError('States.Runtime', cause);
}

// "States.ALL … can't catch the States.DataLimitExceeded terminal error or Runtime error types."
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

export function errorMatches(names: readonly string[], error: string): boolean {
  return names.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !TERMINAL.includes(error);
    // "A wildcard that matches any known error name except for States.Timeout."
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && !TERMINAL.includes(error);
    return false;
  });
}
