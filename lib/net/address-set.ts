// Sets of addresses: sorted disjoint ranges, their algebra, and the smallest list of CIDR blocks that is exactly the set.
import { type Address, type AddressFamily, addressBits } from './address.ts';
import { type Cidr, cidrLast, cidrOf } from './cidr.ts';

/** First and last are inside. */
export interface AddressRange {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/** Sorted (IPv4 first, then by number), disjoint, adjacent ranges joined. Made by `addressSet` only. */
export type AddressSet = readonly AddressRange[];

export function addressSet(ranges: Iterable<AddressRange>): AddressSet {
  const sorted = [...ranges].filter((range) => range.first <= range.last).sort(compareRanges);
  const joined: AddressRange[] = [];
  for (const range of sorted) {
    const previous = joined.at(-1);
    if (previous === undefined || previous.family !== range.family || previous.last + 1n < range.first) {
      joined.push(range);
    } else if (previous.last < range.last) {
      joined[joined.length - 1] = { ...previous, last: range.last };
    }
  }
  return joined;
}

export function cidrsToSet(cidrs: Iterable<Cidr>): AddressSet {
  return addressSet([...cidrs].map((cidr) => ({ family: cidr.family, first: cidr.base, last: cidrLast(cidr) })));
}

export function intersectAddressSets(left: AddressSet, right: AddressSet): AddressSet {
  const common: AddressRange[] = [];
  for (const a of left) {
    for (const b of right) {
      if (a.family !== b.family) continue;
      const first = larger(a.first, b.first);
      const last = smaller(a.last, b.last);
      common.push({ family: a.family, first, last });
    }
  }
  return addressSet(common);
}

/** What is in `set` and not in `removed`. */
export function subtractAddressSets(set: AddressSet, removed: AddressSet): AddressSet {
  let rest = [...set];
  for (const hole of removed) {
    rest = rest.flatMap((range) => {
      if (range.family !== hole.family || hole.last < range.first || range.last < hole.first) return [range];
      return [
        { ...range, last: hole.first - 1n },
        { ...range, first: hole.last + 1n },
      ];
    });
    rest = rest.filter((range) => range.first <= range.last);
  }
  return addressSet(rest);
}

export function addressSetHas(set: AddressSet, address: Address): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = set[middle];
    if (range === undefined || isBefore(address, range)) high = middle;
    else if (range.family === address.family && address.value <= range.last) return true;
    else low = middle + 1;
  }
  return false;
}

/** How many addresses, both families together. */
export function addressSetSize(set: AddressSet): bigint {
  return set.reduce((size, range) => size + range.last - range.first + 1n, 0n);
}

/** The shortest list of blocks that is exactly the set, sorted. */
export function setToCidrs(set: AddressSet): Cidr[] {
  return set.flatMap(rangeToCidrs);
}

/** Blocks no narrower than these prefixes, where given. */
export interface Widening {
  readonly ipv4Prefix?: number;
  readonly ipv6Prefix?: number;
}

/** The shortest list of blocks that is exactly the addresses, each first widened to its block of the given prefix. */
export function coverAddresses(addresses: Iterable<Address>, widening: Widening = {}): Cidr[] {
  const blocks = [...addresses].map((address) => {
    const prefix = address.family === 4 ? widening.ipv4Prefix : widening.ipv6Prefix;
    return cidrOf(address, prefix ?? addressBits(address.family));
  });
  return setToCidrs(cidrsToSet(blocks));
}

/** Takes the widest block that starts at the first address and stays inside, until nothing is left. */
function rangeToCidrs(range: AddressRange): Cidr[] {
  const bits = addressBits(range.family);
  const cidrs: Cidr[] = [];
  let first = range.first;
  while (first <= range.last) {
    let prefix = bits;
    while (prefix > 0) {
      const wider = cidrOf({ family: range.family, value: first }, prefix - 1);
      if (wider.base !== first || cidrLast(wider) > range.last) break;
      prefix -= 1;
    }
    const block = cidrOf({ family: range.family, value: first }, prefix);
    cidrs.push(block);
    first = cidrLast(block) + 1n;
  }
  return cidrs;
}

function isBefore({ family, value }: Address, range: AddressRange): boolean {
  return family < range.family || (family === range.family && value < range.first);
}

function compareRanges(left: AddressRange, right: AddressRange): number {
  if (left.family !== right.family) return left.family - right.family;
  return left.first < right.first ? -1 : left.first > right.first ? 1 : 0;
}

function larger(left: bigint, right: bigint): bigint {
  if (left > right) return left;
  return right;
}

function smaller(left: bigint, right: bigint): bigint {
  if (left < right) return left;
  return right;
}
