// Outside addresses are drawn as few blocks, as narrow as that allows.
import { describe, expect, it } from 'vitest';
import { compareBlocks, outsideBlocks } from '../../../lib/report/map/outside-blocks.ts';

describe('outside blocks', () => {
  const addresses = ['192.0.2.1/32', '192.0.2.7/32', '198.51.100.9/32', '2001:db8::1/128'];

  it.each([
    [4, ['192.0.2.1/32', '192.0.2.7/32', '198.51.100.9/32', '2001:db8::1/128']],
    [3, ['192.0.2.0/24', '192.0.2.0/24', '198.51.100.0/24', '2001:db8::/64']],
    [2, ['0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/0', '::/0']],
    [1, ['0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/0', '::/0']],
  ])('at most %d', (most, expected) => {
    const blocks = outsideBlocks(addresses, most);

    expect(addresses.map((address) => blocks.get(address))).toEqual(expected);
  });

  it('keep a block that is wider than asked, and text that is no block', () => {
    const blocks = outsideBlocks(['10.0.0.0/8', '10.1.2.3/32', '10.1.2.4/32', 'nonsense'], 3);

    expect(Object.fromEntries(blocks)).toEqual({
      '10.0.0.0/8': '10.0.0.0/8',
      '10.1.2.3/32': '10.1.2.0/24',
      '10.1.2.4/32': '10.1.2.0/24',
      nonsense: 'nonsense',
    });
  });

  it('come by address, and what is none comes last', () => {
    const sorted = ['x', '2001:db8::/64', '10.2.0.0/16', '9.0.0.0/8', '10.0.0.0/8', 'a'].sort(compareBlocks);

    expect(sorted).toEqual(['9.0.0.0/8', '10.0.0.0/8', '10.2.0.0/16', '2001:db8::/64', 'a', 'x']);
  });
});
