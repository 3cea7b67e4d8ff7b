// Answers that a client has already, answers that are too large, and what becomes of `latest` while somebody pages.
import { describe, expect, it } from 'vitest';
import { carriedBytes } from '../../lib/api/answer-size.ts';
import { connectionsAnswer, reportsAnswer } from '../../lib/api/schemas/answers.ts';
import type { ReportStore } from '../../lib/report/report-store.ts';
import { connection, sampleDocument } from '../report/sample-document.ts';
import { askApi, localStore } from './local-api.ts';

const store = localStore(sampleDocument());
const ask = askApi(store);
const LISTING = '/reports/prod/latest/connections';

describe('an answer about one report', () => {
  it('has an ETag of its run and form, by which it is not sent again', async () => {
    const first = await ask(LISTING);
    const etag = first.headers.get('etag') ?? '';
    const again = await ask(LISTING, { headers: { 'if-none-match': `"x", W/${etag}` } });

    expect(etag).toContain(await store.latest('prod'));
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect((await ask(`${LISTING}?format=csv`)).headers.get('etag')).not.toBe(etag);
    expect((await ask(LISTING, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('is refused before it is compared', async () => {
    const headers = { 'if-none-match': '*' };

    expect((await ask(`${LISTING}?limit=0`, { headers })).status).toBe(400);
    expect((await ask('/reports/other/latest/connections', { headers })).status).toBe(404);
  });

  it('has no body for HEAD, and the same head', async () => {
    const get = await ask(LISTING);
    const head = await ask(LISTING, { method: 'HEAD' });

    expect(await head.text()).toBe('');
    expect([...head.headers]).toEqual([...get.headers]);
  });
});

describe('an answer that is too large', () => {
  const many = Array.from({ length: 1000 }, (_, index) => connection({ port: index + 1 }));
  const large = localStore(sampleDocument({ connections: many }));
  const MOST = 60_000;

  it('ends its page early', async () => {
    const text = await (await askApi(large, MOST)(`${LISTING}?limit=1000`)).text();
    const page = connectionsAnswer.parse(JSON.parse(text));

    expect(carriedBytes(text)).toBeLessThanOrEqual(MOST);
    expect(page.items.length).toBeGreaterThan(10);
    expect(page.next).toBeDefined();
  });

  it('of the whole report is a link where there is one, and refused where there is none', async () => {
    const url = 'https://bucket.example/report.json.gz?signature=x';
    const link = () => Promise.resolve({ url, expires: '2026-11-02T00:00:00Z' });
    const target = '/reports/prod/latest/report';
    const linked = await askApi({ ...large, link }, MOST)(target);

    expect([linked.status, linked.headers.get('location')]).toEqual([307, url]);
    expect((await askApi(large, MOST)(target)).status).toBe(422);
    expect((await askApi(large)(target)).status).toBe(200);
  });

  it('counts what the gateway makes of it: quotes are escaped, bytes are in base64', () => {
    expect(carriedBytes('""""')).toBe(10);
    expect(carriedBytes('aaaa')).toBe(8);
    expect(carriedBytes(new Uint8Array(3000))).toBe(4000);
  });
});

describe('`latest`', () => {
  const runs = ['20261102T000000Z-0000000000000002', '20261101T000000Z-0000000000000001'] as const;
  const older: ReportStore = {
    clusters: () => Promise.resolve(['prod']),
    reports: () => Promise.resolve(runs.map((run) => ({ run, to: `2026-11-0${run[7]}T00:00:00Z` }))),
    latest: () => Promise.resolve(runs[1]),
    document: (_, run) => Promise.resolve(sampleDocument({ dataplane: run })),
    link: () => Promise.resolve(undefined),
  };
  const newer: ReportStore = { ...older, latest: () => Promise.resolve(runs[0]) };

  it('moves on, but not for who is paging through the one before', async () => {
    const first = connectionsAnswer.parse(await (await askApi(older)(`${LISTING}?limit=1`)).json());
    const second = await askApi(newer)(`${LISTING}?limit=1&cursor=${first.next}`);
    const anew = await askApi(newer)(`${LISTING}?limit=1`);

    expect(await second.json()).toMatchObject({ run: runs[1] });
    expect(await anew.json()).toMatchObject({ run: runs[0] });
    expect((await askApi(newer)(`/reports/prod/${runs[0]}/connections?limit=1&cursor=${first.next}`)).status).toBe(404);
  });

  it('lists reports page by page', async () => {
    const first = reportsAnswer.parse(await (await askApi(newer)('/clusters/prod/reports?limit=1')).json());
    const second = await (await askApi(newer)(`/clusters/prod/reports?limit=1&cursor=${first.next}`)).json();

    expect(first).toMatchObject({ latest: runs[0], reports: [{ run: runs[0] }] });
    expect(second).toEqual({
      cluster: 'prod',
      latest: runs[0],
      reports: [{ run: runs[1], to: '2026-11-01T00:00:00Z' }],
    });
  });
});
