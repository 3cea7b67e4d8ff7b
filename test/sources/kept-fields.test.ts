// Which fields a schema reads, and what is left of a value when only those are kept.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldPaths, keepFields, keptFieldsOf } from '../../lib/sources/kept-fields.ts';

describe('the kept fields of a schema', () => {
  it('are those of its objects, through lists, absence, defaults and transforms', () => {
    const schema = z.object({
      a: z.string().nullish(),
      b: z.array(z.object({ c: z.int().transform(String) })).nullish(),
      d: z.object({ e: z.record(z.string(), z.string()) }).optional(),
    });

    expect(fieldPaths(keptFieldsOf(schema))).toEqual(['a', 'b.c', 'd.e']);
  });

  it('are those of all alternatives', () => {
    const schema = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]);

    expect(fieldPaths(keptFieldsOf(schema))).toEqual(['a', 'b']);
  });
});

describe('keeping fields', () => {
  const fields = { a: 'all', b: { c: 'all' } } as const;

  it.each([
    [{ a: 1, x: 2 }, { a: 1 }],
    [{ b: { c: { deep: [1] }, x: 2 } }, { b: { c: { deep: [1] } } }],
    [{ b: [{ c: 1, x: 2 }, { x: 3 }] }, { b: [{ c: 1 }, {}] }],
    // A value where an object belongs may be anything, so it does not pass.
    [{ b: 'secret' }, { b: null }],
    [{ a: null }, {}],
    [JSON.parse('{"__proto__": {"a": 1}, "a": 2}'), { a: 2 }],
  ])('of %j leaves %j', (value, kept) => {
    expect(keepFields(value, fields)).toEqual(kept);
  });

  it('leaves no key that was not named, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const kept = keepFields({ secret: value, b: value }, { b: { c: { d: 'all' } } });
        // Below `d` everything is kept; above it only the names of the path.
        const above = JSON.stringify(kept, (key, inner) => (key === 'd' ? undefined : inner));
        expect((above.match(/"[^"]*":/g) ?? []).filter((key) => !['"b":', '"c":'].includes(key))).toEqual([]);
      }),
    );
  });
});
