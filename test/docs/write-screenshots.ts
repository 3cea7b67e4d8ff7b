// `npm run screenshots`: pictures of the review page of the sample cluster, for the README and docs/review-page.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { BROWSER_PATH } from '../web/browser-path.ts';
import { exportedPage, sampleReport } from '../web/built-page.ts';
import { setup } from '../web/run-folder-setup.ts';

interface Picture {
  readonly name: string;
  /** Of the view, as the address has it. */
  readonly hash: string;
  /** Drawn when everything is there. */
  readonly waitFor: string;
  readonly colorScheme?: 'light' | 'dark';
}

const FOLDER = 'docs/images';
const SIZE = { width: 1280, height: 800 };
const QUALITY = 0.7;

const CLIENT = 'workload shop/Deployment/checkoutservice';
const SERVER = 'workload shop/Deployment/paymentservice';
const ROW = encodeURIComponent(`${CLIENT} -> ${SERVER} TCP/50051`);
const QUESTION = `client=${encodeURIComponent(CLIENT)}&server=${encodeURIComponent(SERVER)}&port=50051&protocol=TCP`;

const PICTURES: readonly Picture[] = [
  { name: 'overview', hash: '', waitFor: '.answer' },
  { name: 'map', hash: '#/map', waitFor: 'main svg' },
  { name: 'map-open', hash: '#/map?open=namespace%2520shop', waitFor: '.map-box.node' },
  { name: 'map-dark', hash: '#/map', waitFor: 'main svg', colorScheme: 'dark' },
  { name: 'matrix', hash: '#/matrix', waitFor: 'main table' },
  { name: 'connections', hash: `#/connections?verdict=blocked&row=${ROW}`, waitFor: '.connection-detail' },
  { name: 'policies', hash: '#/policies?policy=shop%2Fpaymentservice', waitFor: 'main pre' },
  { name: 'explain', hash: `#/explain?${QUESTION}`, waitFor: 'main pre.yaml' },
  { name: 'what-if', hash: '#/what-if?base=recommended', waitFor: 'text=/questions asked\\./' },
];

/** Workers of the page answer within this. */
const SETTLE_MILLISECONDS = 1500;

async function pictureOf(browser: Browser, address: string, { hash, waitFor, colorScheme = 'light' }: Picture) {
  const context = await browser.newContext({ colorScheme, viewport: SIZE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${address}${hash}`);
  await page.locator(waitFor).first().waitFor();
  await page.waitForTimeout(SETTLE_MILLISECONDS);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await context.close();
  return webpOf(browser, png);
}

/** The browser itself makes the smaller file, so that no package is needed for it. */
async function webpOf(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const source = JSON.stringify(`data:image/png;base64,${png.toString('base64')}`);
  const url: unknown = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${source};
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', ${QUALITY});
  })()`);
  await page.close();
  return Buffer.from(String(url).split(',')[1] ?? '', 'base64');
}

async function main(): Promise<void> {
  if (BROWSER_PATH === undefined) throw new Error('no Chromium found; name one with CHROMIUM');
  const removeFolder = setup();
  const browser = await chromium.launch({ executablePath: BROWSER_PATH, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const address = await exportedPage('report', await sampleReport());
    mkdirSync(FOLDER, { recursive: true });
    for (const picture of PICTURES) {
      const bytes = await pictureOf(browser, address, picture);
      writeFileSync(`${FOLDER}/${picture.name}.webp`, bytes);
      process.stdout.write(`${FOLDER}/${picture.name}.webp  ${Math.round(bytes.length / 1000)} KB\n`);
    }
  } finally {
    await browser.close();
    removeFolder();
  }
}

await main();
