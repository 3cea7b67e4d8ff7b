// Verdicts by question in a table of bounded size: a newer one takes the place of an older one.
import type { DirectionVerdict } from '../model.ts';

/** A question is the number of a subject and a number of the rest; both whole, from 0 to 2^53. */
export interface VerdictCache {
  readonly get: (subject: number, rest: number) => DirectionVerdict | undefined;
  readonly set: (subject: number, rest: number, verdict: DirectionVerdict) => void;
}

interface Table {
  readonly size: number;
  /** Of each place the subject, then the rest: side by side, so that a look at both fetches memory once. */
  readonly questions: Float64Array;
  readonly verdicts: (DirectionVerdict | undefined)[];
}

/** An evaluator may be made for one question: the table begins small and grows with what is put into it. */
const FIRST_PLACES = 2 ** 12;
const GROWTH = 8;

/** `places`: how many there are at most, rounded up to a power of two. */
export function makeVerdictCache(places: number): VerdictCache {
  const most = 2 ** Math.ceil(Math.log2(Math.max(places, 1)));
  let table = makeTable(Math.min(most, FIRST_PLACES));
  let taken = 0;
  return {
    get: (subject, rest) => {
      const { size, questions, verdicts } = table;
      const place = mix(subject, rest) & (size - 1);
      const isKnown = questions[2 * place] === subject && questions[2 * place + 1] === rest;
      return isKnown ? verdicts[place] : undefined;
    },
    set: (subject, rest, verdict) => {
      const { size, questions, verdicts } = table;
      const place = mix(subject, rest) & (size - 1);
      if (verdicts[place] === undefined) taken += 1;
      questions[2 * place] = subject;
      questions[2 * place + 1] = rest;
      verdicts[place] = verdict;
      if (size < most && taken > size / 4) table = enlarge(table, Math.min(most, size * GROWTH));
    },
  };
}

function makeTable(size: number): Table {
  return {
    size,
    questions: new Float64Array(2 * size).fill(-1),
    verdicts: new Array<DirectionVerdict | undefined>(size).fill(undefined),
  };
}

/** Nothing is lost: more bits of the same number tell two places apart, so that each finds its own free. */
function enlarge({ size, questions, verdicts }: Table, newSize: number): Table {
  const larger = makeTable(newSize);
  for (let place = 0; place < size; place += 1) {
    const verdict = verdicts[place];
    if (verdict === undefined) continue;
    const subject = questions[2 * place] ?? 0;
    const rest = questions[2 * place + 1] ?? 0;
    const newPlace = mix(subject, rest) & (newSize - 1);
    larger.questions[2 * newPlace] = subject;
    larger.questions[2 * newPlace + 1] = rest;
    larger.verdicts[newPlace] = verdict;
  }
  return larger;
}

/** Spreads the low and the high bits of both (the multipliers are those of MurmurHash3). */
function mix(subject: number, rest: number): number {
  const low = Math.imul(rest | 0, 0xcc9e2d51) ^ Math.imul((rest / 2 ** 32) | 0, 0x1b873593);
  const both = Math.imul(low ^ (low >>> 15) ^ Math.imul(subject | 0, 0x85ebca6b), 0xc2b2ae35);
  return both ^ (both >>> 16);
}
