// Every route on the sample's report: what it answers, and that its answer is as its schema says and no more.
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  clustersAnswer,
  connectionsAnswer,
  findingsAnswer,
  linksAnswer,
  policiesAnswer,
  reportsAnswer,
  summaryAnswer,
  workloadsAnswer,
} from '../../lib/api/schemas/answers.ts';
import { explainAnswer, verdictsAnswer } from '../../lib/api/schemas/questions.ts';
import { formatCsv } from '../../lib/report/formats/csv.ts';
import { formatJson } from '../../lib/report/formats/json.ts';
import type { ReportStore } from '../../lib/report/report-store.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { askApi, localStore, post } from './local-api.ts';

const DOCUMENT = sampleDocument({
  policies: {
    current: [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'allow-web', namespace: 'shop' },
        spec: {
          podSelector: { matchLabels: { app: 'api' } },
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
        },
      },
    ],
    recommended: sampleDocument().policies.recommended,
  },
});
const store = localStore(DOCUMENT);
const ask = askApi(store);
const REPORT = '/reports/prod/latest';

const DENY_ALL = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress] }
`;

/** Schemas drop what they do not name, so that a member that is not documented makes a difference. */
async function json(response: Response, schema: z.ZodType): Promise<unknown> {
  const body: unknown = await response.json();
  expect(schema.parse(body)).toEqual(body);
  return body;
}

describe('listings', () => {
  it('of clusters and reports name the run that `latest` is', async () => {
    const latest = await store.latest('prod');

    expect(latest).toMatch(/^20261101T040000Z-[0-9a-f]{16}$/);
    expect(await json(await ask('/clusters'), clustersAnswer)).toEqual({ clusters: [{ cluster: 'prod', latest }] });
    expect(await json(await ask('/clusters/prod/reports'), reportsAnswer)).toEqual({
      ...{ cluster: 'prod', latest },
      reports: [{ run: latest, to: '2026-11-01T04:00:00Z' }],
    });
  });

  it('of connections are those of the report, in its order', async () => {
    const body = await json(await ask(`${REPORT}/connections`), connectionsAnswer);

    expect(body).toEqual({ run: await store.latest('prod'), total: 7, items: DOCUMENT.connections });
  });

  it.each([
    ['/findings?severity=high', findingsAnswer, DOCUMENT.findings],
    ['/findings?kind=blocked-by-current', findingsAnswer, DOCUMENT.findings],
    ['/findings?severity=low', findingsAnswer, []],
    ['/workloads?namespace=ops', workloadsAnswer, DOCUMENT.workloads.slice(0, 1)],
    ['/workloads', workloadsAnswer, DOCUMENT.workloads],
  ])('%s has those that its filter leaves', async (target, schema, items) => {
    expect(await json(await ask(`${REPORT}${target}`), schema)).toMatchObject({ total: items.length, items });
  });

  it.each([
    ['', ['ops/default-deny', 'shop/api']],
    ['?namespace=shop', ['shop/api']],
    ['?set=current', ['shop/allow-web']],
  ])('of policies%s', async (query, names) => {
    const body = policiesAnswer.parse(await json(await ask(`${REPORT}/policies${query}`), policiesAnswer));

    expect(body.items.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(names);
  });
});

describe('one report', () => {
  it('is summed up in counts', async () => {
    expect(await json(await ask(REPORT), summaryAnswer)).toMatchObject({
      window: DOCUMENT.window,
      inputs: DOCUMENT.inputs,
      coverage: { attributed: 60_000, sameNode: { pairs: 2, alwaysTogether: 1 }, gaps: { total: 1 } },
      counts: {
        ...{ workloads: 3, connections: 7 },
        current: { blocked: 1, unknown: 1, allowed: 4, attempt: 1 },
        recommended: { blocked: 0, unknown: 0, allowed: 6, attempt: 1 },
        findings: { high: 1, medium: 0, low: 0, info: 0 },
      },
    });
  });

  it('is the export, whole', async () => {
    const response = await ask(`${REPORT}/report`);

    expect(await response.text()).toBe(formatJson(DOCUMENT));
  });

  it('is CSV by its format and by what is accepted', async () => {
    const byFormat = await ask(`${REPORT}/connections?format=csv`, { headers: { accept: 'application/json' } });
    const byAccept = await ask(`${REPORT}/connections`, { headers: { accept: 'text/csv;q=0.9, image/png' } });

    expect(byFormat.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await byFormat.text()).toBe(formatCsv(DOCUMENT));
    expect(await byAccept.text()).toBe(formatCsv(DOCUMENT));
  });

  it('has its policies as YAML, all, of a namespace, and one', async () => {
    const text = async (query: string) => (await ask(`${REPORT}/policies.yaml${query}`)).text();
    const one = await text('?namespace=shop&name=api');

    expect(one).toBe(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: api\n  namespace: shop\n',
    );
    expect(await text('?namespace=shop')).toBe(one);
    expect((await text('')).split('---\n')).toHaveLength(2);
    expect((await ask(`${REPORT}/policies.yaml?namespace=nope`)).status).toBe(404);
  });

  it('has its policies as a zip, the same bytes each time', async () => {
    const bytes = async () => new Uint8Array(await (await ask(`${REPORT}/policies.zip`)).arrayBuffer());
    const files = unzipSync(await bytes());

    expect(Object.keys(files)).toEqual(['ops/default-deny.yaml', 'shop/api.yaml', 'kustomization.yaml']);
    expect(strFromU8(files['kustomization.yaml'] ?? new Uint8Array())).toContain('- shop/api.yaml');
    expect(await bytes()).toEqual(await bytes());
  });

  it('has links where its store has', async () => {
    const link = (_cluster: string, run: string, file: string) =>
      Promise.resolve(
        file === 'report.html'
          ? { url: `https://b.example/${run}/${file}`, expires: '2026-11-02T00:00:00Z' }
          : undefined,
      );
    const linked: ReportStore = { ...store, link };
    const run = await store.latest('prod');

    expect(await json(await ask(`${REPORT}/links`), linksAnswer)).toMatchObject({ links: [] });
    expect(await json(await askApi(linked)(`${REPORT}/links`), linksAnswer)).toEqual({
      ...{ cluster: 'prod', run },
      links: [{ file: 'report.html', url: `https://b.example/${run}/report.html`, expires: '2026-11-02T00:00:00Z' }],
    });
  });
});

describe('questions', () => {
  it.each(['application/yaml', 'application/yaml; charset=UTF-8'])(
    'posted as %s: what would be blocked',
    async (type) => {
      const body = await json(await ask(`${REPORT}/verdicts`, post(type, DENY_ALL)), verdictsAnswer);

      expect(body).toMatchObject({ policies: 1, passedOver: 0, diagnostics: [], blocked: { total: 3 }, allowed: 2 });
    },
  );

  it('posted as a JSON list: the same, and what is opened', async () => {
    const items = [...DOCUMENT.policies.current, { apiVersion: 'v1', kind: 'ConfigMap' }];
    const body = await json(
      await ask(`${REPORT}/verdicts`, post('application/json', JSON.stringify(items))),
      verdictsAnswer,
    );

    expect(body).toMatchObject({
      ...{ policies: 1, passedOver: 1 },
      blocked: { total: 2, items: [{ port: 9090 }, { port: 5432, verdict: { ingress: { by: ['shop/allow-web'] } } }] },
      unused: { total: 0, whole: true },
    });
  });

  it('say so of a policy that cannot be read, and leave its reach unknown', async () => {
    const broken = DENY_ALL.replace('podSelector: {}', 'podSelector: 7');
    const body = await json(await ask(`${REPORT}/verdicts`, post('application/yaml', broken)), verdictsAnswer);

    expect(body).toMatchObject({
      blocked: { total: 0 },
      diagnostics: [{ level: 'error', place: { source: 'body', line: 1 } }],
    });
    expect(verdictsAnswer.parse(body).unknown.total).toBeGreaterThan(0);
  });

  it.each([
    ['shop/web', 8080, 'allowed', 'rule 0'],
    ['shop/web', 9090, 'denied', 'no rule of shop/allow-web matches'],
    ["ops/CronJob/o'report", 8080, 'denied', 'shop/allow-web'],
  ])('why %s reaches %d or not: %s', async (from, port, kind, reason) => {
    const asked = post('application/json', JSON.stringify({ from, to: 'shop/api', port }));
    const body = explainAnswer.parse(await json(await ask(`${REPORT}/explain`, asked), explainAnswer));

    expect(body.kind).toBe(kind);
    expect(body.explanations.items.map(({ text }) => text).join()).toContain(reason);
  });

  it('about the recommended policies are asked of those', async () => {
    const asked = { from: 'shop/web', to: 'svc/shop/api', port: 80, policies: 'recommended' };
    const body = await json(
      await ask(`${REPORT}/explain`, post('application/json', JSON.stringify(asked))),
      explainAnswer,
    );

    expect(body).toMatchObject({
      question: 'shop/web -> svc/shop/api TCP/80',
      kind: 'denied',
      verdict: { ingress: { by: ['shop/api'] } },
    });
  });
});
