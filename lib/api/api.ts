// The API over a store of reports: the same application on a laptop and behind a gateway.
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { ReportStore } from '../report/report-store.ts';
import { allowedMethods } from './allowed-methods.ts';
import { LAMBDA_ANSWER_BYTES } from './answer-size.ts';
import { openApiDocument } from './openapi-document.ts';
import { problem, Refused } from './problem.ts';
import { refuseTarget } from './request-target.ts';
import type { AddRoutes } from './route-parts.ts';
import { addClusters } from './routes/clusters.ts';
import { addConnections } from './routes/connections.ts';
import { addExplain } from './routes/explain.ts';
import { addFindings } from './routes/findings.ts';
import { addPolicies } from './routes/policies.ts';
import { addReport } from './routes/report.ts';
import { addSummary } from './routes/summary.ts';
import { addVerdicts } from './routes/verdicts.ts';
import { addSecurityHeaders } from './security-headers.ts';

const ROUTES: readonly AddRoutes[] = [
  addClusters,
  addSummary,
  addConnections,
  addFindings,
  addPolicies,
  addReport,
  addVerdicts,
  addExplain,
];

export const API_PREFIX = '/api/v1';

export interface ApiInput {
  readonly store: ReportStore;
  /** What an answer may measure by `carriedBytes`; as much as Lambda carries where undefined. */
  readonly mostBytes?: number;
}

/** Who may ask is the gateway's matter, as is how often. */
export function makeApi({ store, mostBytes = LAMBDA_ANSWER_BYTES }: ApiInput): OpenAPIHono {
  const routes = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw malformed(result.target, result.error.issues[0]);
    },
  });
  for (const addRoutes of ROUTES) addRoutes(routes, { store, mostBytes });
  const api = new OpenAPIHono();
  api.use(async (context, next) => {
    const { pathname, search } = new URL(context.req.url);
    const refused = refuseTarget(`${pathname}${search}`);
    if (refused === undefined) await next();
    else context.res = refused;
    addSecurityHeaders(context.res);
  });
  api.route(API_PREFIX, routes);
  api.get(`${API_PREFIX}/openapi.json`, (context) => context.json(openApiDocument(api)));
  api.notFound((context) => {
    const { path } = context.req;
    const methods = allowedMethods(api.routes, path);
    if (methods.length === 0) return problem(404, 'nothing is here; see /api/v1/openapi.json');
    return problem(405, `${path} takes ${methods.join(' and ')}`, { headers: { allow: methods.join(', ') } });
  });
  api.onError((error) => {
    if (error instanceof Refused) return problem(error.status, error.message, error.parts);
    if (error instanceof HTTPException && error.status === 400) return problem(400, error.message);
    return problem(500, 'the request could not be answered');
  });
  return api;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const PLACES: Readonly<Record<string, string>> = { param: 'path', json: 'body' };
const MOST_CHARACTERS = 300;

function malformed(target: string, issue: Issue | undefined): Refused {
  const place = [PLACES[target] ?? target, ...(issue?.path ?? [])].map(String).join(' ');
  return new Refused(400, `${place}: ${issue?.message ?? 'malformed'}`.slice(0, MOST_CHARACTERS));
}
