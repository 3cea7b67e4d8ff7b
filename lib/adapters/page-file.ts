// The built review page on disk, and what filling it needs of the platform.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { PageTools } from '../report/formats/html.ts';

export type PageReading =
  | { readonly kind: 'page'; readonly html: string }
  | { readonly kind: 'unusable'; readonly diagnostic: Diagnostic };

const BUILT_PAGE = fileURLToPath(new URL('../../dist/web/page.html', import.meta.url));

export async function readBuiltPage(path = BUILT_PAGE): Promise<PageReading> {
  const html = await readFile(path, 'utf8').catch(() => undefined);
  if (html !== undefined) return { kind: 'page', html };
  const diagnostic: Diagnostic = {
    code: 'page-not-built',
    level: 'error',
    message: 'the review page is not built',
    place: { source: path },
    mend: 'run `npm run build:web` in the checkout',
  };
  return { kind: 'unusable', diagnostic };
}

/** Where the header of gzip names the operating system (RFC 1952); 255 is "unknown", so that bytes do not depend on it. */
const GZIP_SYSTEM_OFFSET = 9;

export const pageTools: PageTools = {
  digest: (text) => createHash('sha256').update(text, 'utf8').digest('base64'),
  gzip: (text) => {
    const bytes = gzipSync(text, { level: 9 });
    bytes[GZIP_SYSTEM_OFFSET] = 255;
    return bytes.toString('base64');
  },
};
