// Which clusters have reports, and which reports a cluster has.
import { createRoute } from '@hono/zod-openapi';
import { formatCursor, readCursor } from '../cursor.ts';
import { negotiate } from '../negotiate.ts';
import { cutPage, USUAL_ITEMS } from '../paging.ts';
import { Refused } from '../problem.ts';
import { type AddRoutes, jsonContent, problems } from '../route-parts.ts';
import { clustersAnswer, reportsAnswer } from '../schemas/answers.ts';
import { clusterPath, noQuery, pageQuery } from '../schemas/parameters.ts';

const JSON_ONLY = ['application/json'];

const clustersRoute = createRoute({
  method: 'get',
  path: '/clusters',
  summary: 'The clusters that have reports',
  request: { query: noQuery },
  responses: { 200: { description: 'By name.', content: jsonContent(clustersAnswer) }, ...problems(406) },
});

const reportsRoute = createRoute({
  method: 'get',
  path: '/clusters/{cluster}/reports',
  summary: 'The reports of a cluster, newest first',
  request: { params: clusterPath, query: pageQuery },
  responses: {
    200: { description: 'A page of them.', content: jsonContent(reportsAnswer) },
    ...problems(404, 406),
  },
});

export const addClusters: AddRoutes = (api, { store, mostBytes }) => {
  api.openapi(clustersRoute, async (context) => {
    negotiate(context.req.header('accept'), JSON_ONLY);
    const names = await store.clusters();
    const clusters = await Promise.all(
      names.map(async (cluster) => ({ cluster, latest: await store.latest(cluster) })),
    );
    return context.json({ clusters });
  });

  api.openapi(reportsRoute, async (context) => {
    negotiate(context.req.header('accept'), JSON_ONLY);
    const { cluster } = context.req.valid('param');
    const { cursor, limit = USUAL_ITEMS } = context.req.valid('query');
    const key = { route: 'reports', cluster };
    const position = cursor === undefined ? undefined : await readCursor(cursor, key);
    if (cursor !== undefined && position === undefined)
      throw new Refused(404, 'the cursor is of no page of this listing');
    const reports = await store.reports(cluster);
    if (reports === undefined) throw new Refused(404, 'there is no such cluster, or it has no report yet');
    // Newer ones may have come since the first page: the cursor names the last run that was shown.
    const rest = position === undefined ? reports : reports.filter(({ run }) => run < position.run);
    const { items, nextOffset } = cutPage({ items: rest, offset: 0, limit, mostBytes });
    const last = items.at(-1);
    const next =
      nextOffset === undefined || last === undefined
        ? undefined
        : await formatCursor({ run: last.run, offset: 0 }, key);
    return context.json({ cluster, latest: await store.latest(cluster), reports: [...items], next });
  });
};
