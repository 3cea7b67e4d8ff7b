// The review page with a report in it: one HTML file that asks nothing of any network.
import { invariant } from '../../base/assert.ts';
import type { ReportDocument } from '../document.ts';
import { dataElement, type GzipBase64 } from './html-data.ts';
import { contentSecurityPolicy, type Sha256Base64 } from './html-policy.ts';
import { exportedDocument } from './json.ts';

/** What a stage cannot do by itself. */
export interface PageTools {
  readonly digest: Sha256Base64;
  readonly gzip: GzipBase64;
}

/** `template` is the built page. Same template and document, same bytes. */
export function formatHtml(template: string, document: ReportDocument, tools: PageTools): string {
  const policy = contentSecurityPolicy(template, 'file', tools.digest);
  const data = dataElement(JSON.stringify(exportedDocument(document)), tools.gzip);
  // First in the head: a policy holds for what comes after it.
  const head = template.match(/<meta charset="utf-8"\s*\/?>/);
  const body = template.lastIndexOf('</body>');
  invariant(head?.index !== undefined && body > head.index, 'the built page has its charset and a body');
  const start = head.index + head[0].length;
  const meta = `\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  // Pieces put side by side: a replacement would read `$&` in a report as a command.
  return [template.slice(0, start), meta, template.slice(start, body), data, '\n  ', template.slice(body)].join('');
}
