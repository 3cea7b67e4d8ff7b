// CIDR blocks: strict reading, containment, and the one text each of them has.
import { type Address, type AddressFamily, addressBits, formatAddress, parseAddress } from './address.ts';

/** `base` has its host bits cleared. */
export interface Cidr {
  readonly family: AddressFamily;
  readonly base: bigint;
  readonly prefix: number;
}

/** `hostBitsSet`: the text had bits outside the prefix (`10.0.0.1/24`); they are masked in `base`. */
export interface ParsedCidr extends Cidr {
  readonly hostBitsSet: boolean;
}

/** Strict: an address without a prefix, a prefix with leading zeros or a mask in dotted form is none. */
export function parseCidr(text: string): ParsedCidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const prefixText = text.slice(slash + 1);
  if (address === undefined || !/^(?:0|[1-9][0-9]{0,2})$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  if (prefix > addressBits(address.family)) return undefined;
  const cidr = cidrOf(address, prefix);
  return { ...cidr, hostBitsSet: cidr.base !== address.value };
}

/** The block of that prefix length that holds the address. */
export function cidrOf(address: Address, prefix: number): Cidr {
  const hostBits = BigInt(addressBits(address.family) - prefix);
  return { family: address.family, base: (address.value >> hostBits) << hostBits, prefix };
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.base })}/${cidr.prefix}`;
}

export function cidrLast(cidr: Cidr): bigint {
  return cidr.base + (1n << BigInt(addressBits(cidr.family) - cidr.prefix)) - 1n;
}

export function cidrContains(cidr: Cidr, address: Address): boolean {
  return cidr.family === address.family && cidr.base <= address.value && address.value <= cidrLast(cidr);
}

/** Whether every address of `inner` is in `outer`; a block contains itself. */
export function cidrContainsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && cidrContains(outer, { family: inner.family, value: inner.base });
}

export function cidrsOverlap(left: Cidr, right: Cidr): boolean {
  return cidrContainsCidr(left, right) || cidrContainsCidr(right, left);
}

/** IPv4 before IPv6, then by first address, the wider block first. */
export function compareCidrs(left: Cidr, right: Cidr): number {
  if (left.family !== right.family) return left.family - right.family;
  if (left.base !== right.base) return left.base < right.base ? -1 : 1;
  return left.prefix - right.prefix;
}
