// What-if in a browser: the verdicts of an edited draft are those of the command line, and nobody takes them for real ones.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import type { PolicyManifest, ReportConnection, ReportDocument } from '../../lib/report/document.ts';
import { endpointText } from '../../lib/report/endpoint-text.ts';
import { runRecorded } from '../cli/recording-terminal.ts';
import { graveViolations } from './accessibility.ts';
import { DELIVERIES, IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate, sampleReport, sampleReportPath } from './built-page.ts';
import { hostileDocument } from './hostile-document.ts';

let sample: ReportDocument;
const folder = mkdtempSync(join(tmpdir(), 'flowfence-what-if-'));

beforeAll(async () => {
  sample = await sampleReport();
  await builtTemplate();
});
afterAll(() => rmSync(folder, { recursive: true }));

function yamlOf(manifests: readonly PolicyManifest[]): string {
  return manifests.map(formatPolicyYaml).join('---\n');
}

const DENY_ALL = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`;

const ONE_BLOCK = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {matchLabels: {app: paymentservice}}
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.42/32]}}]
    - to: [{namespaceSelector: {}}]
      ports: [{protocol: UDP, port: 53}]
`;

const UNREADABLE_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: broken, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: not-a-block}}]}]}
`;

/** Drafts by name, made of the policies of the report. */
const DRAFTS: readonly (readonly [name: string, make: (document: ReportDocument) => string])[] = [
  ['the recommended policies', ({ policies }) => yamlOf(policies.recommended)],
  ['none of the current policies but the first', ({ policies }) => yamlOf(policies.current.slice(0, 1))],
  ['the current policies and one that denies all', ({ policies }) => `${yamlOf(policies.current)}---\n${DENY_ALL}`],
  ['a block with an exception', () => ONE_BLOCK],
  ['a policy that cannot be understood', ({ policies }) => `${yamlOf(policies.current)}---\n${UNREADABLE_POLICY}`],
];

interface CheckedRow {
  readonly client: ReportConnection['client'];
  readonly server: ReportConnection['server'];
  readonly protocol: string;
  readonly port: number;
}

/** As `flowfence check --json` prints it. */
async function checkedByCommand(
  yaml: string,
): Promise<{ allowed: number; blocked: CheckedRow[]; unknown: CheckedRow[]; unattributed: number }> {
  const path = join(folder, 'draft.yaml');
  writeFileSync(path, yaml);
  const { out } = await runRecorded('check', await sampleReportPath(), '--policies', path, '--json');
  return JSON.parse(out);
}

/** Puts the text in place of the draft, as somebody who drops a file does. */
async function dropText(page: Page, yaml: string): Promise<void> {
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'draft.yaml', { type: 'application/yaml' }));
    return data;
  }, yaml);
  await page.dispatchEvent('.simulation', 'drop', { dataTransfer: transfer });
  await page.getByRole('button', { name: 'files …', pressed: true }).waitFor();
  await settled(page);
}

/** The banner is busy from the change of the text to its verdicts. */
async function settled(page: Page): Promise<void> {
  await page.locator('.simulation-banner [role=status][aria-busy=false]').waitFor();
}

/** What the page asks from now on is never answered. */
async function holdWorker(page: Page): Promise<void> {
  await page.evaluate(() => {
    Worker.prototype.postMessage = () => undefined;
  });
}

/** Texts of the connections with the verdict under the draft. */
async function shownWith(page: Page, word: string): Promise<readonly string[]> {
  const region = page.getByRole('region', { name: 'Observed connections under the draft' });
  // So tall that all its rows are in sight; printing would draw the thousands of the other table as well, with all that comes.
  await region.evaluate((element) => {
    element.style.height = '20000px';
  });
  await region.locator('tr.space').first().waitFor({ state: 'detached' });
  const rows = region.locator('tbody tr[aria-rowindex]');
  const texts = await rows.evaluateAll((found) =>
    found.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')),
  );
  return texts
    .filter(([, , verdicts]) => verdicts?.endsWith(word))
    .map(([connection, port]) => `${connection} ${port}`);
}

function textOf({ client, server, protocol, port }: CheckedRow): string {
  return `${endpointText(client)} to ${endpointText(server)} ${protocol}/${port}`;
}

describe.skipIf(NO_BROWSER)(`what-if ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it.each(DRAFTS)('has the verdicts of `flowfence check` for %s', async (_, make) => {
    const yaml = make(sample);
    const expected = await checkedByCommand(yaml);
    const needs = sample.connections.filter(({ outcome }) => outcome === 'established' || outcome === 'oneway');
    const page = await open({ ...sample, connections: needs }, { hash: '#/what-if?all=1' });

    await dropText(page, yaml);

    const blocked = await shownWith(page, 'blocked');
    expect([...blocked].sort()).toEqual(expected.blocked.map(textOf).sort());
    expect(await shownWith(page, 'allowed')).toHaveLength(expected.allowed);
    // A connection of which a side is not known is unknown here; the command counts it apart.
    const sideless = needs.filter(({ client, server }) => client.kind === 'unknown' || server.kind === 'unknown');
    const unattributed = new Set(sideless.map(textOf));
    const unknown = await shownWith(page, 'unknown');
    expect(unknown.filter((text) => !unattributed.has(text)).sort()).toEqual(expected.unknown.map(textOf).sort());
    expect(unknown.filter((text) => unattributed.has(text))).toHaveLength(expected.unattributed);
  });

  it.each(DELIVERIES)('starts from the current policies with nothing changed, %s', async (delivery) => {
    const page = await open(sample, { hash: '#/what-if', delivery });
    await settled(page);

    expect(await page.locator('.simulation-banner').innerText()).toContain('No observed connection fares differently');
    await page.getByText('Nothing to ask: no workload is treated differently.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Policies to try, as YAML' }).isVisible()).toBe(true);
  });

  it('says at once what typing changes, and undoing it', async () => {
    const page = await open(sample, { hash: '#/what-if?start=empty&base=recommended' });
    await settled(page);
    const banner = page.locator('.simulation-banner');
    const before = await banner.innerText();

    await page.getByRole('textbox', { name: 'Policies to try, as YAML' }).click();
    await page.keyboard.insertText(DENY_ALL);
    await expect.poll(() => banner.innerText()).toContain('would be blocked');
    await page.keyboard.press('Control+z');
    await expect.poll(() => banner.innerText()).toBe(before);
  });

  it('saves and copies nothing while the draft is still written', async () => {
    const page = await open(sample);
    await holdWorker(page);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'What if' }).click();
    await page.getByText('Writing the policies …').waitFor();

    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Copy', exact: true }).isDisabled()).toBe(true);
  });

  it('names the policies that its verdicts are compared with, until there are others', async () => {
    const page = await open(sample, { hash: '#/what-if?start=empty' });
    await settled(page);
    const banner = page.locator('.simulation-banner');
    expect(await banner.innerText()).toContain('the current policies');

    await holdWorker(page);
    await page.getByRole('combobox', { name: 'compare with' }).selectOption('recommended');
    await banner.locator('[aria-busy=true]').waitFor();
    expect(await banner.innerText()).toContain('the current policies');
  });

  it('gives no verdicts while the text cannot be read, and marks the line', async () => {
    const page = await open(sample, { hash: '#/what-if?start=empty' });
    await settled(page);
    await page.getByRole('textbox', { name: 'Policies to try, as YAML' }).click();
    await page.keyboard.insertText('kind: NetworkPolicy\nspec: [unclosed\n');

    await expect.poll(() => page.locator('.simulation-banner').innerText()).toContain('no verdicts until it is mended');
    expect(await page.getByRole('table').count()).toBe(0);
    await expect.poll(() => page.locator('.line-mark-error').count()).toBe(1);
    expect(await page.getByRole('list', { name: 'Remarks on the draft' }).innerText()).toContain('yaml-syntax');
  });

  it('lists what opens beyond the observed', async () => {
    const page = await open(sample, { hash: '#/what-if?start=empty' });
    const panel = page.getByRole('region', { name: /^Never observed: / });
    await panel.waitFor();

    expect(await panel.getByRole('heading').innerText()).toMatch(/^Never observed: [\d,]+ open, 0 close/);
    expect(await panel.locator('tbody tr[aria-rowindex]').first().innerText()).toContain('opens');
  });

  it('leads from a row to its explanation under the draft, and back to the draft', async () => {
    const page = await open(sample, { hash: '#/what-if' });
    await settled(page);
    await dropText(page, DENY_ALL);
    await page.getByRole('table', { name: 'Observed connections under the draft' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: /is blocked by the draft/ }).waitFor();
    expect(await page.getByRole('main').innerText()).toContain('shop/deny isolates it');

    await page.goBack();
    await settled(page);
    expect(await page.locator('.cm-content').innerText()).toContain('name: deny');
  });

  it('finds an edited draft again after a reload, and forgets it where one starts anew', async () => {
    const page = await open(sample, { hash: '#/what-if?start=empty' });
    await settled(page);
    await page.getByRole('textbox', { name: 'Policies to try, as YAML' }).click();
    await page.keyboard.insertText(DENY_ALL);
    await page.getByText('Edited: kept in this tab').waitFor();

    await page.reload();
    await settled(page);
    expect(await page.locator('.cm-content').innerText()).toContain('name: deny');
    expect(page.url().length).toBeLessThan(300);

    await page.getByRole('button', { name: 'nothing', exact: true }).click();
    await page.reload();
    await settled(page);
    expect(await page.locator('.cm-content').innerText()).not.toContain('name: deny');
  });

  it('lets the keyboard out of the editor', async () => {
    const page = await open(sample, { hash: '#/what-if' });
    await page.getByRole('textbox', { name: 'Policies to try, as YAML' }).focus();
    await page.keyboard.press('Tab');

    expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor'))).toBeNull();
  });

  it.each(['light', 'dark'] as const)('has no grave fault of accessibility, %s', async (colorScheme) => {
    const page = await open(sample, { hash: '#/what-if?start=recommended', colorScheme });
    await settled(page);

    expect(await graveViolations(page)).toEqual([]);
  });

  it('shows a hostile report and a hostile draft as text', async () => {
    const page = await open({ ...hostileDocument(), dataplane: 'upstream' }, { hash: '#/what-if?all=1', width: 390 });
    await settled(page);
    await dropText(
      page,
      `kind: "<img src=x onerror=alert(1)>NetworkPolicy"\nmetadata: {name: "</script>"}\n---\nkind: "<b>x"\n${'#'.repeat(90_000)}\n`,
    );

    expect(await page.locator('main script, main img:not(.cm-widgetBuffer), main b').count()).toBe(0);
    expect(await page.getByRole('main').innerText()).toContain('<b>x');
    expect(await graveViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
  });

  it('says that a report of an unknown dataplane cannot be simulated', async () => {
    const page = await open({ ...sample, dataplane: 'no-such-plane' }, { hash: '#/what-if' });
    await settled(page);

    expect(await page.locator('.simulation-banner').innerText()).toContain('no-such-plane is not known');
  });
});
