// Set cover in a fixed order of preference: the fewest candidates that together exclude everything they must.

export interface CoverInput {
  /** For each candidate, in the order of preference, which of the items it excludes. */
  readonly candidates: readonly ReadonlySet<number>[];
  readonly items: readonly number[];
  /** The least number of candidates to take, even where fewer exclude everything. */
  readonly atLeast: number;
}

/** Beyond this many steps the exact search, exponential at worst, gives way to the greedy one. */
const STEP_LIMIT = 20_000;

/** Indices of the chosen candidates, ascending; undefined where all of them together are not enough. */
export function smallestCover(input: CoverInput): readonly number[] | undefined {
  if (!input.items.every((item) => input.candidates.some((candidate) => candidate.has(item)))) return undefined;
  const budget = { steps: STEP_LIMIT };
  for (let size = input.atLeast; size <= input.candidates.length; size += 1) {
    const found = coverOfSize({ ...input, size, from: 0, budget });
    if (found !== undefined) return found;
    if (budget.steps <= 0) return greedyCover(input);
  }
  return undefined;
}

interface SearchInput extends CoverInput {
  readonly size: number;
  readonly from: number;
  readonly budget: { steps: number };
}

/** The first combination in lexicographic order, which makes the preferred candidates win ties. */
function coverOfSize(search: SearchInput): readonly number[] | undefined {
  const { candidates, items, size, from, budget } = search;
  if (size === 0) return items.length === 0 ? [] : undefined;
  for (let index = from; index + size <= candidates.length; index += 1) {
    budget.steps -= 1;
    if (budget.steps <= 0) return undefined;
    const left = items.filter((item) => !candidates[index]?.has(item));
    if (size > 1 && left.length === items.length && items.length > 0) continue;
    const rest = coverOfSize({ ...search, items: left, size: size - 1, from: index + 1 });
    if (rest !== undefined) return [index, ...rest];
  }
  return undefined;
}

function greedyCover({ candidates, items }: CoverInput): readonly number[] {
  const chosen: number[] = [];
  let left = [...items];
  while (left.length > 0) {
    const gains = candidates.map((candidate) => left.filter((item) => candidate.has(item)).length);
    const best = gains.indexOf(Math.max(...gains));
    chosen.push(best);
    left = left.filter((item) => !candidates[best]?.has(item));
  }
  return chosen.sort((a, b) => a - b);
}
