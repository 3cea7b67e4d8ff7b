// Opens pages in the system's Chromium; a page that logs an error, throws, or asks for anything from elsewhere fails its test.
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type LocalServer, serveLocally } from '../../lib/adapters/local-server.ts';
import { pageTools } from '../../lib/adapters/page-file.ts';
import { makeLocalApp } from '../../lib/api/app.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { BROWSER_PATH } from './browser-path.ts';
import { builtTemplate, exportedPage } from './built-page.ts';

/** For `describe.skipIf`: a browser that is named by CHROMIUM must be there. */
export const NO_BROWSER = BROWSER_PATH === undefined;
/** For the name of a group of tests. */
export const IN_BROWSER = NO_BROWSER ? 'in a browser (no Chromium found; name one with CHROMIUM)' : 'in a browser';

/** For what a page is waited for, on a busy machine. */
const PATIENCE_MS = 60_000;

/** `file`: the exported page. `served`: as `flowfence serve` gives it. */
export type Delivery = 'file' | 'served';
export const DELIVERIES: readonly Delivery[] = ['file', 'served'];

export interface OpenOptions {
  readonly delivery?: Delivery;
  /** Such as `#/connections?verdict=blocked`. */
  readonly hash?: string;
  readonly colorScheme?: 'light' | 'dark';
  /** In CSS pixels. */
  readonly width?: number;
}

export interface BrowserTests {
  /** The page with its view drawn. */
  readonly open: (document: ReportDocument, options?: OpenOptions) => Promise<Page>;
}

/** Call it in a `describe`: the browser starts before its tests, and each test fails on what its pages did wrong. */
export function useBrowser(): BrowserTests {
  let browser: Browser | undefined;
  const problems: string[] = [];
  const endings: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER_PATH ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => browser?.close());
  const open = async (document: ReportDocument, options: OpenOptions = {}): Promise<Page> => {
    if (browser === undefined) throw new Error('the browser is not started yet');
    const { delivery = 'file', hash = '', colorScheme = 'light', width = 1280 } = options;
    const address = delivery === 'file' ? await exportedPage('report', document) : await serve(document, endings);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    endings.push(() => context.close());
    const page = await context.newPage();
    watch(page, address, problems);
    await page.goto(`${address}${hash}`);
    await page.locator('main h1').waitFor();
    return page;
  };
  return { open };
}

async function serve(document: ReportDocument, endings: (() => Promise<void>)[]): Promise<string> {
  const app = makeLocalApp({ page: await builtTemplate(), document, digest: pageTools.digest });
  const serving = await serveLocally((request) => app.fetch(request), 0);
  if (serving.kind === 'refused') throw new Error(serving.diagnostic.message);
  const server: LocalServer = serving.server;
  endings.push(server.close);
  return server.url;
}

/** A file may ask for nothing but itself, a served page for what its own server has. */
function watch(page: Page, address: string, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    const own = address.startsWith('file:') ? url.split('#')[0] === address : url.startsWith(address);
    if (!own && !url.startsWith('data:') && !url.startsWith('blob:')) problems.push(`request: ${url}`);
  });
}
