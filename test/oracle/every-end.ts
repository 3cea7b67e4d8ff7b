// Every way in which a game can go, where no text says how it goes on.

/** Takes one of `count` ways. */
export type Choose = (count: number) => number;

/** Plays again and again, each time with the next combination of choices, until two ends differ or all are played. */
export function everyEnd<E extends { readonly allowed: boolean }>(playOnce: (choose: Choose) => E): readonly E[] {
  const ends: E[] = [];
  let script: number[] = [];
  for (;;) {
    const counts: number[] = [];
    const taken: number[] = [];
    const end = playOnce((count) => {
      const way = script[taken.length] ?? 0;
      counts.push(count);
      taken.push(way);
      return way;
    });
    ends.push(end);
    if (ends[0]?.allowed !== end.allowed) return ends;
    let last = taken.length - 1;
    while (last >= 0 && (taken[last] ?? 0) + 1 >= (counts[last] ?? 0)) last -= 1;
    if (last < 0) return ends;
    script = [...taken.slice(0, last), (taken[last] ?? 0) + 1];
  }
}
