// Which of many address blocks hold an address: one number for all addresses that the same blocks hold.
import { type Address, type AddressFamily, addressBits } from './address.ts';
import { type Cidr, cidrLast, compareCidrs } from './cidr.ts';

/** Equal exactly where the family is one and the same blocks hold both addresses. */
export type BlockClassOf = (address: Address) => number;

/** Runs of addresses of one class; each reaches to the start of the next. */
interface Runs {
  /** Ascending, the first is 0. */
  readonly starts: readonly bigint[];
  readonly classes: readonly number[];
}

/** Blocks never overlap in part, so the narrowest block around an address says which others hold it. */
export function makeBlockIndex(blocks: Iterable<Cidr>): BlockClassOf {
  const sorted = [...blocks].sort(compareCidrs);
  const runs = { 4: makeRuns(sorted, 4), 6: makeRuns(sorted, 6) };
  return ({ family, value }) => {
    const { starts, classes } = runs[family];
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0n) <= value) low = middle;
      else high = middle;
    }
    return classes[low] ?? 0;
  };
}

/** Classes of IPv4 are even, those of IPv6 odd. */
function makeRuns(sorted: readonly Cidr[], family: AddressFamily): Runs {
  const runs = new Map<bigint, number>();
  const around: { readonly last: bigint; readonly number: number }[] = [];
  const outside = family === 4 ? 0 : 1;
  runs.set(0n, outside);
  let number = outside;
  const leaveBefore = (start: bigint): void => {
    for (let top = around.at(-1); top !== undefined && top.last < start; top = around.at(-1)) {
      around.pop();
      runs.set(top.last + 1n, around.at(-1)?.number ?? outside);
    }
  };
  for (const [index, block] of sorted.entries()) {
    const previous = sorted[index - 1];
    if (block.family !== family || (previous !== undefined && compareCidrs(previous, block) === 0)) continue;
    leaveBefore(block.base);
    number += 2;
    around.push({ last: cidrLast(block), number });
    runs.set(block.base, number);
  }
  leaveBefore(1n << BigInt(addressBits(family)));
  const inOrder = [...runs].sort(([left], [right]) => (left < right ? -1 : 1));
  return { starts: inOrder.map(([start]) => start), classes: inOrder.map(([, run]) => run) };
}
