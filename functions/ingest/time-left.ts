// Whether there is time for another object: one that Lambda cuts short costs the whole batch.

const LEAST_MS = 5_000;
/** No two objects are alike. */
const MARGIN = 2;

export interface TimeLeft {
  /** False where another object as slow as the slowest so far might not end in time. */
  readonly isEnough: () => boolean;
  readonly timed: <T>(job: () => Promise<T>) => Promise<T>;
}

export function makeTimeLeft(remainingMs: () => number): TimeLeft {
  let slowestMs = 0;
  return {
    isEnough: () => remainingMs() > Math.max(LEAST_MS, slowestMs * MARGIN),
    timed: async (job) => {
      const before = remainingMs();
      try {
        return await job();
      } finally {
        slowestMs = Math.max(slowestMs, before - remainingMs());
      }
    },
  };
}
