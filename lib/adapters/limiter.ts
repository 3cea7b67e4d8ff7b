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
