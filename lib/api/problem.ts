// Errors of the API as problem details (RFC 9457).
import type { Diagnostic } from '../base/diagnostic.ts';

export const PROBLEM_TYPE = 'application/problem+json';

const TITLES = {
  400: 'Malformed request',
  403: 'Host not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  413: 'Request too large',
  415: 'Unsupported media type',
  422: 'Cannot be answered',
  500: 'Internal error',
} as const;
export type ProblemStatus = keyof typeof TITLES;

export interface ProblemParts {
  readonly headers?: Readonly<Record<string, string>>;
  /** What is wrong in the text that was sent. */
  readonly diagnostics?: readonly Diagnostic[];
}

export function problem(status: ProblemStatus, detail: string, { headers, diagnostics }: ProblemParts = {}): Response {
  const body = { type: 'about:blank', title: TITLES[status], status, detail, diagnostics };
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': PROBLEM_TYPE, ...headers },
  });
}

/** Ends a request with a problem. `detail` says what is wrong and what to do, and nothing of this machine. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: ProblemStatus;
  readonly parts: ProblemParts;

  constructor(status: ProblemStatus, detail: string, parts: ProblemParts = {}) {
    super(detail);
    this.status = status;
    this.parts = parts;
  }
}
