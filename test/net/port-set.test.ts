import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_PORTS,
  containsPort,
  containsPorts,
  formatPortSet,
  intersectPorts,
  isPortNumber,
  type PortSet,
  portCount,
  portSet,
  portSetOf,
  subtractPorts,
  unionPorts,
} from '../../lib/net/port-set.ts';

const range = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 4 }))
  .map(([first, more]) => ({ first, last: first + more }));
const ranges = fc.array(range, { maxLength: 5 });
const PORTS = Array.from({ length: 40 }, (_, index) => index + 1);

function members(set: PortSet): readonly number[] {
  return PORTS.filter((port) => containsPort(set, port));
}

describe('portSet', () => {
  it.each([
    [[], 'none'],
    [
      [
        { first: 443, last: 443 },
        { first: 80, last: 80 },
      ],
      '80,443',
    ],
    [
      [
        { first: 80, last: 81 },
        { first: 82, last: 90 },
        { first: 85, last: 86 },
      ],
      '80-90',
    ],
    [[{ first: 9, last: 8 }], 'none'],
    [[{ first: 1, last: 65535 }], 'all'],
    [[{ first: 1, last: 65534 }], '1-65534'],
  ])('%j is %s', (given, text) => {
    expect(formatPortSet(portSet(given))).toBe(text);
  });
});

describe('port set algebra', () => {
  it('agrees with membership, port by port, and stays sorted and disjoint', () => {
    fc.assert(
      fc.property(ranges, ranges, (left, right) => {
        const [a, b] = [portSet(left), portSet(right)];
        const [inA, inB] = [members(a), members(b)];
        expect(members(unionPorts(a, b))).toEqual(PORTS.filter((port) => inA.includes(port) || inB.includes(port)));
        expect(members(intersectPorts(a, b))).toEqual(inA.filter((port) => inB.includes(port)));
        expect(members(subtractPorts(a, b))).toEqual(inA.filter((port) => !inB.includes(port)));
        expect(containsPorts(a, b)).toBe(inB.every((port) => inA.includes(port)));
        expect(portCount(a)).toBe(inA.length);
        for (const set of [a, unionPorts(a, b), intersectPorts(a, b), subtractPorts(a, b)]) {
          const gaps = set.slice(1).map((next, index) => next.first - (set[index]?.last ?? 0));
          expect(gaps.every((gap) => gap > 1)).toBe(true);
        }
      }),
    );
  });

  it('takes single ports out of all', () => {
    expect(formatPortSet(subtractPorts(ALL_PORTS, portSetOf(1, 80, 65535)))).toBe('2-79,81-65534');
  });
});

describe('isPortNumber', () => {
  it.each([
    [1, true],
    [65535, true],
    [0, false],
    [65536, false],
    [80.5, false],
    ['80', false],
    [Number.NaN, false],
  ])('%j: %s', (value, expected) => {
    expect(isPortNumber(value)).toBe(expected);
  });
});
