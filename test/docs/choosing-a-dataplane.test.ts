// docs/choosing-a-dataplane.md names every key of --dataplane, its dataplanes and values, as the code has them.
import { describe, expect, it } from 'vitest';
import { OPTION_WORDS } from '../../lib/policy/profiles/dataplane-keys.ts';
import { readPage } from './markdown.ts';

const ROWS = readPage('docs/choosing-a-dataplane.md')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

function rowOf(key: string): readonly string[] {
  return ROWS.find((cells) => cells[1] === `\`${key}\``) ?? [];
}

describe('docs/choosing-a-dataplane.md', () => {
  it.each(OPTION_WORDS.map((word) => [word.key, word] as const))('explains %s', (key, { dataplanes }) => {
    const [, , , named = ''] = rowOf(key);

    expect(named).toBe(dataplanes?.map((name) => `\`${name}\``).join(', ') ?? 'all but `upstream`');
  });

  it('has the keys in the order in which a report writes them', () => {
    const keys = ROWS.map((cells) => cells[1]?.replaceAll('`', ''));

    expect(keys.filter((key) => OPTION_WORDS.some((word) => word.key === key))).toEqual(
      OPTION_WORDS.map(({ key }) => key),
    );
  });
});
