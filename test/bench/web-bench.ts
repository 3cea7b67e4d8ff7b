// Measures the review page in the system's Chromium: the first view, filters of the table, opening a namespace of the map.
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { pageTools } from '../../lib/adapters/page-file.ts';
import { compareBy } from '../../lib/base/order.ts';
import { formatHtml } from '../../lib/report/formats/html.ts';
import { BROWSER_PATH } from '../web/browser-path.ts';
import { builtTemplate, sampleReport } from '../web/built-page.ts';
import { setup } from '../web/run-folder-setup.ts';
import { print } from './print.ts';
import { measurePolicies, measureWhatIf, type Times } from './web-policies-bench.ts';
import { webReport } from './web-report.ts';

const SIZE = { namespaces: 60, workloads: 2000, connections: 20_000 };
const ROUNDS = 5;
const SEARCHES = ['team-1', 'app-7 8080', 'team-12/app-3', '10.64.1.', ''];

const METHOD = `Method: a report of 2,000 workloads in 60 namespaces and 20,000 connections, a quarter of them to five servers, as one
HTML file, opened by file: in headless Chromium without a GPU, 1280x800. Its policies are those that the analysis would
recommend for these connections, and as many current ones, a tenth of them without one rule. First view: from the start of
loading to the second frame after its heading is there, by the clock of the script that drives the browser. Filter, sort,
open: inside the page, from the event to the second frame after it, so that two frames, 33 ms, are the least. Policies and
what-if, each in a page that was just loaded: from the event to the frame in which what is named is there, one after the
other: the YAML with its evidence, what it selects, what it changes; the editor with the text of all current policies,
their verdicts, the verdicts after a policy was added, the first and all of what that opens beyond the observed. "Stuck":
the longest time without a frame meanwhile. The median and the worst of ${ROUNDS} rounds are printed.`;

export async function benchWeb({ out }: { readonly out: string }): Promise<void> {
  if (BROWSER_PATH === undefined) throw new Error('no Chromium found; name one with CHROMIUM');
  const removeFolder = setup();
  const browser = await chromium.launch({ executablePath: BROWSER_PATH, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const template = await builtTemplate();
    const html = formatHtml(template, webReport(SIZE), pageTools);
    mkdirSync(out, { recursive: true });
    const path = resolve(join(out, 'web.html'));
    writeFileSync(path, html);
    const sample = formatHtml(template, await sampleReport(), pageTools);
    print(METHOD);
    print(
      `page without a report ${kilobytes(template)}, of the sample ${kilobytes(sample)}, of the large report ${kilobytes(html)}`,
    );
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await measure(page, `file://${path}`);
  } finally {
    await browser.close();
    removeFolder();
  }
}

async function measure(page: Page, address: string): Promise<void> {
  const times = { first: [] as number[], table: [] as number[], filter: [] as number[], chip: [] as number[] };
  const more = { sort: [] as number[], map: [] as number[], open: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.first.push(await firstView(page, address));
    times.table.push(await timed(page, `location.hash = '#/connections'`));
    for (const text of SEARCHES) times.filter.push(await timed(page, searchFor(text)));
    for (let press = 0; press < 2; press += 1)
      times.chip.push(await timed(page, `document.querySelector('.chip').click()`));
    more.sort.push(await timed(page, `document.querySelector('button.sort').click()`));
    more.map.push(await timed(page, `location.hash = '#/map'`));
    more.open.push(await timed(page, `location.hash = '#/map?open=namespace%2520team-1'`));
  }
  print(described('first view', times.first));
  print(described('to the table', times.table));
  print(described('search', times.filter));
  print(described('filter by a chip', times.chip));
  print(described('sort by a name', more.sort));
  print(described('to the map', more.map));
  print(described('open a namespace', more.open));
  const worked: Times = new Map();
  const reload = async () => {
    await firstView(page, address);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await measurePolicies(page, worked, reload);
    await measureWhatIf(page, worked, reload);
  }
  for (const [name, taken] of [...worked].sort(compareBy(([each]) => each))) print(described(name, taken));
  print(
    `load average of the machine at the end: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`,
  );
}

async function firstView(page: Page, address: string): Promise<number> {
  await page.goto('about:blank');
  const start = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('main h1').waitFor();
  await page.evaluate(TWO_FRAMES);
  return performance.now() - start;
}

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

async function timed(page: Page, action: string): Promise<number> {
  const taken: unknown = await page.evaluate(`(async () => {
    const start = performance.now();
    ${action};
    await new Promise((done) => setTimeout(done));
    await ${TWO_FRAMES};
    return performance.now() - start;
  })()`);
  return Number(taken);
}

function searchFor(text: string): string {
  return `const box = document.querySelector('input[type=search]');
    box.value = ${JSON.stringify(text)};
    box.dispatchEvent(new InputEvent('input', { bubbles: true }))`;
}

function described(name: string, milliseconds: readonly number[]): string {
  const sorted = [...milliseconds].sort((left, right) => left - right);
  const shown = (value: number | undefined) => `${Math.round(value ?? Number.NaN)} ms`.padStart(8);
  return `${name.padEnd(20)} median ${shown(sorted[Math.floor(sorted.length / 2)])}  worst ${shown(sorted.at(-1))}`;
}

function kilobytes(html: string): string {
  return `${Math.round(Buffer.byteLength(html) / 1000).toLocaleString('en-US')} KB`;
}
