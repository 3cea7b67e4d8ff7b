// What an analysis that failed has to say, for people and as JSON.

export interface Failure {
  readonly cluster: string;
  /** As Step Functions' Catch has them. */
  readonly error: string;
  readonly cause: string;
  /** Of the report, where it was published before something failed. */
  readonly manifest: string | undefined;
}

const LONGEST_REASON = 2_000;

/** `the analysis of prod failed`, for the subject as well. */
export function failureTitle({ cluster, manifest }: Failure): string {
  return manifest === undefined
    ? `the analysis of ${cluster} failed`
    : `there is a report of ${cluster}, but its news could not be told`;
}

export function failureText(failure: Failure): string {
  const { error, cause, manifest } = failure;
  const title = failureTitle(failure);
  const report = manifest === undefined ? 'The latest report is still the one before.' : `The report: ${manifest}`;
  return [
    `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${error}.`,
    '',
    reasonOf(cause),
    '',
    report,
    'docs/operations.md says what to look at and how to start the analysis again.',
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
