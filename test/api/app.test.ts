// The application on localhost, request by request.
import { describe, expect, it } from 'vitest';
import { pageTools } from '../../lib/adapters/page-file.ts';
import { makeLocalApp } from '../../lib/api/app.ts';
import { formatJson } from '../../lib/report/formats/json.ts';
import { sampleDocument } from '../report/sample-document.ts';

const PAGE = '<!doctype html><script type="module">start();</script>';
const app = makeLocalApp({ page: PAGE, document: sampleDocument(), digest: pageTools.digest });

function ask(path: string, init: RequestInit = {}): Promise<Response> | Response {
  return app.request(`http://127.0.0.1:8421${path}`, init);
}

describe('what is served', () => {
  it('is the page, which may connect to its own server and nothing else', async () => {
    const response = await ask('/');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(await response.text()).toBe(PAGE);
  });

  it('is the export, byte for byte', async () => {
    const response = await ask('/api/v1/report');

    expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    expect(await response.text()).toBe(formatJson(sampleDocument()));
  });

  it('is without a body for HEAD', async () => {
    const response = await ask('/api/v1/report', { method: 'HEAD' });

    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('what is refused', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/api/v1/report/', 404],
    ['GET', '/../package.json', 404],
    ['POST', '/nowhere', 404],
    ['POST', '/', 405],
    ['DELETE', '/api/v1/report', 405],
    ['OPTIONS', '/api/v1/report', 405],
  ])('%s %s: %d, as a problem', async (method, path, status) => {
    const response = await ask(path, { method });

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'about:blank', status });
    expect(response.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null);
  });

  it.each([
    'evil.example',
    'evil.example:8421',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '[::2]',
    '',
  ])('a request for the host %j', async (host) => {
    const response = await ask('/api/v1/report', { headers: { host } });

    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('flowfence.report/v1');
  });

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8421', '[::1]:8421', '[::1]'])('not one for %s', async (host) => {
    expect((await ask('/', { headers: { host } })).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/', '/api/v1/report', '/nowhere'])('to %s says what browsers must not do with it', async (path) => {
    const { headers } = await ask(path);

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
