// The policies in a browser: each rule beside its evidence, what changes, and files that are the command line's.
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { policyFiles } from '../../lib/report/policy-files.ts';
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

describe.skipIf(NO_BROWSER)(`the policies ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DELIVERIES)('are all listed, and one is shown as its YAML, %s', async (delivery) => {
    const page = await open(sample, { hash: '#/policies?policy=shop/cartservice', delivery });
    const manifest = sample.policies.recommended.find(({ metadata }) =>
      JSON.stringify(metadata).includes('"cartservice"'),
    );
    if (manifest === undefined) throw new Error('the sample recommends shop/cartservice');

    const links = page.getByRole('navigation', { name: 'Policies' }).getByRole('link');
    expect(await links.count()).toBe(sample.policies.recommended.length);
    expect(await page.locator('.policy-list a[aria-current=true]').innerText()).toBe('cartservice');
    const lines = await page.getByRole('region', { name: 'YAML and evidence' }).locator('pre').allInnerTexts();
    expect(`${lines.join('\n')}\n`).toBe(formatPolicyYaml(manifest));
  });

  it('are listed with the one that is shown in sight, below the search', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/shippingservice' });
    const list = page.getByRole('navigation', { name: 'Policies' });
    const [frame, search, current] = await Promise.all(
      [list, list.getByRole('searchbox'), list.locator('[aria-current=true]')].map((each) => each.boundingBox()),
    );
    if (!frame || !search || !current) throw new Error('all three are drawn');

    expect(current.y).toBeGreaterThan(search.y + search.height);
    expect(current.y + current.height).toBeLessThan(frame.y + frame.height);
    expect(search.y).toBeGreaterThanOrEqual(frame.y);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  it('have each needed connection beside its rule, with a way to its explanation', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/cartservice' });
    const usage = sample.ruleUsage.filter(
      ({ policy, direction }) => policy === 'shop/cartservice' && direction === 'ingress',
    );
    const needed = new Set(usage.flatMap(({ connections }) => connections));
    const note = page.getByRole('complementary', { name: 'Evidence for ingress rule 0' });

    expect(needed.size).toBeGreaterThan(1);
    expect(await note.getByRole('link').count()).toBe(needed.size);
    await note.getByRole('link').first().click();
    await page.getByRole('heading', { name: /is allowed under the recommended policies/ }).waitFor();
  });

  it('are saved one, a namespace, and all', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/cartservice' });
    const saved = async (name: string | RegExp): Promise<readonly [file: string, documents: number]> => {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      const download = await saving;
      const chunks: string[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(String(chunk));
      return [download.suggestedFilename(), chunks.join('').split(/^---$/m).length];
    };
    const inShop = sample.policies.recommended.filter(({ metadata }) =>
      JSON.stringify(metadata).includes('"shop"'),
    ).length;

    expect(await saved('Save')).toEqual(['shop-cartservice.yaml', 1]);
    expect(await saved(/of the namespace$/)).toEqual(['shop.yaml', inShop]);
    expect(await saved(/^Save all \d+ policies$/)).toEqual([
      'recommended-policies.yaml',
      sample.policies.recommended.length,
    ]);
  });

  it('are saved as files with a kustomization, of a namespace and all, as the command writes them', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/cartservice' });
    const savedZip = async (index: number): Promise<readonly (readonly [path: string, text: string])[]> => {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'as zip' }).nth(index).click();
      const chunks: Buffer[] = [];
      for await (const chunk of await (await saving).createReadStream()) chunks.push(Buffer.from(chunk));
      return Object.entries(unzipSync(Buffer.concat(chunks))).map(([path, bytes]) => [path, strFromU8(bytes)]);
    };
    const expected = (namespaces?: readonly string[]) => {
      const found = policyFiles(sample.policies.recommended, namespaces);
      if (found.kind === 'unusable') throw new Error(found.reason);
      return found.files.map(({ path, text }) => [path, text]);
    };

    expect(await savedZip(0)).toEqual(expected());
    expect(await savedZip(1)).toEqual(expected(['shop']));
  });

  it('are compared with the current ones by lines and by meaning', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/redis-cart&show=diff' });
    const lines = page.getByRole('region', { name: 'Lines of this policy' });
    expect(await lines.locator('.diff-removed').allTextContents()).toContain('− removed:         - port: redis\n');

    await page.getByRole('link', { name: 'What it changes' }).click();
    const observed = page.getByRole('table', { name: 'Observed connections that change' });
    const changed = sample.connections.filter(
      ({ outcome, verdicts: { current, recommended } }) =>
        ['established', 'oneway'].includes(outcome) && current.allowed !== recommended.allowed,
    );
    expect(changed.length).toBeGreaterThan(0);
    await expect.poll(() => observed.locator('tbody tr').count()).toBe(changed.length);
    await page.getByRole('region', { name: /^Never observed: 0 open, / }).waitFor();
  });

  it('say what they select and what they cannot know', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/default-deny' });
    const panel = page.getByRole('region', { name: 'What it selects, and what it cannot know' });
    await panel.waitFor();

    const inShop = sample.workloads.filter(({ namespace }) => namespace === 'shop').length;
    expect(await panel.innerText()).toContain(`It selects ${inShop} workloads`);
    expect(await panel.innerText()).toContain('Traffic within one node may not be in the logs');
  });

  it('go to what-if in place of the current one of the same name', async () => {
    const page = await open(sample, { hash: '#/policies?policy=shop/redis-cart' });
    await page.getByRole('button', { name: 'Try beside the current ones' }).click();
    await page.getByRole('heading', { name: 'What if' }).waitFor();

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const chunks: string[] = [];
    for await (const chunk of await (await saving).createReadStream()) chunks.push(String(chunk));
    expect(chunks.join('').match(/^ {2}name: redis-cart$/gm)).toHaveLength(1);
  });

  it('tell a report without any from a name that is not there', async () => {
    const none = await open(sampleDocument({ policies: { current: [], recommended: [] } }), { hash: '#/policies' });
    expect(await none.getByRole('main').innerText()).toContain('This report has no recommended policies.');

    const other = await open(sample, { hash: '#/policies?policy=shop/nobody' });
    expect(await other.getByRole('main').innerText()).toContain('There is no recommended policy shop/nobody.');
  });

  it.each([
    ['light', 'yaml', 1280],
    ['dark', 'diff', 1280],
    ['light', 'meaning', 390],
  ] as const)('have no grave fault of accessibility, %s, %s, %d pixels wide', async (colorScheme, show, width) => {
    const page = await open(sample, { hash: `#/policies?policy=shop/redis-cart&show=${show}`, colorScheme, width });
    await page.getByRole('region').first().waitFor();

    expect(await graveViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
  });

  it('of a hostile report are text', async () => {
    for (const show of ['yaml', 'diff', 'meaning']) {
      const [name = ''] = HOSTILE_NAMES;
      const id = encodeURIComponent(`${name}/${name}`);
      const page = await open(
        { ...hostileDocument(), dataplane: 'upstream' },
        { hash: `#/policies?policy=${id}&show=${show}`, width: 390 },
      );
      await page.getByRole('heading', { name: `${name}/${name}` }).waitFor();

      expect(await page.locator('main script, main img').count()).toBe(0);
      expect(await graveViolations(page)).toEqual([]);
    }
  });
});
