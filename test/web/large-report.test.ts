// Policies and what-if of a report that is too large to ask everything at once: both work, and say what they leave out.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { webReport } from '../bench/web-report.ts';
import { IN_BROWSER, NO_BROWSER, useBrowser } from './browser.ts';
import { builtTemplate } from './built-page.ts';

let report: ReportDocument;

beforeAll(async () => {
  report = webReport({ namespaces: 20, workloads: 300, connections: 3000 });
  await builtTemplate();
});

/** Opens one workload to everybody. */
const MORE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: more, namespace: team-1}
spec: {podSelector: {matchLabels: {app: app-1}}, policyTypes: [Ingress], ingress: [{}]}
---
`;

async function settled(page: Page): Promise<void> {
  await page.locator('.simulation-banner [role=status][aria-busy=false]').waitFor();
}

describe.skipIf(NO_BROWSER)(`a large report ${IN_BROWSER}`, () => {
  const { open } = useBrowser();

  it('has the evidence of a policy and what it selects', async () => {
    const page = await open(report, { hash: '#/policies?policy=team-1%2Fapp-1' });
    const usage = report.ruleUsage.filter(
      ({ policy, direction, rule }) => policy === 'team-1/app-1' && direction === 'egress' && rule === 0,
    );
    const note = page.getByRole('complementary', { name: 'Evidence for egress rule 0' });

    expect(usage.length).toBeGreaterThan(0);
    expect(await note.innerText()).toContain(
      `Needed by ${usage.flatMap(({ connections }) => connections).length} observed connection`,
    );
    await page.getByText('It selects 1 workload').waitFor();
  });

  it('says how many questions about a namespace a page does not ask', async () => {
    const page = await open(report, { hash: '#/policies?policy=team-1%2Fapp-1&show=meaning' });
    await page.getByRole('region', { name: /^Never observed: / }).waitFor();

    await page.getByText(/questions? asked\./).waitFor();
  });

  it('begins what-if with all its policies, and says what an added one opens', async () => {
    const page = await open(report, { hash: '#/what-if' });
    await settled(page);
    expect(await page.locator('.simulation-banner').innerText()).toContain('No observed connection fares differently');
    expect(await page.locator('.diagnostics').innerText()).toContain(`${report.policies.current.length} policies read`);

    await page.locator('.cm-content').focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText(MORE);
    const never = page.getByRole('region', { name: /^Never observed: [1-9][\d,]* open, 0 close$/ });
    await never.waitFor();
    await settled(page);

    const toIt = report.connections.filter(
      ({ server, verdicts }) =>
        server.kind === 'workload' &&
        server.namespace === 'team-1' &&
        server.name === 'app-1' &&
        !verdicts.current.allowed,
    );
    const changed = await page
      .getByRole('region', { name: /^Observed: / })
      .getByRole('heading')
      .innerText();
    expect(changed).toBe(
      toIt.length === 0 ? 'Observed: none change' : expect.stringContaining(`Observed: ${toIt.length} `),
    );
  });

  it('is drawn as a map of as many lines as can be read, and those of a box that is selected', async () => {
    const page = await open(report, { hash: '#/map' });
    expect(await page.getByRole('main').innerText()).toMatch(/150 of [\d,]+ lines drawn, the gravest first/);

    // However small the map is drawn, the names of its boxes can be read.
    const scale = await page
      .locator('.map-canvas')
      .evaluate((svg) => svg.clientWidth / Number(svg.getAttribute('viewBox')?.split(' ')[2]));
    const sizes = await page
      .locator('.map-title')
      .evaluateAll((all) => all.map((title) => Number.parseFloat(getComputedStyle(title).fontSize)));
    expect(Math.min(...sizes) * scale).toBeGreaterThan(8);

    // An open namespace is seen before everything around it, so that its workloads can be read.
    await page.goto(page.url().replace(/#.*/, `#/map?open=${encodeURIComponent('namespace%20team-7')}`));
    const workload = page.locator('.map-box.node').first();
    await workload.waitFor();
    const height = (await workload.locator('.map-title').first().boundingBox())?.height;
    expect(height).toBeGreaterThan(9);
    expect(await page.getByRole('main').innerText()).toContain('lines drawn, those of open groups first');

    await page.goto(page.url().replace(/#.*/, `#/map?select=${encodeURIComponent('namespace team-7')}`));
    await page.getByRole('complementary', { name: 'Selection' }).waitFor();
    const pairs = new Set(
      report.connections.flatMap(({ client, server }) => {
        const [from, to] = [client, server].map((side) => (side.kind === 'workload' ? side.namespace : ''));
        return from !== to && (from === 'team-7' || to === 'team-7') ? [`${from} ${to}`] : [];
      }),
    );
    expect(await page.locator('.map-line.active').count()).toBe(pairs.size);
  });
});
