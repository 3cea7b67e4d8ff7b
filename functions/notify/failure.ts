// What an analysis that failed has to say, for people and as JSON.

export interface Failure {
  readonly cluster: string;
  /** As Step Functions' Catch has them. */
  readonly error: string;
  readonly cause: string;
}

const LONGEST_REASON = 2_000;

export function failureText({ cluster, error, cause }: Failure): string {
  return [
    `The analysis of ${cluster} failed: ${error}.`,
    '',
    reasonOf(cause),
    '',
    'The latest report is still the one before. docs/operations.md says what to look at and how to start the analysis again.',
    '',
  ].join('\n');
}

/** Lambda's Cause is JSON with the message in it; other services write plain text. */
export function reasonOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    const { errorMessage } = Object(parsed);
    return clipped(typeof errorMessage === 'string' ? errorMessage : cause);
  } catch {
    return clipped(cause);
  }
}

function clipped(text: string): string {
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON)} …`;
}
