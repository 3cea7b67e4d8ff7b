// Explanations in a browser: from a question to the rule that decides and the YAML that mends it.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { runRecorded } from '../cli/recording-terminal.ts';
import { graveViolations } from './accessibility.ts';
import { DELIVERIES, IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate, sampleReport, sampleReportPath } from './built-page.ts';
import { HOSTILE_NAMES, hostileDocument } from './hostile-document.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
  await builtTemplate();
});

const BLOCKED = '#/explain?client=shop/checkoutservice&server=shop/paymentservice&port=50051';

describe.skipIf(NO_BROWSER)(`explain ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DELIVERIES)('says who blocks, by which rules, and what would mend it, %s', async (delivery) => {
    const page = await open(sample, { hash: BLOCKED, delivery });
    await page
      .getByRole('heading', {
        name: 'shop/checkoutservice -> shop/paymentservice TCP/50051 is blocked by the current policies.',
      })
      .waitFor();

    const client = page.getByRole('region', { name: 'Client: may it send?' });
    expect(await client.innerText()).toContain('blocked: no rule of shop/checkoutservice matches');
    expect(await client.locator('.rule-no').count()).toBe(await client.locator('.rule-step').count());
    expect(await page.getByRole('region', { name: 'Server: may it receive?' }).innerText()).toContain(
      'allowed: not isolated',
    );
    const mend = page.getByRole('region', { name: 'What would mend it' });
    await mend.waitFor();
    expect(await mend.innerText()).toContain('no other observed connection changes');
    expect(await mend.locator('pre').innerText()).toContain('port: 50051');
  });

  it('has the steps of the command line', async () => {
    const page = await open(sample, {
      hash: '#/explain?client=monitoring/StatefulSet/prometheus&server=shop/StatefulSet/redis-cart&port=9121',
    });
    await page.getByRole('heading', { name: /is blocked/ }).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByText('copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());

    const asked = [
      '--from',
      'monitoring/StatefulSet/prometheus',
      '--to',
      'shop/StatefulSet/redis-cart',
      '--port',
      '9121',
    ];
    const { out } = await runRecorded('explain', await sampleReportPath(), ...asked);
    expect(copied.split('\n').slice(1).join('\n').trim()).toBe(out.split('\n').slice(1).join('\n').trim());
  });

  it('takes what would mend it to what-if, where only that connection changes', async () => {
    const page = await open(sample, { hash: BLOCKED });
    await page.getByRole('button', { name: 'Try it in What if' }).click();

    await expect
      .poll(() => page.locator('.simulation-banner').innerText())
      .toContain('1 observed connection changes against the current policies: 1 becomes allowed.');
    expect(await page.locator('.changes tbody tr').first().innerText()).toContain(
      'shop/checkoutservice to shop/paymentservice',
    );
  });

  it('begins with what would be blocked', async () => {
    const page = await open(sample, { hash: '#/explain' });
    await page
      .getByRole('main')
      .getByRole('link', { name: /redis-cart TCP\/9121/ })
      .click();

    await page.getByRole('heading', { name: /TCP\/9121 is blocked/ }).waitFor();
    await expect.poll(() => new URL(page.url()).hash).toContain('port=9121');
  });

  it('is asked by keyboard, and says what is wrong with a field', async () => {
    const page = await open(sample, { hash: '#/explain' });
    await page.getByLabel('client', { exact: true }).fill('shop/frontend');
    await page.getByLabel('server', { exact: true }).fill('nobody');
    await page.getByLabel('port', { exact: true }).fill('7070');
    await page.keyboard.press('Enter');
    expect(
      await page
        .locator(`#${await page.getByLabel('server', { exact: true }).getAttribute('aria-describedby')}`)
        .innerText(),
    ).toContain('nothing of the report');

    await page.getByLabel('server', { exact: true }).fill('shop/cartservice');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /shop\/frontend -> shop\/cartservice TCP\/7070 is allowed/ }).waitFor();

    await page.getByRole('combobox', { name: /^policies/ }).selectOption('recommended');
    await page.getByRole('heading', { name: /is allowed under the recommended policies/ }).waitFor();
  });

  it('says what nobody can know, and that a draft is not in this tab', async () => {
    const unknown = sample.connections.find(
      ({ client, outcome }) => client.kind === 'unknown' && outcome === 'established',
    );
    if (unknown?.client.kind !== 'unknown' || unknown.server.kind !== 'workload') throw new Error('the sample has one');
    const { namespace, workloadKind, name } = unknown.server;
    const asked = new URLSearchParams({
      client: `unknown ${unknown.client.reason} ${unknown.client.address}`,
      server: `workload ${namespace}/${workloadKind}/${name}`,
      port: String(unknown.port),
    });
    const page = await open(sample, { hash: `#/explain?${asked}` });
    await page.getByRole('heading', { name: /^\? ?Nobody can say|Nobody can say/ }).waitFor();
    expect(await page.getByRole('region', { name: 'What would mend it' }).count()).toBe(0);

    const other = await open(sample, { hash: `${BLOCKED}&policies=what-if` });
    expect(await other.getByRole('main').innerText()).toContain('There is no draft in this tab');
  });

  it('finds the draft of its tab after a reload before anything is painted', async () => {
    const page = await open(sample, { hash: '#/what-if?start=empty' });
    await page.getByRole('textbox', { name: 'Policies to try, as YAML' }).click();
    await page.keyboard.insertText('# nothing');
    await page.getByText('Edited: kept in this tab').waitFor();
    await page.goto(page.url().replace(/#.*/, `${BLOCKED}&policies=what-if`));
    await page.getByRole('heading', { name: /under the draft/ }).waitFor();

    // What the page does after it is painted is not done.
    await page.addInitScript(() => {
      window.requestAnimationFrame = () => 0;
      Object.assign(window, { setTimeout: () => 0 });
    });
    await page.reload();
    await page.locator('main h1').waitFor();
    expect(await page.getByRole('main').innerText()).toContain('Asking the policies …');
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)('has no grave fault of accessibility, %s, %d pixels wide', async (colorScheme, width) => {
    const page = await open(sample, { hash: BLOCKED, colorScheme, width });
    await page.getByRole('region', { name: 'What would mend it' }).waitFor();

    expect(await graveViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
  });

  it('of a hostile report is text', async () => {
    const [name = '', second = ''] = HOSTILE_NAMES;
    const id = (text: string) => `workload ${text}/${text}/${text}`;
    const asked = new URLSearchParams({ client: id(second), server: id(name), port: '1' });
    const page = await open(
      { ...hostileDocument(), dataplane: 'upstream' },
      { hash: `#/explain?${asked}`, width: 390 },
    );
    await page.getByRole('region', { name: 'Client: may it send?' }).waitFor();

    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await graveViolations(page)).toEqual([]);
  });
});
