import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../lib/net/address.ts';
import {
  type AddressSet,
  addressSetHas,
  addressSetSize,
  cidrsToSet,
  coverAddresses,
  intersectAddressSets,
  setToCidrs,
  subtractAddressSets,
} from '../../lib/net/address-set.ts';
import { formatCidr, parseCidr } from '../../lib/net/cidr.ts';

function set(...texts: readonly string[]): AddressSet {
  return cidrsToSet(texts.flatMap((text) => parseCidr(text) ?? []));
}

function cidrTexts(of: AddressSet): readonly string[] {
  return setToCidrs(of).map(formatCidr);
}

function cover(texts: readonly string[], widening = {}): readonly string[] {
  return coverAddresses(
    texts.flatMap((text) => parseAddress(text) ?? []),
    widening,
  ).map(formatCidr);
}

describe('coverAddresses', () => {
  it.each([
    [[], []],
    [['10.0.0.1'], ['10.0.0.1/32']],
    [['10.0.0.1', '10.0.0.0', '10.0.0.1'], ['10.0.0.0/31']],
    [
      ['10.0.0.1', '10.0.0.2'],
      ['10.0.0.1/32', '10.0.0.2/32'],
    ],
    [
      ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'],
      ['10.0.0.0/30', '10.0.0.4/32'],
    ],
    [
      ['fd00::1', '255.255.255.255', 'fd00::'],
      ['255.255.255.255/32', 'fd00::/127'],
    ],
  ])('%j', (addresses, cidrs) => {
    expect(cover(addresses)).toEqual(cidrs);
  });

  it('widens each address first, then joins', () => {
    const addresses = ['10.0.0.7', '10.0.1.9', '10.0.3.1', 'fd00::1'];

    expect(cover(addresses, { ipv4Prefix: 24, ipv6Prefix: 64 })).toEqual(['10.0.0.0/23', '10.0.3.0/24', 'fd00::/64']);
  });

  it('is exact, and no shorter list of blocks is', () => {
    const member = fc.integer({ min: 0, max: 31 });
    fc.assert(
      fc.property(fc.uniqueArray(member, { minLength: 1, maxLength: 32 }), (members) => {
        const blocks = coverAddresses(members.map((value) => ({ family: 4, value: BigInt(value) })));
        const covered = blocks.flatMap(({ base, prefix }) =>
          Array.from({ length: 2 ** (32 - prefix) }, (_, index) => Number(base) + index),
        );
        expect(covered).toEqual([...members].sort((a, b) => a - b));
        expect(blocks.length).toBe(fewestBlocks(0, 32, new Set(members)));
      }),
    );
  });
});

/** By trying both halves of each aligned block: whole, empty, or what its halves need. */
function fewestBlocks(first: number, size: number, members: ReadonlySet<number>): number {
  const inside = Array.from({ length: size }, (_, index) => members.has(first + index));
  if (inside.every((one) => one)) return 1;
  if (!inside.some((one) => one)) return 0;
  return fewestBlocks(first, size / 2, members) + fewestBlocks(first + size / 2, size / 2, members);
}

describe('set algebra', () => {
  it('subtracts holes of the same family', () => {
    const rest = subtractAddressSets(set('10.0.0.0/24', 'fd00::/126'), set('10.0.0.64/26', 'fd00::/127', '11.0.0.0/8'));

    expect(cidrTexts(rest)).toEqual(['10.0.0.0/26', '10.0.0.128/25', 'fd00::2/127']);
  });

  it('leaves nothing of a set taken from itself', () => {
    expect(subtractAddressSets(set('0.0.0.0/0', '::/0'), set('0.0.0.0/0', '::/0'))).toEqual([]);
  });

  it('intersects', () => {
    const common = intersectAddressSets(set('10.0.0.0/8', '::/0'), set('10.1.0.0/16', '11.0.0.0/8', 'fd00::/8'));

    expect(cidrTexts(common)).toEqual(['10.1.0.0/16', 'fd00::/8']);
  });

  it('joins blocks that overlap or touch', () => {
    expect(cidrTexts(set('10.0.1.0/24', '10.0.0.0/24', '10.0.0.128/25'))).toEqual(['10.0.0.0/23']);
  });

  it('counts and finds addresses', () => {
    const both = set('10.0.0.0/30', '::/127');

    expect(addressSetSize(both)).toBe(6n);
    expect(addressSetHas(both, { family: 4, value: 0x0a000003n })).toBe(true);
    expect(addressSetHas(both, { family: 4, value: 0x0a000004n })).toBe(false);
    expect(addressSetHas(both, { family: 4, value: 1n })).toBe(false);
  });

  it('agrees with membership, address by address', () => {
    const range = fc.tuple(fc.integer({ min: 28, max: 32 }), fc.integer({ min: 0, max: 63 }));
    const blocks = fc.array(
      range.map(([prefix, value]) => `${formatAddress({ family: 4, value: BigInt(value) })}/${prefix}`),
    );
    fc.assert(
      fc.property(blocks, blocks, (left, right) => {
        const [a, b] = [set(...left), set(...right)];
        for (let value = 0n; value < 80n; value += 1n) {
          const address = { family: 4, value } as const;
          const [inA, inB] = [addressSetHas(a, address), addressSetHas(b, address)];
          expect(addressSetHas(subtractAddressSets(a, b), address)).toBe(inA && !inB);
          expect(addressSetHas(intersectAddressSets(a, b), address)).toBe(inA && inB);
        }
      }),
    );
  });
});
