// One call of a function: what goes in and what comes back, as the Invoke API tells it.

export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly deadlineMs: number;
}

export type InvocationResult =
  | { readonly kind: 'returned'; readonly payload: string }
  /** The function threw, was killed or took too long: `payload` is the JSON of the error. */
  | { readonly kind: 'failed'; readonly payload: string };

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

export function failed(error: FunctionError): InvocationResult {
  return { kind: 'failed', payload: JSON.stringify(error) };
}

/** "Function response exceeded the maximum allowed payload size (6291556 bytes)." */
export const MAX_RESPONSE_BYTES = 6_291_556;

export function returned(payload: string): InvocationResult {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= MAX_RESPONSE_BYTES) return { kind: 'returned', payload };
  return failed({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  });
}
