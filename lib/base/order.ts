// The orders that every list leaving a stage has: by UTF-16 code unit, never by locale, so that bytes repeat.

export type Compare<T> = (left: T, right: T) => number;

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

export function compareNumber(left: number, right: number): number {
  return left - right;
}

export function compareBigint(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Orders by the first key that differs. */
export function compareBy<T>(...keys: readonly ((item: T) => string | number | bigint)[]): Compare<T> {
  return (left, right) => {
    for (const key of keys) {
      const a = key(left);
      const b = key(right);
      if (a < b) return -1;
      if (a > b) return 1;
    }
    return 0;
  };
}

/** Sorted copy without repeats. */
export function uniqueSorted(items: Iterable<string>): string[] {
  return [...new Set(items)].sort(compareText);
}
