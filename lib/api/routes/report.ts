// The whole report as JSON, and links to its files.
import { createRoute, z } from '@hono/zod-openapi';
import { formatJson } from '../../report/formats/json.ts';
import { REPORT_FILES } from '../../report/report-store.ts';
import { carriedBytes } from '../answer-size.ts';
import { answerReport, askedRun, openReport } from '../asked-report.ts';
import { negotiate } from '../negotiate.ts';
import { Refused } from '../problem.ts';
import { type AddRoutes, jsonContent, problems, REPORT_PROBLEMS } from '../route-parts.ts';
import { linksAnswer } from '../schemas/answers.ts';
import { noQuery, reportPath } from '../schemas/parameters.ts';

const reportRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/report',
  summary: 'The whole report: flowfence.report/v1',
  request: { params: reportPath, query: noQuery },
  responses: {
    200: {
      description: 'The JSON export.',
      content: jsonContent(z.looseObject({ schema: z.literal('flowfence.report/v1') })),
    },
    307: { description: 'It is too large to be carried: Location is a link to it, gzipped, good for minutes.' },
    ...REPORT_PROBLEMS,
  },
});

const linksRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}/links',
  summary: 'Links to the files of the report, good for minutes',
  request: { params: reportPath, query: noQuery },
  responses: { 200: { description: 'The links.', content: jsonContent(linksAnswer) }, ...problems(404, 406) },
});

export const addReport: AddRoutes = (api, tools) => {
  api.openapi(reportRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const { cluster, run, document } = await openReport(tools, context.req.valid('param'));
    const body = formatJson(document);
    if (carriedBytes(body) <= tools.mostBytes) return answerReport(context, tools, { run, type, body: () => body });
    const link = await tools.store.link(cluster, run, 'report.json.gz');
    if (link === undefined) throw new Refused(422, 'the report is larger than an answer may be, and has no link');
    return new Response(null, { status: 307, headers: { location: link.url } });
  });

  api.openapi(linksRoute, async (context) => {
    negotiate(context.req.header('accept'), ['application/json']);
    const path = context.req.valid('param');
    const run = await askedRun(tools.store, path);
    const { cluster } = path;
    const reports = await tools.store.reports(cluster);
    if (reports?.some((entry) => entry.run === run) !== true) throw new Refused(404, 'the cluster has no such report');
    const links = await Promise.all(
      REPORT_FILES.map(async (file) => {
        const link = await tools.store.link(cluster, run, file);
        return link === undefined ? [] : [{ file, ...link }];
      }),
    );
    return context.json({ cluster, run, links: links.flat() });
  });
};
