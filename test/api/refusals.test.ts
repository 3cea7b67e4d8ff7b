// What the API refuses: each time a problem, with its status, and nothing of this machine in it.
import { describe, expect, it } from 'vitest';
import { problemSchema } from '../../lib/api/schemas/report.ts';
import type { ReportStore } from '../../lib/report/report-store.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { askApi, localStore, post } from './local-api.ts';

const store = localStore(sampleDocument());
const ask = askApi(store);
const REPORT = '/reports/prod/latest';
const NO_RUN = '20200101T000000Z-0123456789abcdef';

async function expectProblem(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const text = await response.text();
  expect(problemSchema.parse(JSON.parse(text))).toEqual(JSON.parse(text));
  expect(text).not.toMatch(/node_modules|\/lib\/|\.ts\b| at .*:\d+/);
  return text;
}

describe('a request for what is not there', () => {
  it.each([
    '',
    '/',
    '/nowhere',
    '/clusters/',
    '/clusters/other/reports',
    '/reports/other/latest',
    `/reports/prod/${NO_RUN}`,
    `/reports/prod/${NO_RUN}/links`,
    `${REPORT}/policies.zip?namespace=nope`,
    `${REPORT}/connections?cursor=abc`,
    `${REPORT}/connection`,
  ])('%s: 404', async (target) => {
    await expectProblem(await ask(target), 404);
  });
});

describe('a method that a path does not take', () => {
  it.each([
    ['POST', '/clusters', 'GET, HEAD'],
    ['DELETE', REPORT, 'GET, HEAD'],
    ['OPTIONS', `${REPORT}/connections`, 'GET, HEAD'],
    ['PUT', '/openapi.json', 'GET, HEAD'],
    ['GET', `${REPORT}/verdicts`, 'POST'],
    ['PATCH', `${REPORT}/explain`, 'POST'],
  ])('%s %s: 405 with what it takes', async (method, target, allow) => {
    const response = await ask(target, { method });

    expect(response.headers.get('allow')).toBe(allow);
    await expectProblem(response, 405);
  });
});

describe('a malformed path or query', () => {
  it.each([
    '/clusters/Prod/reports',
    '/reports/prod/yesterday',
    `/reports/prod/20200101T000000Z-0123`,
    `/reports/${'a'.repeat(64)}/latest`,
    '/reports/prod%2flatest/latest',
    '/reports/%00/latest',
    '/reports/%252e%252e/latest',
    '/reports/%ff/latest',
    '/reports/prod/%2e%2e%2fsecret',
    '//clusters',
    `${REPORT}/connections?limit=0`,
    `${REPORT}/connections?limit=1001`,
    `${REPORT}/connections?limit=1e2`,
    `${REPORT}/connections?limit=`,
    `${REPORT}/connections?limit=1&limit=2`,
    `${REPORT}/connections?port=70000`,
    `${REPORT}/connections?protocol=ICMP`,
    `${REPORT}/connections?current=blocked`,
    `${REPORT}/connections?client=`,
    `${REPORT}/connections?text=${'a'.repeat(301)}`,
    `${REPORT}/connections?text=%ff`,
    `${REPORT}/connections?cursor=a+b`,
    `${REPORT}/connections?sort=bytes`,
    `${REPORT}/connections?__proto__=1`,
    `${REPORT}/findings?severity=High`,
    '/clusters?all=1',
  ])('%s: 400', async (target) => {
    await expectProblem(await ask(target), 400);
  });

  it('that climbs stays among the paths of the API', async () => {
    const climbed = ['/reports/../../../etc/passwd', '/../../package.json', '/reports/%2e%2e/%2e%2e/x'];

    for (const target of climbed) expect((await ask(target)).status).toBe(404);
  });
});

describe('what is not accepted', () => {
  it.each([
    ['/clusters', 'text/html'],
    [`${REPORT}/connections`, 'application/xml, image/*'],
    [`${REPORT}/policies.yaml`, 'application/json'],
    [`${REPORT}/policies.zip`, 'application/zip;q=0'],
    [`${REPORT}/report`, 'text/*'],
  ])('%s as %s: 406', async (target, accept) => {
    await expectProblem(await ask(target, { headers: { accept } }), 406);
  });

  it.each(['*/*', 'application/*', 'text/html, */*;q=0.1', 'APPLICATION/JSON'])('%s is JSON', async (accept) => {
    expect((await ask('/clusters', { headers: { accept } })).status).toBe(200);
  });
});

describe('a body', () => {
  const verdicts = (init: RequestInit) => ask(`${REPORT}/verdicts`, init);

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/yaml; charset=latin1',
    '',
  ])('of type %j: 415', async (type) => {
    await expectProblem(await verdicts(post(type, 'kind: X')), 415);
    await expectProblem(await ask(`${REPORT}/explain`, post(type, '{}')), 415);
  });

  it('with a content encoding: 415', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };

    await expectProblem(await verdicts({ method: 'POST', headers, body: '{}' }), 415);
  });

  it('of more than 1 MB: 413, also where it does not say how long it is', async () => {
    const body = `# ${'x'.repeat(1_000_000)}`;
    const streamed = new Blob([body]).stream();
    const headers = { 'content-type': 'application/yaml' };

    await expectProblem(await verdicts(post('application/yaml', body)), 413);
    await expectProblem(await verdicts({ method: 'POST', headers, body: streamed, duplex: 'half' }), 413);
    await expectProblem(await verdicts({ method: 'POST', headers: { ...headers, 'content-length': '5' }, body }), 413);
    await expectProblem(await ask(`${REPORT}/explain`, post('application/json', `"${body}"`)), 413);
  });

  it.each([
    ['application/json', ''],
    ['application/json', '{'],
    ['application/json', 'null'],
    ['application/json', '"kind"'],
    ['application/json', '[null]'],
    ['application/json', '{"kind":"NetworkPolicy","kind":"Pod"}'],
    ['application/json', 'kind: NetworkPolicy'],
    ['application/yaml', ''],
    ['application/yaml', '# nothing'],
    ['application/yaml', 'a: [1'],
    ['application/yaml', 'a: 1\na: 2'],
    ['application/yaml', '- kind: NetworkPolicy'],
    ['application/yaml', 'apiVersion: v1'],
  ])('%s %j: 400', async (type, body) => {
    await expectProblem(await verdicts(post(type, body)), 400);
  });

  it('that is not UTF-8: 400', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('kind: "'), 0xff, 0x22]);

    await expectProblem(await verdicts(post('application/yaml', bytes)), 400);
    await expectProblem(await ask(`${REPORT}/explain`, post('application/json', bytes)), 400);
  });

  it('names the line of what is wrong in it', async () => {
    const response = await verdicts(post('application/yaml', 'kind: X\n---\na: 1\na: 2\n'));

    expect(await response.json()).toMatchObject({
      diagnostics: [{ code: 'duplicate-key', place: { source: 'body', line: 4 } }],
    });
  });

  it.each([
    {},
    { from: 'shop/web', to: 'shop/api' },
    { from: 'shop/web', to: 'shop/api', port: 0 },
    { from: 'shop/web', to: 'shop/api', port: '80' },
    { from: '', to: 'shop/api', port: 80 },
    { from: 'shop/web', to: 'shop/api', port: 80, staged: true },
  ])('that explain does not take, %j: 400', async (asked) => {
    await expectProblem(await ask(`${REPORT}/explain`, post('application/json', JSON.stringify(asked))), 400);
  });

  it.each([
    ['shop/nobody', 'shop/api'],
    ['svc/shop/api', 'shop/api'],
    ['shop/web', 'svc/shop/api'],
    ['what', '../etc'],
  ])('about names that the report does not know, %s and %s: 404', async (from, to) => {
    const asked = JSON.stringify({ from, to, port: 81 });

    await expectProblem(await ask(`${REPORT}/explain`, post('application/json', asked)), 404);
  });
});

describe('what would take a parser minutes', () => {
  const repeated = (text: string, bytes = 900_000) => text.repeat(Math.floor(bytes / text.length));
  const bombs: readonly (readonly [string, number, string])[] = [
    [
      'aliases of aliases',
      400,
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]\n`).join('')}kind: X`,
    ],
    [
      'many anchors',
      400,
      `kind: X\nl:\n${Array.from({ length: 30_000 }, (_, index) => `- &a${index} x\n- *a${index}\n`).join('')}`,
    ],
    ['nested lists on one line', 400, repeated('[')],
    ['quotes on one line', 400, repeated('" ')],
    ['tags on one line', 400, repeated('! ')],
    ['documents', 413, repeated('---\n')],
    ['objects of a list', 413, `kind: List\nitems:\n${'- {kind: X}\n'.repeat(2001)}`],
    ['lines', 413, repeated('#\n')],
  ];

  it.each(bombs)('%s: %d', async (_, status, text) => {
    await expectProblem(await ask(`${REPORT}/verdicts`, post('application/yaml', text)), status);
  });

  it('but not what policies have: 2,000 documents, selectors of && and *', async () => {
    const selector = "spec: { selector: \"has(a) && b == 'x'\", note: '**' }";
    const text = `---\nkind: ConfigMap\n${selector}\n`.repeat(2000);

    expect((await ask(`${REPORT}/verdicts`, post('application/yaml', text))).status).toBe(200);
  });
});

describe('an error of our own', () => {
  it('is a problem without a word of where', async () => {
    const broken: ReportStore = { ...store, clusters: () => Promise.reject(new Error('/work/secret.ts at line 3')) };

    expect(await expectProblem(await askApi(broken)('/clusters'), 500)).not.toContain('secret');
  });
});
