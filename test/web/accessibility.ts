// What axe finds wrong with a page for people who do not see it, use no mouse, or need contrast.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Serious and critical violations as `rule: place`, sorted; the whole page without `selector`. */
export async function graveViolations(page: Page, selector = ':root'): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(`axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] })`);
  return violationsOf(found)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
    .sort();
}

interface Violation {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

function violationsOf(found: unknown): readonly Violation[] {
  const violations: unknown =
    typeof found === 'object' && found !== null ? Reflect.get(found, 'violations') : undefined;
  if (!Array.isArray(violations)) throw new Error('axe gave no result');
  return violations;
}
