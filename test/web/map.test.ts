// The map in a browser: drill down by mouse and by keyboard, filters, selection, and reports that are hostile or empty.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { graveViolations } from './accessibility.ts';
import { DELIVERIES, IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate, sampleReport } from './built-page.ts';
import { HOSTILE_NAMES, hostileDocument } from './hostile-document.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
  await builtTemplate();
});

function box(page: Page, name: RegExp) {
  return page.locator('.map-box').and(page.getByRole('button', { name }));
}

function status(page: Page) {
  return page.locator('main > p[role=status]').innerText();
}

function parameters(page: Page): URLSearchParams {
  return new URLSearchParams(new URL(page.url()).hash.split('?')[1]);
}

describe.skipIf(NO_BROWSER)(`the map ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DELIVERIES)(
    'has a box for each namespace of the sample and stands for every connection, %s',
    async (delivery) => {
      const page = await open(sample, { delivery, hash: '#/map' });

      for (const namespace of new Set(sample.workloads.map((workload) => workload.namespace)))
        expect(await box(page, new RegExp(`^Namespace ${namespace},`)).count()).toBe(1);
      expect(await status(page)).toBe(`Showing all ${sample.connections.length} connections`);
    },
  );

  it('has its buttons on the map, not on the words below it', async () => {
    const page = await open(sample, { hash: '#/map', width: 400 });
    const [buttons, help] = await Promise.all(
      ['.map-buttons', '.map-help'].map((selector) => page.locator(selector).boundingBox()),
    );
    if (!buttons || !help) throw new Error('both are drawn');

    expect(buttons.y + buttons.height).toBeLessThanOrEqual(help.y);
  });

  it('opens a namespace by double click, a workload in it, and Back leads back', async () => {
    const page = await open(sample, { hash: '#/map' });
    await box(page, /^Namespace shop,/).dblclick();
    await box(page, /^frontend;/).waitFor();
    await expect.poll(() => parameters(page).get('open')).toBe('namespace%20shop');
    expect(await box(page, /^Namespace shop,/).getAttribute('aria-expanded')).toBe('true');

    await box(page, /^frontend;/).dblclick();
    await box(page, /^server: shop\/cartservice;/).waitFor();
    expect(await status(page)).toMatch(/^shop\/frontend: showing \d+ of \d+ neighbours/);
    expect(await page.locator('.map-number').allTextContents()).toContain('TCP/7070');

    await page.goBack();
    await box(page, /^Namespace monitoring,/).waitFor();
  });

  it('is walked by keyboard: one stop, arrows, Space, Enter, Escape', async () => {
    const page = await open(sampleDocument(), { hash: '#/map' });
    expect(await page.locator('.map-box[tabindex="0"]').count()).toBe(1);
    await page.locator('.map-box[tabindex="0"]').focus();
    const reached = () => page.evaluate(() => document.activeElement?.querySelector('title')?.textContent);
    expect(await reached()).toMatch(/^Namespace ops,/);

    await page.keyboard.press('ArrowRight');
    expect(await reached()).toMatch(/^Namespace shop,/);
    await page.keyboard.press('Space');
    await page.getByRole('complementary', { name: 'Selection' }).waitFor();
    await expect.poll(() => parameters(page).get('select')).toBe('namespace shop');

    await page.keyboard.press('Enter');
    await box(page, /^api;/).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await box(page, /^api;/).waitFor({ state: 'detached' });
    await expect.poll(() => new URL(page.url()).hash).toBe('#/map');
  });

  it('tells of a selected line what it is made of, and leads to the reason', async () => {
    const page = await open(sampleDocument(), { hash: '#/map?open=namespace%2520shop' });
    const id = 'workload shop/Deployment/web -> workload shop/Deployment/api';
    await page.locator('.map-line', { hasText: 'web to api' }).locator('.map-hit').click({ force: true });
    await expect.poll(() => parameters(page).get('select')).toBe(id);

    const panel = page.getByRole('complementary', { name: 'Selection' });
    expect(await panel.getByRole('heading', { level: 2 }).innerText()).toBe('shop/web to shop/api');
    expect((await panel.locator('.connection-list li').allInnerTexts())[0]).toContain('TCP/9090');
    const explain = panel.getByRole('link', { name: 'Explain shop/web -> shop/api TCP/9090' });
    expect(await explain.getAttribute('href')).toContain('port=9090');
  });

  it('leads from a line to its connections in the table, and to no others', async () => {
    const id = 'namespace shop -> namespace kube-system';
    const page = await open(sample, { hash: `#/map?select=${encodeURIComponent(id)}` });
    const own = sample.connections.filter(
      ({ client, server }) =>
        client.kind === 'workload' &&
        client.namespace === 'shop' &&
        server.kind === 'workload' &&
        server.namespace === 'kube-system',
    );
    expect(own.length).toBeGreaterThan(1);

    await page.getByRole('link', { name: 'All of them in the table' }).click();
    await page.getByText('Only from shop to kube-system.').waitFor();
    expect(await page.locator('.table-head [role=status]').innerText()).toContain(`Showing ${own.length} of`);
    await page.getByRole('button', { name: 'Any two sides' }).click();
    expect(await page.locator('.table-head [role=status]').innerText()).toContain('Showing all');
  });

  it('makes the lines of a box stand out while a pointer or the keyboard is there', async () => {
    const page = await open(sample, { hash: '#/map' });
    const active = () => page.locator('.map-line.active').evaluateAll((all) => all.map((line) => line.outerHTML));
    expect(await active()).toEqual([]);

    await box(page, /^Namespace reporting,/).hover();
    const own = await active();
    expect(own.length).toBeGreaterThan(0);
    expect(own.every((line) => /data-(from|to)="namespace reporting"/.test(line))).toBe(true);
    await page.mouse.move(1, 1);
    expect(await active()).toEqual([]);

    await page.locator('.map-box[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    expect((await active()).every((line) => /data-(from|to)="namespace ingress"/.test(line))).toBe(true);
    expect((await active()).length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Fit' }).focus();
    expect(await active()).toEqual([]);
  });

  it('hides classes, ports, system traffic and groups, counts them, and brings them back', async () => {
    const page = await open(sampleDocument(), { hash: '#/map' });
    await page.getByRole('checkbox', { name: /attempt/ }).uncheck();
    await page.getByRole('combobox', { name: 'system traffic' }).selectOption('hide');
    expect(await status(page)).toBe('Showing 5 of 7 connections; hidden: 1 by class, 1 as system traffic');

    await box(page, /^Outside addresses,/).click();
    await page.getByRole('button', { name: 'Hide on the map' }).click();
    expect(await box(page, /^Outside addresses,/).count()).toBe(0);
    await page.getByRole('textbox', { name: 'port' }).fill('9091');
    expect(await page.getByRole('main').innerText()).toContain('The filter hides all 7 connections.');

    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await box(page, /^Outside addresses,/).waitFor();
    expect(await status(page)).toBe('Showing all 7 connections');
  });

  it('finds a workload by a part of its name and shows its neighbours', async () => {
    const page = await open(sample, { hash: '#/map' });
    await page.getByRole('searchbox', { name: 'Find' }).fill('checkout');
    await page.getByRole('button', { name: 'shop/checkoutservice' }).click();

    await expect.poll(() => parameters(page).get('focus')).toBe('workload shop/Deployment/checkoutservice');
    await box(page, /^client: shop\/frontend;/).waitFor();
  });

  it('asks for what is allowed and unused only when it is wanted', async () => {
    const page = await open(sample, { hash: '#/map' });
    expect(await page.locator('.map-legend').innerText()).toContain('not asked');
    await page.getByRole('checkbox', { name: /allowed, unused/ }).check();

    await page.locator('main > p[role=status]', { hasText: /allowed and unused/ }).waitFor();
  });

  it('zooms by its buttons and by keys, without moving the page', async () => {
    const page = await open(sample, { hash: '#/map' });
    const width = async () => Number((await page.locator('.map-canvas').getAttribute('viewBox'))?.split(' ')[2]);
    const fitted = await width();

    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await width()).toBeLessThan(fitted);
    await page.getByRole('button', { name: 'Fit' }).click();
    expect(await width()).toBe(fitted);
    await page.locator('.map-box[tabindex="0"]').focus();
    await page.keyboard.press('-');
    expect(await width()).toBeGreaterThan(fitted);
  });

  it.each([
    ['light', 1280, '#/map'],
    ['dark', 1280, '#/map?open=namespace%2520shop&select=namespace+shop'],
    ['light', 390, '#/map?focus=workload+shop%2FDeployment%2Ffrontend'],
  ] as const)('has no grave fault of accessibility, %s, %d pixels wide, %s', async (colorScheme, width, hash) => {
    const page = await open(sample, { colorScheme, width, hash });

    expect(await graveViolations(page)).toEqual([]);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBe(0);
  });

  it('draws hostile names as text, opened and in focus', async () => {
    const opened = HOSTILE_NAMES.map((name) => encodeURIComponent(`namespace ${name}`)).join(',');
    const page = await open(hostileDocument(), { hash: `#/map?${new URLSearchParams({ open: opened })}` });

    expect(await page.locator('.map-box.node').count()).toBe(HOSTILE_NAMES.length);
    expect(await page.locator('main script, main img').count()).toBe(0);
    await page.locator('.map-box.node').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Selection' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await graveViolations(page)).toEqual([]);
  });

  it.each(['#/map?focus=nobody&select=nothing&open=nowhere&system=never', '#/map?port=%25&without=all'])(
    'shows what there is for the address %j',
    async (hash) => {
      const page = await open(sampleDocument(), { hash });

      expect(await box(page, /^Namespace shop,/).count()).toBe(1);
    },
  );

  it('says that a report without workloads has none', async () => {
    const page = await open(sampleDocument({ workloads: [], connections: [] }), { hash: '#/map' });

    expect(await page.getByRole('main').innerText()).toContain('This report has no workloads.');
  });
});
