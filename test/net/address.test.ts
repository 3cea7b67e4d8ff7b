import fc from 'fast-check';
import { IPv4, IPv6 } from 'ip-num';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, compareAddresses, formatAddress, parseAddress } from '../../lib/net/address.ts';

const ipv4 = fc.bigInt({ min: 0n, max: 0xffffffffn });
const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });

describe('parseAddress', () => {
  it.each([
    ['0.0.0.0', 4, 0n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['10.0.0.1', 4, 0x0a000001n],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:DB8::1', 6, 0x20010db8000000000000000000000001n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
    ['1:2:3:4:5:6:1.2.3.4', 6, 0x00010002000300040005000601020304n],
    ['::ffff:10.0.0.1', 6, 0xffff0a000001n],
    ['::ffff:a00:1', 6, 0xffff0a000001n],
  ])('reads %s', (text, family, value) => {
    expect(parseAddress(text)).toEqual({ family, value });
  });

  it.each([
    '',
    ' 10.0.0.1',
    '10.0.0.1 ',
    '010.0.0.1',
    '10.0.0.01',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.-4',
    '1.2.3.',
    '0x1.2.3.4',
    '１.2.3.4',
    '10.0.0.1/32',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    '::01.2.3.4',
    '[::1]',
    '-',
  ])('rejects %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('reads what ip-num writes', () => {
    fc.assert(
      fc.property(ipv4, ipv6, (four, six) => {
        expect(parseAddress(IPv4.fromNumber(four).toString())).toEqual({ family: 4, value: four });
        expect(parseAddress(IPv6.fromBigInt(six).toString())).toEqual({ family: 6, value: six });
      }),
    );
  });
});

describe('formatAddress', () => {
  // RFC 5952 sections 4 and 5.
  it.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::AbCd', '2001:db8::abcd'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['::192.0.2.1', '::c000:201'],
    ['192.0.2.1', '192.0.2.1'],
  ])('writes %s as %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it('is read back as the same address', () => {
    fc.assert(
      fc.property(ipv4, ipv6, (four, six) => {
        const addresses = [{ family: 4, value: four } as const, { family: 6, value: six } as const];
        for (const address of addresses) expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  it('has no text for what is no address', () => {
    expect(canonicalAddress('10.1')).toBeUndefined();
  });
});

describe('compareAddresses', () => {
  it('puts IPv4 first, then orders by number', () => {
    const texts = ['::1', '10.0.0.10', '::', '10.0.0.9'];

    const sorted = texts.flatMap((text) => parseAddress(text) ?? []).sort(compareAddresses);

    expect(sorted.map(formatAddress)).toEqual(['10.0.0.9', '10.0.0.10', '::', '::1']);
  });
});
