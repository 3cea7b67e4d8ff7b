// Outside addresses that policies tell apart and nobody was seen with: one of each kind stands for all of it.
import type { Endpoint } from '../connections/connection.ts';
import { type Address, addressBits, formatAddress, parseAddress } from '../net/address.ts';
import { makeBlockIndex } from '../net/block-index.ts';
import {
  type Cidr,
  cidrContains,
  cidrContainsCidr,
  cidrLast,
  cidrOf,
  compareCidrs,
  formatCidr,
  parseCidr,
} from '../net/cidr.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import { cutRange } from './address-pieces.ts';

export interface UnseenAddress {
  readonly endpoint: Endpoint;
  /** `any other address`, `other addresses in 192.0.2.0/24`. */
  readonly standsFor: string;
  /**
   * Namespaces whose policies name the narrowest block around it, undefined among them for policies of the whole
   * cluster: to all others it is like the addresses beside that block. Absent: everybody is asked about it.
   */
  readonly namedIn?: ReadonlySet<string | undefined>;
}

/** What no block holds. */
export const ANY_OTHER_ADDRESS = 'any other address';

/** TEST-NET-2, never routed: stands for its kind where nobody was seen with it. */
const STRANGER: Address = parseAddress('198.51.100.77') ?? { family: 4, value: 0n };

/** By family, in order of address. Of IPv6 only where a policy names a block of it. */
export function unseenAddresses(
  sets: readonly CompiledPolicies[],
  seen: readonly Endpoint[],
): readonly UnseenAddress[] {
  const namedIn = namespacesOfBlocks(sets);
  const blocks = [...namedIn.keys()].flatMap((text) => parseCidr(text) ?? []);
  const seenBlocks = seen.flatMap((endpoint) => blockOf(endpoint) ?? []);
  const classOf = makeBlockIndex(blocks);
  const narrowestFirst = blocks.toSorted((left, right) => right.prefix - left.prefix);
  return ([4, 6] as const).flatMap((family) => {
    if (family === 6 && !blocks.some((block) => block.family === 6)) return [];
    const unseen = unseenPieces([...blocks, ...seenBlocks], seenBlocks, family);
    const kinds = new Map<number, Address>();
    for (const address of unseen) kinds.set(classOf(address), kinds.get(classOf(address)) ?? address);
    const stranger = family === 4 && !seenBlocks.some((block) => cidrContains(block, STRANGER));
    if (stranger) kinds.set(classOf(STRANGER), STRANGER);
    return [...kinds.values()].map((address): UnseenAddress => {
      const endpoint: Endpoint = { kind: 'external', cidr: formatCidr(cidrOf(address, addressBits(family))) };
      const block = narrowestFirst.find((candidate) => cidrContains(candidate, address));
      if (block === undefined)
        return { endpoint, standsFor: family === 6 ? 'any other IPv6 address' : ANY_OTHER_ADDRESS };
      const text = formatCidr(block);
      const named = namedIn.get(text);
      const onlyFor = address === STRANGER || named === undefined ? {} : { namedIn: named };
      return { endpoint, standsFor: standsForBlock(block, [...blocks, ...seenBlocks]), ...onlyFor };
    });
  });
}

/** `others`: what was seen, and the blocks, which stand for themselves. */
function standsForBlock(block: Cidr, others: readonly Cidr[]): string {
  if (block.prefix === addressBits(block.family)) return formatAddress({ family: block.family, value: block.base });
  const text = formatCidr(block);
  return others.some((other) => other.prefix > block.prefix && cidrContainsCidr(block, other))
    ? `other addresses in ${text}`
    : `addresses in ${text}`;
}

/** The first address of each piece into which the blocks cut the family, but for those that were seen. */
function unseenPieces(blocks: readonly Cidr[], seen: readonly Cidr[], family: 4 | 6): readonly Address[] {
  const ahead = seen.filter((block) => block.family === family).sort(compareCidrs);
  let seenTo = -1n;
  return cutRange(blocks, { family, base: 0n, prefix: 0 }).flatMap((text) => {
    const address = parseAddress(text);
    if (address === undefined) return [];
    for (let next = ahead[0]; next !== undefined && next.base <= address.value; next = ahead[0]) {
      if (cidrLast(next) > seenTo) seenTo = cidrLast(next);
      ahead.shift();
    }
    return address.value > seenTo ? [address] : [];
  });
}

/** By text of the block, as the policies first name them. */
function namespacesOfBlocks(sets: readonly CompiledPolicies[]): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const named = new Map<string, Set<string | undefined>>();
  for (const set of sets) {
    for (const policy of set.policies) {
      for (const block of policyBlocks({ ...set, policies: [policy] })) {
        const text = formatCidr(block);
        named.set(text, (named.get(text) ?? new Set()).add(policy.namespace));
      }
    }
  }
  return named;
}

/** A node counts as seen by its address. */
function blockOf(endpoint: Endpoint): Cidr | undefined {
  if (endpoint.kind === 'external') return parseCidr(endpoint.cidr);
  const address = endpoint.kind === 'node' ? parseAddress(endpoint.address) : undefined;
  return address && cidrOf(address, addressBits(address.family));
}
