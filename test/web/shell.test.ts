// The frame around the views: keyboard, titles, addresses of any kind, print, forced colours, and a file that can reach nothing.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { VIEW_NAMES } from '../../lib/web/state/page-address.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { graveViolations } from './accessibility.ts';
import { IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate, exportedPage } from './built-page.ts';
import { hostileDocument } from './hostile-document.ts';

beforeAll(async () => {
  await builtTemplate();
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

  it('titles each view, so that tabs and the history tell them apart, and gives its heading the focus', async () => {
    const page = await open(sampleDocument());
    await expect.poll(() => page.title()).toBe('Overview · prod · flowfence report');

    const titles = new Set<string>();
    const links = page.getByRole('navigation', { name: 'Views' }).getByRole('link');
    const [shown = '', ...others] = await links.allInnerTexts();
    for (const name of [...others, shown]) {
      await links.filter({ hasText: name }).click();
      // The heading is drawn first; focus and title follow it.
      await page.locator('h1:focus').filter({ hasText: name }).waitFor();
      await page.waitForFunction((earlier) => !earlier.includes(document.title), [...titles]);
      titles.add(await page.title());
    }
    expect(titles.size).toBe(VIEW_NAMES.length);
  });

  it('prints the findings, those of folded kinds too, without what can only be clicked', async () => {
    const base = sampleDocument();
    const [finding] = base.findings;
    if (finding === undefined) throw new Error('the sample has a finding');
    const folded = { ...finding, severity: 'low' as const, kind: 'folded', message: 'only in a folded group' };
    const page = await open(sampleDocument({ findings: [...base.findings, folded] }));
    expect(await page.getByText('only in a folded group').isVisible()).toBe(false);

    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('only in a folded group').isVisible()).toBe(true);
    expect(await page.getByRole('navigation', { name: 'Views' }).isVisible()).toBe(false);
    expect(await page.getByText('Keyboard', { exact: true }).isVisible()).toBe(false);
  });

  it('tells the chosen row and chip apart with forced colours, which take backgrounds away', async () => {
    const row = encodeURIComponent('workload shop/Deployment/web -> workload shop/Deployment/api TCP/9090');
    const page = await open(sampleDocument(), { hash: `#/connections?verdict=blocked,allowed&row=${row}` });
    await page.emulateMedia({ forcedColors: 'active' });
    const outlineOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).outlineStyle);
    const groundOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);

    expect(await outlineOf('tr[aria-current="true"]')).toBe('solid');
    expect(await outlineOf('tbody tr:not([aria-current])')).toBe('none');
    expect(await groundOf('.chip[aria-pressed="true"]')).not.toBe(await groundOf('.chip[aria-pressed="false"]'));
  });

  it('moves nothing by itself', async () => {
    const page = await open(sampleDocument());

    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { animationName, transitionDuration } = getComputedStyle(element);
          return animationName !== 'none' || transitionDuration !== '0s';
        }).length,
    );
    expect(moving).toBe(0);
  });
});

describe.skipIf(NO_BROWSER)(`the file ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it('says that only its own script may run, and that nothing may be fetched', async () => {
    const html = readFileSync(fileURLToPath(await exportedPage('report', hostileDocument())), 'utf8');
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];

    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'sha256-[\w+/=]+'/);
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  });

  it.each(VIEW_NAMES)('of a hostile report has no grave fault of accessibility in %s', async (view) => {
    const page = await open(hostileDocument(), { hash: `#/${view}` });

    expect(await graveViolations(page, 'main')).toEqual([]);
  });
});
