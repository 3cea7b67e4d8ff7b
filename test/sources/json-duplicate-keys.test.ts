// Keys that stand twice in one JSON object, however they are written and wherever they are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateKey } from '../../lib/sources/json-duplicate-keys.ts';

describe('findDuplicateKey', () => {
  it.each([
    ['{"a":1,"a":2}', 'a', 7],
    ['{"a":{"b":1,"c":[{"d":1, "d":2}]}}', 'd', 25],
    ['{"a":1,"\\u0061":2}', 'a', 7],
    ['{"\\"":1,"\\"":2}', '"', 8],
    ['[{"x":[]},{"x":{},"y":{},"x":3}]', 'x', 25],
  ])('of %s', (text, key, offset) => {
    expect(findDuplicateKey(text)).toEqual({ key, offset });
  });

  it.each([
    '{"a":"a","b":["a","a"],"c":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"{\\"a\\":1,\\"a\\":2}","b\\\\":1}',
    '{"a":{"b":1},"b":{"a":1}}',
    '"a"',
  ])('there is none in %s', (text) => {
    expect(findDuplicateKey(text)).toBeUndefined();
  });

  it('finds none in what was written from a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(findDuplicateKey(JSON.stringify(value))).toBeUndefined();
      }),
    );
  });

  it('finds a repetition put into any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const key = Object.keys(value)[0] ?? '';
        const text = `{${JSON.stringify(value).slice(1, -1)},${JSON.stringify(key)}:0}`;
        expect(findDuplicateKey(text)?.key).toBe(key);
      }),
    );
  });
});
