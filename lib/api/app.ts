// The report over HTTP: the review page and the export, as one Request → Response application.
import { Hono } from 'hono';
import type { ReportDocument } from '../report/document.ts';
import { contentSecurityPolicy, type Sha256Base64 } from '../report/formats/html-policy.ts';
import { formatJson } from '../report/formats/json.ts';
import { isLocalHost } from './local-host.ts';
import { problem } from './problem.ts';

export interface AppInput {
  /** The built page, without a report in it. */
  readonly page: string;
  readonly document: ReportDocument;
  readonly digest: Sha256Base64;
}

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
/** Of everything but the page: nothing in it is to be run or shown. */
const NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

const METHODS = ['GET', 'HEAD'];
const PATHS = ['/', '/api/v1/report'];

/** For localhost: a request that names any other host is refused. */
export function makeLocalApp({ page, document, digest }: AppInput): Hono {
  const json = formatJson(document);
  const pagePolicy = contentSecurityPolicy(page, 'served', digest);
  const app = new Hono();
  app.use(async (context, next) => {
    const { host } = new URL(context.req.url);
    const { method, path } = context.req;
    // A page of some other site may point its own name at 127.0.0.1 and read what is served here (DNS rebinding).
    if (!isLocalHost(context.req.header('host') ?? host)) {
      context.res = problem(403, 'Host not allowed', 'open the address that `flowfence serve` printed');
    } else if (PATHS.includes(path) && !METHODS.includes(method)) {
      context.res = problem(405, 'Method not allowed', `${path} can only be read`, { allow: METHODS.join(', ') });
    } else {
      await next();
    }
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.res.headers.set(name, value);
    if (!context.res.headers.has('content-security-policy'))
      context.res.headers.set('content-security-policy', NOTHING_ALLOWED);
  });
  app.get('/', (context) => context.html(page, 200, { 'content-security-policy': pagePolicy }));
  app.get('/api/v1/report', (context) =>
    context.body(json, 200, { 'content-type': 'application/json; charset=UTF-8' }),
  );
  app.notFound((context) => problem(404, 'Not found', `nothing is at ${context.req.path}`));
  app.onError(() => problem(500, 'Internal error', 'the request could not be answered'));
  return app;
}
