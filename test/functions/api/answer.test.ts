// Requests of the gateway that a URL would bend on its way, and answers as the gateway takes them.
import { describe, expect, it } from 'vitest';
import { answer } from '../../../functions/api/answer.ts';
import { httpEventSchema } from '../../../functions/api/event.ts';
import { toldStore } from '../../../functions/api/told-store.ts';
import { makeApi } from '../../../lib/api/api.ts';
import type { ReportStore } from '../../../lib/report/report-store.ts';
import { httpEvent } from '../http-event.ts';

const empty: ReportStore = {
  clusters: async () => [],
  reports: async () => undefined,
  latest: async () => undefined,
  document: async () => undefined,
  link: async () => undefined,
};

async function ask(event: unknown, store: ReportStore = empty) {
  const { statusCode, headers = {}, body } = await answer(makeApi({ store }), httpEventSchema.parse(event));
  const problem = String(headers['content-type']).startsWith('application/problem+json');
  return { status: statusCode, headers, problem, body };
}

describe('a request', () => {
  it('is answered by the API', async () => {
    const { status, body, headers } = await ask(httpEvent('GET', '/api/v1/clusters'));

    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ clusters: [] });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });

  // The gateway decodes paths, and a URL takes `..` for a way up before the API sees it.
  it.each([
    ['a way up', 'GET', '/api/v1/reports/../clusters', 400],
    ['a way up, encoded', 'GET', '/api/v1/reports/%2e%2e/clusters', 400],
    ['a way up, encoded twice', 'GET', '/api/v1/reports/%252e%252e/clusters', 400],
    ['a way to another host', 'GET', '//evil.example/api/v1/clusters', 400],
    ['a backslash', 'GET', '/api/v1\\clusters', 400],
    ['a zero byte', 'GET', '/api/v1/clusters/%00/reports', 400],
    ['a query that is no UTF-8', 'GET', '/api/v1/clusters?x=%ff', 400],
    ['nothing there', 'GET', '/nowhere', 404],
    ['a cluster without reports', 'GET', '/api/v1/clusters/prod/reports', 404],
    ['another method', 'DELETE', '/api/v1/clusters', 405],
  ])('with %s is refused with a problem', async (_what, method, target, status) => {
    const answered = await ask(httpEvent(method, target));

    expect([answered.status, answered.problem]).toEqual([status, true]);
    expect(JSON.parse(answered.body)).toMatchObject({ status });
  });

  it('to read that carries a body is refused with a problem', async () => {
    const answered = await ask(httpEvent('GET', '/api/v1/clusters', '{}'));

    expect([answered.status, answered.problem]).toEqual([400, true]);
    expect(answered.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });

  it('that the store fails says no more than that, and the log why', async () => {
    const told: string[] = [];
    const failing = { ...empty, clusters: () => Promise.reject(new Error('s3://reports/: access is denied')) };
    const answered = await ask(
      httpEvent('GET', '/api/v1/clusters'),
      toldStore(failing, (reason) => told.push(reason)),
    );

    expect([answered.status, answered.problem]).toEqual([500, true]);
    expect(answered.body).not.toContain('s3://');
    expect(told).toEqual(['s3://reports/: access is denied']);
  });
});

describe('what is no request of the gateway', () => {
  it.each([
    ['nothing', undefined],
    ['payload format 1.0', { version: '1.0', path: '/', httpMethod: 'GET' }],
    ['no method', { ...httpEvent('GET', '/'), requestContext: {} }],
    ['headers that are lists', { ...httpEvent('GET', '/'), headers: { host: ['a', 'b'] } }],
  ])('is refused: %s', (_what, event) => {
    expect(httpEventSchema.safeParse(event).success).toBe(false);
  });
});
