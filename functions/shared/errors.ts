// The errors of functions: their names are what a state machine's Retry and Catch name.
import { LocationError } from '../../lib/adapters/location-error.ts';

/** Trying again may mend it: a service that answers slowly or not at all, a write that another overtook. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
}

/** Some objects of a batch could not be read this time; the others are done. */
export class IngestError extends Error {
  override readonly name = 'IngestError';
  readonly keys: readonly string[];

  constructor(keys: readonly string[], cause: unknown) {
    super(`${keys.length} objects are not read, the first because: ${textOf(cause)}; ${JSON.stringify(keys)}`, {
      cause,
    });
    this.keys = keys;
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const PASSING_CODES = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND'];
const PASSING_NAMES = [
  'TimeoutError',
  'SlowDown',
  'ThrottlingException',
  'RequestTimeout',
  'ConditionalRequestConflict',
];

/** Whether the error, or what caused it, is of a kind that passes: a connection, a throttled or failing service. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof LocationError) return error.problem === 'unavailable';
  if (error instanceof RetryableError || PASSING_NAMES.includes(error.name)) return true;
  if ('code' in error && PASSING_CODES.includes(String(error.code))) return true;
  if ('$metadata' in error && statusOf(error.$metadata) >= 500) return true;
  return isPassing(error.cause);
}

/** As the caller is told: what passes has one name, whoever said it. */
export function toStructured(error: unknown): unknown {
  if (error instanceof IngestError || !isPassing(error)) return error;
  return new RetryableError(textOf(error), { cause: error });
}

function statusOf(metadata: unknown): number {
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : 0;
}
