// What `flowfence serve` serves: the review page and the API over one report, to this machine only.
import { Hono } from 'hono';
import type { ReportDocument } from '../report/document.ts';
import { contentSecurityPolicy, type Sha256Base64 } from '../report/formats/html-policy.ts';
import { formatJson } from '../report/formats/json.ts';
import { API_PREFIX, makeApi } from './api.ts';
import { isLocalHost } from './local-host.ts';
import { makeLocalReportStore } from './local-report-store.ts';
import { problem } from './problem.ts';
import { refuseTarget } from './request-target.ts';
import { addSecurityHeaders } from './security-headers.ts';

export interface AppInput {
  /** The built page, without a report in it. */
  readonly page: string;
  readonly document: ReportDocument;
  readonly digest: Sha256Base64;
}

const METHODS = ['GET', 'HEAD'];
/** What the page asks for: it knows no clusters. */
const PAGE_REPORT = `${API_PREFIX}/report`;
const PATHS = ['/', PAGE_REPORT];

/** For localhost: a request that names any other host is refused. */
export function makeLocalApp({ page, document, digest }: AppInput): Hono {
  const json = formatJson(document);
  const pagePolicy = contentSecurityPolicy(page, 'served', digest);
  // Nothing here limits what an answer may measure.
  const api = makeApi({ store: makeLocalReportStore(document, digest), mostBytes: Number.POSITIVE_INFINITY });
  const app = new Hono();
  app.use(async (context, next) => {
    const { host } = new URL(context.req.url);
    const { method, path } = context.req;
    // A page of some other site may point its own name at 127.0.0.1 and read what is served here (DNS rebinding).
    if (!isLocalHost(context.req.header('host') ?? host)) {
      context.res = problem(403, 'open the address that `flowfence serve` printed');
    } else if (PATHS.includes(path) && !METHODS.includes(method)) {
      context.res = problem(405, `${path} can only be read`, { headers: { allow: METHODS.join(', ') } });
    } else {
      await next();
    }
    addSecurityHeaders(context.res);
  });
  app.get('/', (context) => context.html(page, 200, { 'content-security-policy': pagePolicy }));
  app.get(PAGE_REPORT, (context) => context.body(json, 200, { 'content-type': 'application/json; charset=UTF-8' }));
  app.all('*', (context) => api.fetch(context.req.raw));
  app.onError(() => problem(500, 'the request could not be answered'));
  return app;
}

/** `target` as it came over the wire: what the request's URL has normalised away is refused. */
export function answerLocally(app: Hono): (request: Request, target: string) => Response | Promise<Response> {
  return (request, target) => {
    const refused = refuseTarget(target);
    if (refused === undefined) return app.fetch(request);
    addSecurityHeaders(refused);
    return refused;
  };
}

/** To what is no request at all. */
export function answerMalformed(): Response {
  const refused = problem(400, 'this is no HTTP request that can be answered');
  addSecurityHeaders(refused);
  return refused;
}
