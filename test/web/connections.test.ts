// The shared table, filters and address, by the view that uses them all: the connections of small and of large reports.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { connection, sampleDocument } from '../report/sample-document.ts';
import { graveViolations } from './accessibility.ts';
import { DELIVERIES, IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate } from './built-page.ts';

const LARGE = 20_000;

/** More than a megabyte, so that the page carries it compressed. */
function largeDocument(): ReportDocument {
  return sampleDocument({
    connections: Array.from({ length: LARGE }, (_, index) =>
      connection({
        client: { kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name: `client-${index % 200}` },
        server: { kind: 'external', cidr: `192.0.${Math.floor(index / 250)}.${index % 250}/32` },
        bytes: index,
      }),
    ),
  });
}

beforeAll(async () => {
  await builtTemplate();
}, 60_000);

describe.skipIf(NO_BROWSER)(`the connections ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it('sort by a header up, down and back, and say so', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections' });
    const header = page.getByRole('columnheader', { name: /^port/ });
    const ports = () => page.locator('tbody tr td:nth-child(3)').allInnerTexts();
    const unsorted = await ports();

    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect((await ports())[0]).toBe('TCP/80');

    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect((await ports())[0]).toBe('TCP/9100');
    expect(new URL(page.url()).hash).toBe('#/connections?sort=-port');

    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('none');
    expect(await ports()).toEqual(unsorted);
  });

  it('open filtered as the address says, and know a filter that hides all from a report without any', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?verdict=attempt&q=nobody' });
    expect(await page.getByRole('main').innerText()).toContain('The filter hides all 7 connections.');

    await page.getByRole('button', { name: 'Clear the filter' }).click();
    expect(await page.locator('tbody tr').count()).toBe(7);
    expect(new URL(page.url()).hash).toBe('#/connections');

    const empty = await open(sampleDocument({ connections: [] }), { hash: '#/connections' });
    expect(await empty.getByRole('main').innerText()).toContain('This report has no connections.');
  });

  it('keep the theme from view to view, and Back leads back', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections' });
    await page.getByRole('combobox', { name: 'theme' }).selectOption('dark');
    await page.getByRole('searchbox').fill('api');
    await page.getByRole('link', { name: 'Overview' }).click();

    expect(new URL(page.url()).hash).toBe('#/overview?theme=dark');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await page.goBack();
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('api');
  });

  it.each(DELIVERIES)('of a large report have a few rows in the page, the right ones, %s', async (delivery) => {
    const page = await open(largeDocument(), { delivery, hash: '#/connections?sort=-bytes' });
    const table = page.getByRole('table', { name: 'Connections' });
    const first = () => table.locator('tbody tr[aria-rowindex]').first();

    expect(await table.getAttribute('aria-rowcount')).toBe(String(LARGE + 1));
    expect(await table.locator('tbody tr').count()).toBeLessThan(100);
    expect(await first().getAttribute('aria-rowindex')).toBe('2');
    expect(await first().locator('td').nth(4).innerText()).toBe('19,999');

    await page.getByRole('region', { name: 'Connections' }).evaluate((region) => {
      region.scrollTop = region.scrollHeight;
    });
    const last = table.locator(`tbody tr[aria-rowindex="${LARGE + 1}"]`);
    await last.waitFor();
    expect(await last.locator('td').nth(4).innerText()).toBe('0');
    // Rows left out are counted with the height that the style sheet gives those in the page.
    const rowHeight = await last.evaluate((row) => row.getBoundingClientRect().height);
    expect(await table.locator('tbody').evaluate((body) => body.getBoundingClientRect().height)).toBe(
      LARGE * rowHeight,
    );
    expect(await table.locator('tbody tr').count()).toBeLessThan(100);
  });

  it('save what is shown as CSV', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?verdict=blocked' });
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const download = await saving;

    const chunks: string[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(String(chunk));
    expect(download.suggestedFilename()).toBe('connections.csv');
    expect(chunks.join('').trimEnd().split('\r\n')).toHaveLength(2);
  });

  it.each(['light', 'dark'] as const)('have no grave fault of accessibility, %s', async (colorScheme) => {
    const page = await open(sampleDocument(), { hash: '#/connections', colorScheme });

    expect(await graveViolations(page)).toEqual([]);
  });
});

describe.skipIf(NO_BROWSER)(`the frame ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it('can be used by keyboard: skip link, then the heading of the view', async () => {
    const page = await open(sampleDocument());
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the view');

    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  });

  it.each(['#/nowhere', '#', '#/../etc', `#/overview?${'x'.repeat(20_000)}`, '#/connections?%E0%A4%A'])(
    'shows something for the address %j',
    async (hash) => {
      const page = await open(sampleDocument(), { hash });

      expect(await page.locator('main h1').count()).toBe(1);
      expect(await page.getByRole('alert').count()).toBe(0);
    },
  );
});
