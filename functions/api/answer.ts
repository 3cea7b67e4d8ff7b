// A request of the gateway through the API, and its answer as the gateway takes it.
import type { OpenAPIHono } from '@hono/zod-openapi';
import { handle } from 'hono/aws-lambda';
import { problem } from '../../lib/api/problem.ts';
import { refuseTarget } from '../../lib/api/request-target.ts';
import { addSecurityHeaders } from '../../lib/api/security-headers.ts';
import type { HttpEvent } from './event.ts';

export type HttpAnswer = Awaited<ReturnType<ReturnType<typeof handle>>>;

const WITHOUT_BODY = ['GET', 'HEAD'];

/** What would be lost or bent when the event becomes a URL and a request is refused here, in the API's own words. */
export async function answer(api: OpenAPIHono, event: HttpEvent): Promise<HttpAnswer> {
  const refused = refuse(event);
  if (refused === undefined) return handle(api)(event);
  addSecurityHeaders(refused);
  return {
    statusCode: refused.status,
    headers: Object.fromEntries(refused.headers),
    body: await refused.text(),
    isBase64Encoded: false,
  };
}

/** A URL takes `..` as a way up: the path has to be looked at as it came. */
function refuse({ rawPath, rawQueryString, requestContext, body }: HttpEvent): Response | undefined {
  const target = refuseTarget(`${rawPath}?${rawQueryString}`);
  if (target !== undefined) return target;
  const { method } = requestContext.http;
  const hasBody = body !== undefined && body !== null && body !== '';
  return hasBody && WITHOUT_BODY.includes(method) ? problem(400, `${method} takes no body`) : undefined;
}
