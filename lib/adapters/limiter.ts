// Bounded parallelism: at most so many jobs at once, the others wait in the order they came.

export type Limiter = <T>(job: () => Promise<T>) => Promise<T>;

export function makeLimiter(most: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      // The place goes on to whoever waits longest.
      else next();
    }
  };
}

/** Runs all jobs, so many at once; the first failure ends it once what is under way has ended. */
export async function eachOf<T>(items: readonly T[], most: number, job: (item: T) => Promise<void>): Promise<void> {
  const next = items.values();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const item of next) {
      if (failures.length > 0) return;
      await job(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  if (failures.length > 0) throw failures[0];
}
