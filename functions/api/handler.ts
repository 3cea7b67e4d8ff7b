// api: requests of the HTTP API, answered from the bucket of reports.
import type { OpenAPIHono } from '@hono/zod-openapi';
import { makeS3ReportStore } from '../../lib/adapters/s3-report-store.ts';
import { makeApi } from '../../lib/api/api.ts';
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction } from '../shared/define-function.ts';
import { answer } from './answer.ts';
import { httpEventSchema } from './event.ts';
import { toldStore } from './told-store.ts';

const container = makeContainer(commonEnvironment);
/** Lives as long as the container: what is published does not change. */
let api: OpenAPIHono | undefined;
/** Of the invocation under way: a container has one at a time. */
let tell: (reason: string) => void = () => undefined;

export const handler = defineFunction({
  service: 'api',
  event: httpEventSchema,
  correlate: ({ requestContext }) => requestContext.requestId,
  run: async ({ event, note, warn }) => {
    tell = (reason) => warn('store failed', { reason });
    api ??= openApi();
    const answered = await answer(api, event);
    note({ method: event.requestContext.http.method, path: event.rawPath, status: answered.statusCode });
    return answered;
  },
});

function openApi(): OpenAPIHono {
  const { environment, places } = container();
  const store = makeS3ReportStore({ pathStyle: environment.S3_PATH_STYLE === 'true' }, places);
  return makeApi({ store: toldStore(store, (reason) => tell(reason)) });
}
