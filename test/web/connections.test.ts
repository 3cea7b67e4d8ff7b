// The shared table, filters and address, by the view that uses them all: the connections of small and of large reports.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { connection, sampleDocument } from '../report/sample-document.ts';
import { graveViolations } from './accessibility.ts';
import { DELIVERIES, IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate } from './built-page.ts';
import { hostileDocument } from './hostile-document.ts';

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
});

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
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections?sort=-port');

    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('none');
    expect(await ports()).toEqual(unsorted);
  });

  it('open filtered as the address says, and know a filter that hides all from a report without any', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?verdict=attempt&q=nobody' });
    expect(await page.getByRole('main').innerText()).toContain('The filter hides all 7 connections.');

    await page.getByRole('button', { name: 'Clear the filter' }).click();
    expect(await page.locator('tbody tr').count()).toBe(7);
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections');

    const empty = await open(sampleDocument({ connections: [] }), { hash: '#/connections' });
    expect(await empty.getByRole('main').innerText()).toContain('This report has no connections.');
  });

  it('keep the theme from view to view, and Back leads back', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections' });
    await page.getByRole('combobox', { name: 'theme' }).selectOption('dark');
    await page.getByRole('searchbox').fill('api');
    await page.getByRole('link', { name: 'Overview' }).click();

    await expect.poll(() => new URL(page.url()).hash).toBe('#/overview?theme=dark');
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

  it('of a long table have one height, whatever their names, and show the whole of a name that is cut', async () => {
    const long = (index: number) =>
      ({
        kind: 'workload',
        namespace: 'monitoring',
        workloadKind: 'StatefulSet',
        name: `prometheus-${index}`,
      }) as const;
    const connections = Array.from({ length: 200 }, (_, index) => connection({ client: long(index), port: index + 1 }));
    const page = await open(sampleDocument({ connections }), { hash: '#/connections', width: 900 });
    const rows = page.locator('tbody tr[aria-rowindex]');

    const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    expect(new Set(heights)).toEqual(new Set([36]));
    expect(await rows.first().locator('th').getAttribute('title')).toBe('monitoring/StatefulSet/prometheus-0');
  });

  it('begin with what would be blocked, and have the report’s order within a verdict', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections' });
    const verdicts = await page.locator('tbody tr td:nth-child(4)').allInnerTexts();

    const ranks = ['✕ would be blocked', '? unknown', '✓ allowed', '↛ attempt'];
    expect(verdicts).toHaveLength(7);
    expect(verdicts).toEqual([...verdicts].sort((left, right) => ranks.indexOf(left) - ranks.indexOf(right)));
    const allowed = sampleDocument().connections.filter(
      ({ verdicts: { current }, outcome }) => current.allowed && outcome === 'established',
    );
    const ports = await page
      .locator('tbody tr')
      .filter({ has: page.locator('td:nth-child(4) .verdict-allowed') })
      .locator('td:nth-child(3)')
      .allInnerTexts();
    expect(ports).toEqual(allowed.map(({ protocol, port }) => `${protocol}/${port}`));
  });

  it('print the first rows of a long table and say how many are left out', async () => {
    const page = await open(largeDocument(), { hash: '#/connections' });
    const table = page.getByRole('table', { name: 'Connections' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));

    await expect.poll(() => table.locator('tbody tr[aria-rowindex]').count()).toBe(2000);
    expect(await page.locator('.print-only').textContent()).toContain('18,000 are left out');
    expect(await page.locator('.print-only').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.print-only').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect.poll(() => table.locator('tbody tr').count()).toBeLessThan(100);
  });

  it('leave what the chips of the address choose, count what each would show, and forget them together', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?server=workload' });
    const rows = page.locator('tbody tr');
    const chip = (facet: string, name: RegExp) =>
      page.getByRole('group', { name: facet }).getByRole('button', { name });
    expect(await rows.count()).toBe(3);
    expect(await chip('Current policies', /would be blocked/).innerText()).toBe('would be blocked 1');
    expect(await chip('Server is', /external/).innerText()).toBe('external 1');

    await chip('Current policies', /would be blocked/).click();
    await chip('Current policies', /unknown/).click();
    expect(await rows.count()).toBe(2);
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections?server=workload&verdict=blocked%2Cunknown');
    expect(await page.locator('.table-head').getByRole('status').innerText()).toBe('Showing 2 of 7 connections');

    await page.getByRole('button', { name: 'Clear all filters' }).click();
    expect(await rows.count()).toBe(7);
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections');
  });

  it('show the columns that are chosen, and the address keeps them', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?columns=outcome,port' });
    const titles = () => page.getByRole('columnheader').allInnerTexts();
    expect(await titles()).toEqual(['client ↕', 'port ↕', 'outcome ↕']);

    await page.getByText('Columns', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'packets' }).check();
    await page.getByRole('checkbox', { name: 'port', exact: true }).uncheck();
    expect(await titles()).toEqual(['client ↕', 'outcome ↕', 'packets ↕']);
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections?columns=outcome%2Cpackets');
  });

  it('open a row by keyboard, say why, lead on, and go back to the row on Escape', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?verdict=blocked,unknown' });
    await page.getByRole('button', { name: /^Details of shop\/web -> shop\/api TCP\/9090/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    const detail = page.getByRole('complementary');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('connection-detail-title');
    const current = detail.getByRole('region', { name: 'Under the current policies' });
    expect(await current.innerText()).toContain('ingress of shop/api: blocked by shop/allow-web');
    expect(await detail.innerText()).toContain('812 records, 1,230,000 bytes, 9,000 packets');
    expect(await current.getByRole('link', { name: 'shop/allow-web' }).getAttribute('href')).toBe(
      '#/policies?set=current&policy=shop%2Fallow-web',
    );
    expect(await current.getByRole('link', { name: /^Why/ }).getAttribute('href')).toBe(
      '#/explain?client=workload+shop%2FDeployment%2Fweb&server=workload+shop%2FDeployment%2Fapi&port=9090&protocol=TCP',
    );
    expect(await page.locator('tr[aria-current="true"]').count()).toBe(1);

    await page.keyboard.press('Escape');
    expect(await detail.count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/TCP\/9090$/);
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections?verdict=blocked%2Cunknown');
  });

  it('give the focus to a row that is opened before anything else can happen', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections' });
    const focused = await page
      .locator('button.open-row')
      .first()
      .evaluate(async (row: HTMLElement) => {
        row.focus();
        row.click();
        // Nothing is painted while only promises are waited for.
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        return document.activeElement?.id;
      });

    expect(focused).toBe('connection-detail-title');
  });

  it('say so where the address opens a row that the report does not have', async () => {
    const page = await open(sampleDocument(), { hash: '#/connections?row=gone' });

    expect(await page.getByRole('main').innerText()).toContain('This report has no connection “gone”');
    expect(await page.locator('tbody tr').count()).toBe(7);
  });

  it('of a hostile report open one by one, as text, however long their names are', async () => {
    const page = await open(hostileDocument(), { hash: '#/connections', width: 320 });
    const opens = page.locator('button.open-row');
    const names = await opens.count();
    expect(names).toBe(hostileDocument().connections.length);
    for (let index = 0; index < names; index += 1) {
      await opens.nth(index).press('Enter');
      await page.locator(`tr[aria-current="true"][data-index="${index}"]`).waitFor();
      expect(await page.locator('tr[aria-current="true"]').count()).toBe(1);
    }
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
    expect(await graveViolations(page)).toEqual([]);
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
    const row = encodeURIComponent('workload shop/Deployment/web -> workload shop/Deployment/api TCP/9090');
    const page = await open(sampleDocument(), { hash: `#/connections?outcome=established&row=${row}`, colorScheme });
    expect(await page.getByRole('complementary').count()).toBe(1);

    expect(await graveViolations(page)).toEqual([]);
  });
});
