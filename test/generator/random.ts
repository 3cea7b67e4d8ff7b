// Seeded pseudo-random numbers (sfc32), so that one seed always makes the same cluster.

export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  /** Whole number in [low, high], both included. */
  readonly int: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly shuffle: <T>(items: readonly T[]) => T[];
  /** `length` lower-case hexadecimal digits. */
  readonly hex: (length: number) => string;
  /** `length` characters of the alphabet that Kubernetes makes name suffixes from. */
  readonly suffix: (length: number) => string;
  /** An independent stream: drawing from it leaves this one as it was. */
  readonly fork: (label: string) => Random;
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX_ALPHABET = '0123456789abcdef';

export function createRandom(seed: string): Random {
  const next = sfc32(seed);
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(int(0, alphabet.length - 1))).join('');
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (items) => at(items, int(0, items.length - 1)),
    shuffle: (items) => shuffled(items, int),
    hex: (length) => text(HEX_ALPHABET, length),
    suffix: (length) => text(SUFFIX_ALPHABET, length),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

/** The item at `index`; throws where the caller promised one that is not there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index} of ${items.length}`);
  return item;
}

function shuffled<T>(items: readonly T[], int: Random['int']): T[] {
  const keyed = items.map((item, index) => ({ item, index, key: int(0, 0x7fffffff) }));
  keyed.sort((left, right) => left.key - right.key || left.index - right.index);
  return keyed.map(({ item }) => item);
}

/** Chris Doty-Humphrey's small fast counter generator, 32 bits a step. */
function sfc32(seed: string): () => number {
  let a = fnv1a(`${seed}:a`);
  let b = fnv1a(`${seed}:b`);
  let c = fnv1a(`${seed}:c`);
  let counter = 1;
  const step = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let warmup = 0; warmup < 15; warmup += 1) step();
  return step;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
