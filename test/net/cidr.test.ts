import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../lib/net/address.ts';
import {
  cidrContains,
  cidrContainsCidr,
  cidrsOverlap,
  compareCidrs,
  formatCidr,
  type ParsedCidr,
  parseCidr,
} from '../../lib/net/cidr.ts';

function cidr(text: string): ParsedCidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} is no CIDR`);
  return parsed;
}

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.1/24', '10.0.0.0/24', true],
    ['0.0.0.0/0', '0.0.0.0/0', false],
    ['1.2.3.4/0', '0.0.0.0/0', true],
    ['1.2.3.4/32', '1.2.3.4/32', false],
    ['::/0', '::/0', false],
    ['2001:DB8::1/64', '2001:db8::/64', true],
    ['2001:db8::1/128', '2001:db8::1/128', false],
    ['::ffff:10.0.0.0/104', '::ffff:10.0.0.0/104', false],
  ])('reads %s as %s', (text, canonical, hostBitsSet) => {
    expect(formatCidr(cidr(text))).toBe(canonical);
    expect(cidr(text).hostBitsSet).toBe(hostBitsSet);
  });

  it.each([
    '10.0.0.0',
    '10.0.0.0/',
    '/8',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/255.0.0.0',
    '010.0.0.0/8',
    '10.0/8',
    '10.0.0.0/8/8',
    '10.0.0.0/ 8',
  ])('rejects %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe('cidrContains', () => {
  it.each([
    ['10.0.0.0/24', '10.0.0.0', true],
    ['10.0.0.0/24', '10.0.0.255', true],
    ['10.0.0.0/24', '10.0.1.0', false],
    ['10.0.1.0/24', '10.0.0.255', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['::ffff:0:0/96', '10.0.0.1', false],
    ['fd00::/8', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['fd00::/8', 'fe00::', false],
  ])('%s and %s: %s', (block, address, expected) => {
    expect(cidrContains(cidr(block), parseAddress(address) ?? { family: 4, value: -1n })).toBe(expected);
  });
});

describe('relations of blocks', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true, true],
    ['10.1.0.0/16', '10.0.0.0/8', false, true],
    ['10.0.0.0/8', '10.0.0.0/8', true, true],
    ['10.0.0.0/9', '10.128.0.0/9', false, false],
    ['::/0', '10.0.0.0/8', false, false],
  ])('%s and %s', (left, right, contains, overlaps) => {
    expect(cidrContainsCidr(cidr(left), cidr(right))).toBe(contains);
    expect(cidrsOverlap(cidr(left), cidr(right))).toBe(overlaps);
  });

  it('orders by family, first address, then width', () => {
    const texts = ['::/0', '10.0.0.0/16', '9.0.0.0/8', '10.0.0.0/8'];

    expect(texts.map(cidr).sort(compareCidrs).map(formatCidr)).toEqual([
      '9.0.0.0/8',
      '10.0.0.0/8',
      '10.0.0.0/16',
      '::/0',
    ]);
  });
});
