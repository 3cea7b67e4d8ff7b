// What is in sight without a scroll: both of two open groups, the reason before the neighbours, a verdict on a narrow screen.
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate, sampleReport } from './built-page.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
  await builtTemplate();
});

/** In CSS pixels of the screen. */
async function edges(part: Locator) {
  const box = await part.boundingBox();
  if (box === null) throw new Error('it is drawn');
  return { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}

describe.skipIf(NO_BROWSER)(`in sight ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it('are both of two groups that are opened', async () => {
    const groups = ['namespace shop', 'outside external'].map(encodeURIComponent).join(',');
    const page = await open(sample, { hash: `#/map?open=${encodeURIComponent(groups)}` });
    await page.setViewportSize({ width: 1280, height: 800 });
    const opened = page.locator('.map-box.open');
    await opened.nth(1).waitFor();
    const frame = await edges(page.locator('.map-canvas'));

    for (const group of await opened.all()) {
      const { left, right, top, bottom } = await edges(group);
      expect([left, top, -right, -bottom]).toEqual([
        expect.toSatisfy((value) => value >= frame.left),
        expect.toSatisfy((value) => value >= frame.top),
        expect.toSatisfy((value) => value >= -frame.right),
        expect.toSatisfy((value) => value >= -frame.bottom),
      ]);
    }
    const letters = await edges(page.locator('.map-box.node .map-title').first());
    expect(letters.bottom - letters.top).toBeGreaterThan(8);
  });

  it('is what would be blocked of a selected group, before its neighbours', async () => {
    const page = await open(sample, { hash: `#/map?select=${encodeURIComponent('namespace shop')}` });
    const panel = page.getByRole('complementary', { name: 'Selection' });
    const frame = await edges(panel);
    const last = panel.getByRole('link', { name: 'Explain shop/paymentservice -> 203.0.113.42 TCP/443' });

    expect((await edges(last)).bottom).toBeLessThan(frame.bottom);
    expect(await panel.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
      'Would be blocked',
      expect.stringMatching(/^Clients: \d/),
      expect.stringMatching(/^Servers: \d/),
      'Other connections',
    ]);
  });

  it('is the verdict under the draft, on a narrow screen', async () => {
    const page = await open(sample, { hash: '#/what-if?base=recommended', width: 400 });
    const table = page.getByRole('table', { name: 'Observed connections under the draft' });
    const sign = table.getByRole('rowheader').first().locator('.narrow-verdict');
    await sign.waitFor();

    const { left, right } = await edges(sign);
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThan(400);
    expect(await sign.evaluate((element) => getComputedStyle(element, '::before').content)).toBe('"✕"');
  });

  it('is what the numbers on lines say', async () => {
    const page = await open(sample, { hash: '#/map' });

    await page.getByText('“✕ 1 of 6”: of 6 connections, 1 would be blocked').waitFor();
    expect(await page.locator('.map-number').allTextContents()).toContain('✕ 1 of 6');
  });

  it('is, on paper, a map without empty room around it', async () => {
    const page = await open(sample, { hash: '#/map' });
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    const heightOf = async (part: Locator) => {
      const { top, bottom } = await edges(part);
      return bottom - top;
    };

    // A third is the air that a map has on a screen.
    await expect
      .poll(
        async () => (await heightOf(page.locator('.map-canvas > g'))) / (await heightOf(page.locator('.map-canvas'))),
      )
      .toBeGreaterThan(0.66);
  });
});
