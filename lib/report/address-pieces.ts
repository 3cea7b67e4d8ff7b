// Addresses that no policy tells apart share one answer: one of each kind is asked, not all.
import { compareBigint } from '../base/order.ts';
import { type Address, formatAddress, parseAddress } from '../net/address.ts';
import type { BlockClassOf } from '../net/block-index.ts';
import { type Cidr, cidrLast, cidrsOverlap } from '../net/cidr.ts';

/** One group for each way in which blocks hold the addresses; text that is no address is left out. */
export function groupAddresses(
  blockClassOf: BlockClassOf,
  addresses: readonly string[],
): readonly (readonly string[])[] {
  const groups = new Map<number, string[]>();
  for (const text of addresses) {
    const address = parseAddress(text);
    if (address === undefined) continue;
    const key = blockClassOf(address);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [text]);
    else group.push(text);
  }
  return [...groups.values()];
}

/** The first address of each piece into which the blocks cut the range; sorted. */
export function cutRange(blocks: readonly Cidr[], range: Cidr): readonly string[] {
  const last = cidrLast(range);
  const starts = new Set<bigint>([range.base]);
  for (const block of blocks) {
    if (!cidrsOverlap(block, range)) continue;
    for (const start of [block.base, cidrLast(block) + 1n]) if (start > range.base && start <= last) starts.add(start);
  }
  const sorted = [...starts].sort(compareBigint);
  return sorted.map((value): Address => ({ family: range.family, value })).map(formatAddress);
}
