// Which of many addresses lie in a block, without looking at all of them.
import { compareBy } from '../base/order.ts';
import type { Address } from '../net/address.ts';
import { type Cidr, cidrLast } from '../net/cidr.ts';

/** Places in the list; in the order of the addresses' numbers. */
export function makeAddressesIn(addresses: readonly Address[]): (block: Cidr) => readonly number[] {
  const sorted = addresses.map((address, place) => ({ ...address, place }));
  sorted.sort(
    compareBy(
      ({ family }) => family,
      ({ value }) => value,
    ),
  );
  return (block) => {
    const last = cidrLast(block);
    const found: number[] = [];
    for (let index = firstFrom(sorted, block); index < sorted.length; index += 1) {
      const address = sorted[index];
      if (address === undefined || address.family !== block.family || address.value > last) break;
      found.push(address.place);
    }
    return found;
  };
}

/** The first address that is not before the block. */
function firstFrom(sorted: readonly Address[], { family, base }: Cidr): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const address = sorted[middle];
    const isBefore =
      address !== undefined && (address.family < family || (address.family === family && address.value < base));
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
