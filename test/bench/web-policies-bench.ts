// Measures the views that ask the evaluator in its worker: policies with their evidence, and what-if after opening and an edit.
import type { Page } from 'playwright-core';

/** Milliseconds by name, one entry a round. */
export type Times = Map<string, number[]>;

/** Opens every pod of one workload to everybody, which the policies of the report do not. */
const ADDED_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: more, namespace: team-1}
spec: {podSelector: {matchLabels: {app: app-1}}, policyTypes: [Ingress], ingress: [{}]}
---
`;

const POLICY = '#/policies?policy=team-1%2Fapp-3';
const STATUS = '.simulation-banner [role=status]';
const NEVER = `[...document.querySelectorAll('.what-if-results h2')].find((each) => each.textContent.startsWith('Never observed: '))`;
const ASKING = `[...document.querySelectorAll('.what-if-results [role=status]')].some((each) => each.textContent.startsWith('Asking'))`;

/** The page is loaded anew: nothing has been asked of its worker. */
export async function measurePolicies(page: Page, times: Times, reload: () => Promise<void>): Promise<void> {
  await reload();
  const policy = await until(
    page,
    `location.hash = ${JSON.stringify(POLICY)}`,
    `document.querySelector('.evidence-note li a')`,
  );
  note(times, 'policies: YAML', policy);
  const limits = await until(page, '', `document.querySelector('.policy-detail')?.textContent.includes('It selects')`);
  note(times, 'policies: subjects', limits);
  const meaning = await until(
    page,
    `location.hash = ${JSON.stringify(`${POLICY}&show=meaning`)}`,
    `document.querySelector('.changes h2')`,
  );
  note(times, 'policies: meaning', meaning);
}

export async function measureWhatIf(page: Page, times: Times, reload: () => Promise<void>): Promise<void> {
  await reload();
  const text = await until(
    page,
    `location.hash = '#/what-if'`,
    `document.querySelector('.cm-content')?.textContent.includes('NetworkPolicy')`,
  );
  note(times, 'what-if: text', text);
  note(times, 'what-if: verdicts', await until(page, '', `document.querySelector('${STATUS}')?.ariaBusy === 'false'`));
  await until(page, '', `${NEVER} && !${ASKING}`);
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+Home');
  const edit = `document.execCommand('insertText', false, ${JSON.stringify(ADDED_POLICY)})`;
  const busy = `document.querySelector('${STATUS}').ariaBusy === 'true'`;
  const first = await until(page, edit, busy);
  const judged = await until(page, '', `document.querySelector('${STATUS}').ariaBusy === 'false'`);
  note(times, 'edit: verdicts', { taken: first.taken + judged.taken, stuck: Math.max(first.stuck, judged.stuck) });
  note(times, 'edit: opens, part', await until(page, '', `${NEVER} && !${NEVER}.textContent.includes(' 0 open')`));
  note(times, 'edit: opens, all', await until(page, '', `!${ASKING}`));
}

interface Waited {
  readonly taken: number;
  /** The longest time without a frame. */
  readonly stuck: number;
}

/** Does something in the page and waits, frame by frame, until something is so; a minute at most. */
async function until(page: Page, action: string, condition: string): Promise<Waited> {
  const found: unknown = await page.evaluate(`(async () => {
    const start = performance.now();
    let [last, stuck] = [start, 0];
    ${action};
    for (;;) {
      const now = await new Promise((done) => requestAnimationFrame(() => done(performance.now())));
      stuck = Math.max(stuck, now - last);
      last = now;
      if (${condition}) return [now - start, stuck];
      if (now - start > 60_000) throw new Error(${JSON.stringify(`not within a minute: ${condition}`)});
    }
  })()`);
  const [taken, stuck] = Array.isArray(found) ? found : [];
  return { taken: Number(taken), stuck: Number(stuck) };
}

function note(times: Times, name: string, { taken, stuck }: Waited): void {
  add(times, name, taken);
  add(times, `${name.split(':')[0]}: stuck`, stuck);
}

function add(times: Times, name: string, value: number): void {
  times.set(name, [...(times.get(name) ?? []), value]);
}
