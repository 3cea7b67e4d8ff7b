// The overview of the sample cluster and of a hostile report, as a file and as served.
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

describe.skipIf(NO_BROWSER)(`the overview ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DELIVERIES)('says what the sample is about, %s', async (delivery) => {
    const page = await open(sample, { delivery });

    await expect.poll(() => page.title()).toBe(`Overview · ${sample.cluster} · flowfence report`);
    expect(await page.locator('header').innerText()).toContain(sample.dataplane);
    expect(await page.locator('main h1').innerText()).toBe('Overview');
  });

  it('counts what would be blocked and leads to it', async () => {
    const blocked = sample.connections.filter(
      ({ outcome, verdicts: { current } }) =>
        ['established', 'oneway'].includes(outcome) && !current.allowed && current.unknown === undefined,
    );
    const page = await open(sample);

    const link = page.getByRole('row', { name: /would be blocked/ }).getByRole('link');
    expect(blocked.length).toBeGreaterThan(0);
    expect(await link.innerText()).toContain(String(blocked.length));

    await link.click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/connections?verdict=blocked');
    const rows = page.getByRole('table', { name: 'Connections' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(blocked.length);
  });

  it('breaks no word of its tables on a narrow screen', async () => {
    const page = await open(sample, { width: 400 });
    const heightOf = (locator: ReturnType<typeof page.locator>) =>
      locator.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));

    const badges = page.getByRole('table', { name: /^Observed connections by verdict/ }).locator('.badge');
    expect(await badges.count()).toBe(4);
    expect(Math.max(...(await heightOf(badges)))).toBeLessThan(30);
    const names = page.getByRole('table', { name: /^Workloads by namespace/ }).locator('tbody th');
    expect(Math.max(...(await heightOf(names)))).toBeLessThan(40);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
    expect(await graveViolations(page)).toEqual([]);
  });

  it('lists each finding of high severity openly, and all of them in the page', async () => {
    const page = await open(sample);
    const panel = page.getByRole('region', { name: /^Findings/ });

    for (const { subject } of sample.findings.filter(({ severity }) => severity === 'high')) {
      expect(await panel.getByText(subject, { exact: true }).first().isVisible()).toBe(true);
    }
    expect(await panel.locator('li').count()).toBe(sample.findings.length);
  });

  it('gives each namespace its recommended policies and all of its workloads', async () => {
    const page = await open(sample);
    const shop = page.getByRole('region', { name: /^Recommended/ }).getByRole('row', { name: /^shop / });

    const policies = sample.policies.recommended.filter((manifest) =>
      JSON.stringify(manifest).includes('"namespace":"shop"'),
    );
    const numbers = (await shop.getByRole('cell').allInnerTexts()).map((text) => Number.parseInt(text, 10));
    expect(numbers[0]).toBe(policies.length);
    expect(numbers.slice(1).reduce((sum, count) => sum + count, 0)).toBe(
      sample.workloads.filter(({ namespace }) => namespace === 'shop').length,
    );
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
  ] as const)('has no grave fault of accessibility, %s, %d pixels wide', async (colorScheme, width) => {
    const page = await open(sample, { colorScheme, width });

    expect(await graveViolations(page)).toEqual([]);
  });

  it('does not scroll sideways on a narrow screen', async () => {
    const page = await open(hostileDocument(), { width: 320 });

    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBe(0);
  });

  it('tells a report without findings from a hidden list', async () => {
    const page = await open(sampleDocument({ findings: [] }));

    expect(await page.getByRole('region', { name: 'Findings' }).innerText()).toContain('This report has no findings.');
  });
});

describe.skipIf(NO_BROWSER)(`a hostile report ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DELIVERIES)('is text and nothing else, %s', async (delivery) => {
    const page = await open(hostileDocument(), { delivery });

    expect(await page.locator('main script, main img').count()).toBe(0);
    const texts = await page
      .getByRole('region', { name: /^Findings/ })
      .locator('li bdi')
      .allTextContents();
    expect(texts).toEqual(HOSTILE_NAMES.flatMap((name) => [name, name]));
    expect(await graveViolations(page)).toEqual([]);
  });

  it.each(['overview', 'map', 'matrix', 'connections', 'policies', 'what-if', 'explain'])(
    'is drawn by the view %s',
    async (view) => {
      const page = await open(hostileDocument(), { hash: `#/${view}` });

      expect(await page.getByText('This view cannot be shown').count()).toBe(0);
      expect(await page.locator('main script, main img').count()).toBe(0);
    },
  );
});
