// How large an answer may be, measured as the platform that carries it does.

/**
 * Lambda hands an answer on as JSON, with the body as a string in it, of at most 6 MB
 * (docs.aws.amazon.com, Lambda quotas, invocation payload). Headers have the rest.
 */
export const LAMBDA_ANSWER_BYTES = 5_500_000;

const encoder = new TextEncoder();

/** Of a body as a JSON string or in base64, whichever is longer: the gateway's adapter chooses by media type. */
export function carriedBytes(body: string | Uint8Array): number {
  if (typeof body !== 'string') return base64Length(body.length);
  return Math.max(encoder.encode(JSON.stringify(body)).length, base64Length(encoder.encode(body).length));
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
