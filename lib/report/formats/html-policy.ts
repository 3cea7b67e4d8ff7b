// What the page may do, as a Content Security Policy: run its own script, and nothing that a report could bring in.
import { invariant } from '../../base/assert.ts';

/** SHA-256 of the text as UTF-8, in base64. */
export type Sha256Base64 = (text: string) => string;

/** `file`: no connection at all. `served`: to the server that gave the page. */
export type PagePlace = 'file' | 'served';

/** The only script that is code in a built page; throws where the page was not built as it should be. */
export function pageScript(template: string): string {
  const [script, ...others] = [...template.matchAll(/<script\b[^>]*type="module"[^>]*>([\s\S]*?)<\/script>/g)];
  invariant(script?.[1] !== undefined && others.length === 0, 'the built page has exactly one script');
  return script[1];
}

/** Styles may be inline, since the editor writes its own; they reach nothing, as images and fonts come from nowhere. */
export function contentSecurityPolicy(template: string, place: PagePlace, digest: Sha256Base64): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${digest(pageScript(template))}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'worker-src blob:',
    ...(place === 'served' ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    // Browsers heed it in a header only, and complain about it elsewhere.
    ...(place === 'served' ? ["frame-ancestors 'none'"] : []),
  ].join('; ');
}
