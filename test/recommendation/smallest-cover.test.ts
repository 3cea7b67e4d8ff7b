import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestCover } from '../../lib/recommendation/smallest-cover.ts';

describe('smallestCover', () => {
  it.each([
    { name: 'takes none where none is needed', candidates: [[0]], items: [], atLeast: 0, expected: [] },
    { name: 'takes the first where one is asked for', candidates: [[0], [1]], items: [], atLeast: 1, expected: [0] },
    { name: 'prefers one to two', candidates: [[0], [1], [0, 1]], items: [0, 1], atLeast: 1, expected: [2] },
    {
      name: 'breaks ties by order',
      candidates: [[0, 1], [2], [1, 2], [0]],
      items: [0, 1, 2],
      atLeast: 1,
      expected: [0, 1],
    },
    { name: 'says where it cannot', candidates: [[0]], items: [0, 1], atLeast: 1, expected: undefined },
  ])('$name', ({ candidates, items, atLeast, expected }) => {
    const result = smallestCover({ candidates: candidates.map((members) => new Set(members)), items, atLeast });

    expect(result).toEqual(expected);
  });

  it('covers as many items as forty disjoint candidates hold, within the limit of steps', () => {
    const candidates = Array.from({ length: 40 }, (_, index) => new Set([index]));
    const items = Array.from({ length: 40 }, (_, index) => index);

    expect(smallestCover({ candidates, items, atLeast: 1 })).toEqual(items);
  });

  it('is as small as the smallest of all subsets', () => {
    const candidates = fc.array(fc.uniqueArray(fc.nat({ max: 5 })), { maxLength: 6 });
    fc.assert(
      fc.property(candidates, (members) => {
        const sets = members.map((list) => new Set(list));
        const items = [...new Set(members.flat())];
        const sizes = Array.from({ length: 2 ** sets.length }, (_, mask) => sets.filter((_set, i) => mask & (2 ** i)))
          .filter((chosen) => items.every((item) => chosen.some((set) => set.has(item))))
          .map((chosen) => chosen.length);

        expect(smallestCover({ candidates: sets, items, atLeast: 0 })?.length).toBe(Math.min(...sizes));
      }),
    );
  });
});
