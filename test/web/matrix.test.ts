// The matrix in a browser: a table of namespaces whose cells lead to workloads and to connections.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { graveViolations } from './accessibility.ts';
import { DELIVERIES, IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate, sampleReport } from './built-page.ts';
import { hostileDocument } from './hostile-document.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
  await builtTemplate();
});

describe.skipIf(NO_BROWSER)(`the matrix ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DELIVERIES)('counts every connection of the sample in one cell, %s', async (delivery) => {
    const page = await open(sample, { delivery, hash: '#/matrix' });

    const cells = await page.locator('.matrix td a > .hidden-visually').allTextContents();
    const counts = cells.flatMap((text) =>
      [...text.replace(/^.*: /, '').matchAll(/\d+/g)].map(([digits]) => Number(digits)),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sample.connections.length);
  });

  it('has headers that name rows and columns, and words beside the signs', async () => {
    const page = await open(sampleDocument(), { hash: '#/matrix' });

    expect(await page.getByRole('columnheader').allInnerTexts()).toContain('shop');
    expect(await page.getByRole('rowheader').allInnerTexts()).toContain('ops');
    const cell = page.getByRole('link', { name: /^shop to shop: 1 would be blocked, 1 allowed/ });
    expect(await cell.locator('[aria-hidden]').allInnerTexts()).toEqual(['✕ 1', '✓ 1']);
  });

  it('leads by keyboard from a cell to workloads, and from there to connections and the map', async () => {
    const page = await open(sampleDocument(), { hash: '#/matrix' });
    await page.getByRole('link', { name: /^shop to shop:/ }).focus();
    await page.keyboard.press('Enter');
    const inner = page.getByRole('link', { name: /^web to api:/ });
    await inner.waitFor();
    expect(await page.getByRole('main').innerText()).toContain('shop to shop: showing 1 client and 1 server');

    await inner.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: '2 connections' });
    await panel.waitFor();
    expect((await panel.locator('li').allInnerTexts())[0]).toContain('TCP/9090');
    expect(await panel.getByRole('link', { name: 'On the map' }).getAttribute('href')).toContain(
      '#/map?focus=workload',
    );
    await page.getByRole('link', { name: 'Back to all namespaces' }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/matrix');
  });

  it('shows what the recommended policies make of it', async () => {
    const page = await open(sampleDocument(), { hash: '#/matrix' });
    await page.getByRole('combobox', { name: 'policies' }).selectOption('recommended');

    await page.getByRole('link', { name: /^shop to shop: 2 allowed/ }).waitFor();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/matrix?policies=recommended');
  });

  it('counts what is allowed and unused where that is wanted', async () => {
    const page = await open(sample, { hash: '#/matrix' });
    await page.getByRole('checkbox', { name: /allowed and unused/ }).check();

    await page
      .getByRole('link', { name: /allowed, unused/ })
      .first()
      .waitFor();
  });

  it.each([
    ['light', 1280, '#/matrix'],
    ['dark', 390, '#/matrix?from=namespace+shop&to=namespace+shop'],
  ] as const)('has no grave fault of accessibility, %s, %d pixels wide, %s', async (colorScheme, width, hash) => {
    const page = await open(sample, { colorScheme, width, hash });

    expect(await graveViolations(page)).toEqual([]);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBe(0);
  });

  it('shows hostile names as text', async () => {
    const page = await open(hostileDocument(), { hash: '#/matrix' });

    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await graveViolations(page)).toEqual([]);
  });

  it('says that a report without connections has none', async () => {
    const page = await open(sampleDocument({ connections: [] }), { hash: '#/matrix' });

    expect(await page.getByRole('main').innerText()).toContain('This report has no connections.');
  });
});
