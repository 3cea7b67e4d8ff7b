// The findings of a report, the gravest first, and its workloads.
import { createRoute } from '@hono/zod-openapi';
import { answerListing } from '../listing.ts';
import { negotiate } from '../negotiate.ts';
import { type AddRoutes, jsonContent, REPORT_PROBLEMS } from '../route-parts.ts';
import { findingsAnswer, workloadsAnswer } from '../schemas/answers.ts';
import { findingQuery, reportPath, workloadQuery } from '../schemas/parameters.ts';

const findingsRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/findings',
  summary: 'What deserves attention',
  request: { params: reportPath, query: findingQuery },
  responses: { 200: { description: 'A page of them.', content: jsonContent(findingsAnswer) }, ...REPORT_PROBLEMS },
});

const workloadsRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/workloads',
  summary: 'The workloads of the cluster',
  request: { params: reportPath, query: workloadQuery },
  responses: { 200: { description: 'A page of them.', content: jsonContent(workloadsAnswer) }, ...REPORT_PROBLEMS },
});

export const addFindings: AddRoutes = (api, tools) => {
  api.openapi(findingsRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const { limit, cursor, severity, kind } = context.req.valid('query');
    const key = { route: 'findings', severity, kind };
    return answerListing(
      context,
      tools,
      { path: context.req.valid('param'), limit, cursor, key },
      {
        type,
        select: ({ document }) =>
          document.findings.filter(
            (finding) =>
              (severity === undefined || finding.severity === severity) &&
              (kind === undefined || finding.kind === kind),
          ),
      },
    );
  });

  api.openapi(workloadsRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const { limit, cursor, namespace } = context.req.valid('query');
    const key = { route: 'workloads', namespace };
    return answerListing(
      context,
      tools,
      { path: context.req.valid('param'), limit, cursor, key },
      {
        type,
        select: ({ document }) =>
          document.workloads.filter((workload) => namespace === undefined || workload.namespace === namespace),
      },
    );
  });
};
