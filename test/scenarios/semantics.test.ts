// docs/semantics.md and the scenarios name each other completely.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scenarioNames } from './scenario.ts';

it('names every scenario in docs/semantics.md, and no other', () => {
  const text = readFileSync(new URL('../../docs/semantics.md', import.meta.url), 'utf8');
  const linked = [...text.matchAll(/\[`([a-z0-9-]+)`\]\(\.\.\/test\/scenarios\/([a-z0-9-]+)\/input\.yaml\)/g)];

  expect(linked.map((match) => match[1])).toEqual(linked.map((match) => match[2]));
  expect(linked.map((match) => match[2]).sort()).toEqual(scenarioNames());
});
