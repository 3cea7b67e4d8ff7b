import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../lib/net/address.ts';
import { makeBlockIndex } from '../../lib/net/block-index.ts';
import { type Cidr, cidrContains, cidrOf, parseCidr } from '../../lib/net/cidr.ts';

function blocks(...texts: readonly string[]): readonly Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

describe('makeBlockIndex', () => {
  it.each([
    ['one block', '10.1.0.0', '10.1.255.255', true],
    ['a block inside', '10.1.0.0', '10.1.1.0', false],
    ['the same block after one inside', '10.1.0.0', '10.1.2.0', true],
    ['no block, before and after', '9.255.255.255', '11.0.0.0', true],
    ['the last address', '255.255.255.255', '255.255.255.254', false],
    ['two families', '0.0.0.0', '::', false],
    ['two blocks of one size', 'fd00::', 'fd01::', false],
    ['no block, of IPv6', '::', 'ffff::', true],
  ])('%s', (_name, left, right, same) => {
    const of = makeBlockIndex(
      blocks('10.0.0.0/8', '10.1.0.0/16', '10.1.1.0/24', '255.255.255.255/32', 'fd00::/16', 'fd01::/16'),
    );

    expect(of(address(left)) === of(address(right))).toBe(same);
  });

  it('tells two addresses apart exactly where a block holds one of them only', () => {
    const addresses = fc.record({
      family: fc.constantFrom(4 as const, 6 as const),
      value: fc.bigInt({ min: 0n, max: 15n }).map((value) => value << 28n),
    });
    const cidrs = fc.tuple(addresses, fc.integer({ min: 0, max: 32 })).map(([base, prefix]) => cidrOf(base, prefix));
    fc.assert(
      fc.property(fc.array(cidrs), addresses, addresses, (all, left, right) => {
        const of = makeBlockIndex(all);
        const held = (one: Address) => [one.family, ...all.map((block) => cidrContains(block, one))];
        expect(of(left) === of(right)).toBe(JSON.stringify(held(left)) === JSON.stringify(held(right)));
      }),
      { numRuns: 2000 },
    );
  });
});
