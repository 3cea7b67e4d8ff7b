// A request as the HTTP API hands it on (payload format 2.0).
import type { handle } from 'hono/aws-lambda';
import { z } from 'zod';

export type HttpEvent = Extract<Parameters<ReturnType<typeof handle>>[0], { readonly rawPath: string }>;

/** What of it is read; the gateway writes all of it, and its authorizer has let it pass. */
const readSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({
    requestId: z.string(),
    domainName: z.string(),
    http: z.object({ method: z.string() }),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
});

export const httpEventSchema = z.custom<HttpEvent>((value) => readSchema.safeParse(value).success, 'no HTTP request');
