// The report in the page: nothing in it becomes markup or code, the script that may run is named, the same input gives the same bytes.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageTools } from '../../lib/adapters/page-file.ts';
import { formatHtml } from '../../lib/report/formats/html.ts';
import { contentSecurityPolicy, pageScript } from '../../lib/report/formats/html-policy.ts';
import { formatJson } from '../../lib/report/formats/json.ts';
import { connection, sampleDocument } from './sample-document.ts';

const SCRIPT = 'const a = "$&"; start();';
const TEMPLATE = `<!doctype html><html><head><meta charset="utf-8" /><script type="module" crossorigin>${SCRIPT}</script></head><body><div id="page"></div></body></html>`;

function dataOf(html: string): { readonly attributes: string; readonly text: string } {
  const [, attributes = '', text = ''] =
    /<script type="application\/json" id="report"([^>]*)>([\s\S]*?)<\/script>/.exec(html) ?? [];
  return { attributes, text };
}

describe('the page with a report in it', () => {
  it('holds the export, readable as JSON', () => {
    const { attributes, text } = dataOf(formatHtml(TEMPLATE, sampleDocument(), pageTools));

    expect(attributes).toBe('');
    expect(JSON.parse(text)).toEqual(JSON.parse(formatJson(sampleDocument())));
  });

  it.each(['</script><script>alert(1)</script>', '<!--<script>', "$& $` $' $1 $$", '</body>'])(
    'keeps the name %j a name',
    (cluster) => {
      const html = formatHtml(TEMPLATE, sampleDocument({ cluster }), pageTools);
      const plain = formatHtml(TEMPLATE, sampleDocument({ cluster: '' }), pageTools);

      expect(JSON.parse(dataOf(html).text).cluster).toBe(cluster);
      expect(html.split('<').length).toBe(plain.split('<').length);
      expect(html).toContain(SCRIPT);
    },
  );

  it('is compressed above a megabyte, and the same when inflated', () => {
    const document = sampleDocument({ connections: Array.from({ length: 5000 }, (_, port) => connection({ port })) });
    const html = formatHtml(TEMPLATE, document, pageTools);
    const { attributes, text } = dataOf(html);

    expect(attributes).toBe(' data-encoding="gzip-base64"');
    expect(JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString())).toEqual(JSON.parse(formatJson(document)));
    expect(html.length).toBeLessThan(200_000);
  });

  it('has the same bytes for the same input', () => {
    const document = sampleDocument({ connections: Array.from({ length: 5000 }, (_, port) => connection({ port })) });

    expect(formatHtml(TEMPLATE, document, pageTools)).toBe(formatHtml(TEMPLATE, document, pageTools));
  });

  it('states its policy before anything that the policy is about', () => {
    const html = formatHtml(TEMPLATE, sampleDocument(), pageTools);

    expect(html.indexOf('http-equiv="Content-Security-Policy"')).toBeLessThan(html.indexOf('<script'));
    expect(html).not.toContain('connect-src');
  });
});

describe('the policy of the page', () => {
  it.each(['file', 'served'] as const)('names the one script that may run, %s', (place) => {
    const policy = contentSecurityPolicy(TEMPLATE, place, pageTools.digest);
    const hash = createHash('sha256').update(SCRIPT).digest('base64');

    expect(policy.split('; ')).toContain(`script-src 'sha256-${hash}'`);
    expect(policy.split('; ')).toContain("default-src 'none'");
    expect(policy.includes("connect-src 'self'")).toBe(place === 'served');
  });

  it.each([
    ['no script', '<html></html>'],
    ['two scripts', `${TEMPLATE}<script type="module">more()</script>`],
  ])('is not made for a page with %s', (_, template) => {
    expect(() => pageScript(template)).toThrow('exactly one script');
  });
});
