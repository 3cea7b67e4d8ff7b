// Results in the order of their items, while the next few are under way: for transfers that wait more than they work.

/** At most `most` are under way or waiting to be taken. The first failure in the order of the items is thrown. */
export async function* readAhead<T, R>(
  items: Iterable<T>,
  most: number,
  job: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const next = items[Symbol.iterator]();
  const begun: Promise<R>[] = [];
  const begin = (): void => {
    const item = next.next();
    if (item.done === true) return;
    const running = job(item.value);
    // Told when its turn comes; until then it must not count as unheard.
    running.catch(() => undefined);
    begun.push(running);
  };
  for (let count = 0; count < most; count += 1) begin();
  for (let first = begun.shift(); first !== undefined; first = begun.shift()) {
    const result = await first;
    begin();
    yield result;
  }
}
