import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeVerdictCache } from '../../../lib/policy/indexed/verdict-cache.ts';
import type { DirectionVerdict } from '../../../lib/policy/model.ts';

function verdict(reason: string): DirectionVerdict {
  return { kind: 'allowed', isolated: false, by: [], rules: [], reason };
}

describe('makeVerdictCache', () => {
  it('gives back what was set for the question, or nothing, never what was set for another', () => {
    const numbers = fc.oneof(fc.nat(3), fc.nat(), fc.maxSafeNat());
    const questions = fc.array(fc.tuple(numbers, numbers), { minLength: 1 });
    fc.assert(
      fc.property(questions, questions, fc.integer({ min: 1, max: 9 }), (set, asked, places) => {
        const cache = makeVerdictCache(places);
        for (const [subject, rest] of set) cache.set(subject, rest, verdict(`${subject} ${rest}`));
        const last = set.at(-1) ?? [0, 0];
        expect(cache.get(...last)?.reason).toBe(last.join(' '));
        for (const question of [...set, ...asked]) {
          expect([undefined, question.join(' ')]).toContain(cache.get(...question)?.reason);
        }
      }),
    );
  });

  it('keeps no more than it has places', () => {
    const cache = makeVerdictCache(8);
    const numbers = Array.from({ length: 1000 }, (_, number) => number);

    for (const number of numbers) cache.set(number, number * 2 ** 33, verdict('remembered'));

    expect(numbers.filter((number) => cache.get(number, number * 2 ** 33) !== undefined).length).toBeLessThanOrEqual(8);
  });

  it('spreads questions that differ in one part only', () => {
    const cache = makeVerdictCache(4096);
    const numbers = Array.from({ length: 256 }, (_, number) => number);

    for (const number of numbers) cache.set(7, number * 2 ** 32, verdict('rest'));
    for (const number of numbers) cache.set(number, 80, verdict('subject'));

    const kept = numbers.filter(
      (number) => cache.get(7, number * 2 ** 32) !== undefined && cache.get(number, 80) !== undefined,
    );
    expect(kept.length).toBeGreaterThan(200);
  });

  it('takes memory for what it holds, not for the places it may come to have', () => {
    const before = process.memoryUsage().arrayBuffers;
    const cache = makeVerdictCache(2 ** 20);

    const taken = process.memoryUsage().arrayBuffers - before;

    cache.set(1, 2, verdict('one'));
    // Two numbers of eight bytes for each of the places are 2 ** 24.
    expect(taken).toBeLessThan(2 ** 20);
  });

  it('grows with what is put into it, and loses nothing by it', () => {
    const cache = makeVerdictCache(2 ** 16);
    const numbers = Array.from({ length: 4096 }, (_, number) => number);

    for (const number of numbers) cache.set(number, 80, verdict(`of ${number}`));

    const kept = numbers.filter((number) => cache.get(number, 80)?.reason === `of ${number}`);
    // Of as many questions as places, one in three would have lost its own to another.
    expect(kept.length).toBeGreaterThan(3600);
  });
});
