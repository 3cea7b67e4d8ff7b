// Many transfers, a stated number of them under way at once.

/** Results in the order of the items; the first failure is thrown when all that had begun are over. */
export async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  job: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const next = items.entries();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of next) {
      if (failed) return;
      try {
        results[index] = await job(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return results;
}
