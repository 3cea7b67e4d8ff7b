// The way of a new user, from the demo's last line to what would break, why, and the YAML that mends it, by visible words alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runRecorded } from '../cli/recording-terminal.ts';
import { IN_BROWSER, NO_BROWSER } from './browser.ts';
import { BROWSER_PATH } from './browser-path.ts';
import { builtTemplate, exportedPage, sampleReport, sampleReportPath } from './built-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowfence-journey-'));
let browser: Browser | undefined;

beforeAll(async () => {
  await builtTemplate();
  await sampleReport();
  if (!NO_BROWSER)
    browser = await chromium.launch({ executablePath: BROWSER_PATH ?? '', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openSample(): Promise<Page> {
  if (browser === undefined) throw new Error('the browser is not started yet');
  const page = await browser.newPage();
  await page.goto(await exportedPage('report', await sampleReport()));
  await page.locator('main h1').waitFor();
  return page;
}

/** How many observed connections `check` says the policies of a folder would block. */
async function blockedBy(policies: string): Promise<number> {
  const { out } = await runRecorded('check', await sampleReportPath(), '--policies', policies, '--json');
  const result: unknown = JSON.parse(out);
  const blocked: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, 'blocked') : undefined;
  if (!Array.isArray(blocked)) throw new Error('check gave no list');
  return blocked.length;
}

describe.skipIf(NO_BROWSER)(`a new user ${IN_BROWSER}`, () => {
  it('is two clicks from the first view to why, and to YAML that the command line agrees mends it', async () => {
    const page = await openSample();
    const first = page.locator('main section').first();
    expect(await first.getByRole('heading').innerText()).toBe(
      'The 8 current policies would block 5 observed connections',
    );

    // From the card to the connection beside its table, and from there to why.
    await first.getByRole('link', { name: /^shop\/checkoutservice -> shop\/paymentservice/ }).click();
    const detail = page.getByRole('complementary');
    expect(await detail.innerText()).toContain('egress of shop/checkoutservice: blocked by shop/checkoutservice');
    await detail.getByRole('link', { name: /^Why, and the YAML that mends it/ }).click();

    const why = page.getByRole('heading', { name: /is blocked/ });
    await why.waitFor();
    const mend = page.getByRole('region', { name: 'What would mend it' });
    await mend.waitFor();
    const yaml = await mend.locator('pre').innerText();
    await page.close();

    const current = (await sampleReport()).policies.current;
    mkdirSync(join(folder, 'now'));
    mkdirSync(join(folder, 'mended'));
    for (const name of ['now', 'mended'])
      writeFileSync(
        join(folder, name, 'current.json'),
        JSON.stringify({ apiVersion: 'v1', kind: 'List', items: current }),
      );
    expect(parseAllDocuments(yaml).length).toBeGreaterThan(0);
    writeFileSync(join(folder, 'mended', 'mend.yaml'), yaml);
    expect(await blockedBy(join(folder, 'now'))).toBe(5);
    expect(await blockedBy(join(folder, 'mended'))).toBe(4);
  });

  it('needs no mouse for it', async () => {
    const page = await openSample();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (text: RegExp, most: number) => {
      for (let presses = 0; presses < most; presses += 1) {
        await page.keyboard.press('Tab');
        if (text.test(await focused())) return page.keyboard.press('Enter');
      }
      throw new Error(`${text} is more than ${most} steps away`);
    };
    await tabTo(/^Skip to the view/, 1);
    await tabTo(/^shop\/checkoutservice -> shop\/paymentservice/, 10);

    // The link was to a connection: the focus is there, and not before the filters and rows above it.
    await page.getByRole('complementary').waitFor();
    await expect.poll(focused).toMatch(/^shop\/checkoutservice → ?to shop\/paymentservice/);
    await tabTo(/^Why, and the YAML that mends it/, 5);
    await page.getByRole('region', { name: 'What would mend it' }).waitFor();
    await expect.poll(focused).toBe('Explain');
    await tabTo(/^Copy YAML/, 12);
    await page.getByText(/^(copied|the browser refused to copy)$/).waitFor();
    await page.close();
  });

  it('or one, by the button beside each connection', async () => {
    const page = await openSample();
    const buttons = page
      .locator('main section')
      .first()
      .getByRole('link', { name: /^Why, and the YAML that mends it/ });
    expect(await buttons.count()).toBe(5);

    await buttons.first().click();
    await page.getByRole('region', { name: 'What would mend it' }).waitFor();
    await page.close();
  });
});
