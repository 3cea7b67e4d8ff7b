// The observed connections of a report with both verdicts: filtered, in pages, as JSON or CSV.
import { createRoute, z } from '@hono/zod-openapi';
import { formatConnectionsCsv } from '../../report/formats/csv.ts';
import { filterConnections } from '../connection-filter.ts';
import { answerListing } from '../listing.ts';
import { negotiate } from '../negotiate.ts';
import { type AddRoutes, jsonContent, REPORT_PROBLEMS } from '../route-parts.ts';
import { connectionsAnswer } from '../schemas/answers.ts';
import { connectionQuery, reportPath } from '../schemas/parameters.ts';

const JSON_TYPE = 'application/json';
const CSV_TYPE = 'text/csv';

const connectionsRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/connections',
  summary: 'Observed connections with both verdicts',
  description: 'Every filter that is given must hold. The next page is also in the header Link.',
  request: { params: reportPath, query: connectionQuery },
  responses: {
    200: {
      description: 'A page of them. CSV as RFC 4180, with a header line on each page.',
      content: { ...jsonContent(connectionsAnswer), [CSV_TYPE]: { schema: z.string() } },
    },
    ...REPORT_PROBLEMS,
  },
});

export const addConnections: AddRoutes = (api, tools) => {
  api.openapi(connectionsRoute, async (context) => {
    const { limit, cursor, format, ...query } = context.req.valid('query');
    const named = format === undefined ? undefined : { json: JSON_TYPE, csv: CSV_TYPE }[format];
    const type = named ?? negotiate(context.req.header('accept'), [JSON_TYPE, CSV_TYPE]);
    const path = context.req.valid('param');
    const request = { path, limit, cursor, key: { route: 'connections', ...query } };
    return answerListing(context, tools, request, {
      type,
      select: ({ document }) => filterConnections(document.connections, query),
      ...(type === CSV_TYPE ? { format: formatConnectionsCsv } : {}),
    });
  });
};
