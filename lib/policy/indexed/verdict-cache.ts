// Verdicts by question in a table of fixed size: a newer one takes the place of an older one.
import type { DirectionVerdict } from '../model.ts';

/** A question is the number of a subject and a number of the rest; both whole, from 0 to 2^53. */
export interface VerdictCache {
  readonly get: (subject: number, rest: number) => DirectionVerdict | undefined;
  readonly set: (subject: number, rest: number, verdict: DirectionVerdict) => void;
}

/** `places`: rounded up to a power of two. */
export function makeVerdictCache(places: number): VerdictCache {
  const size = 2 ** Math.ceil(Math.log2(Math.max(places, 1)));
  // Of each place the subject, then the rest: side by side, so that a look at both fetches memory once.
  const questions = new Float64Array(2 * size).fill(-1);
  const verdicts = new Array<DirectionVerdict | undefined>(size).fill(undefined);
  return {
    get: (subject, rest) => {
      const place = mix(subject, rest) & (size - 1);
      const isKnown = questions[2 * place] === subject && questions[2 * place + 1] === rest;
      return isKnown ? verdicts[place] : undefined;
    },
    set: (subject, rest, verdict) => {
      const place = mix(subject, rest) & (size - 1);
      questions[2 * place] = subject;
      questions[2 * place + 1] = rest;
      verdicts[place] = verdict;
    },
  };
}

/** Spreads the low and the high bits of both (the multipliers are those of MurmurHash3). */
function mix(subject: number, rest: number): number {
  const low = Math.imul(rest | 0, 0xcc9e2d51) ^ Math.imul((rest / 2 ** 32) | 0, 0x1b873593);
  const both = Math.imul(low ^ (low >>> 15) ^ Math.imul(subject | 0, 0x85ebca6b), 0xc2b2ae35);
  return both ^ (both >>> 16);
}
