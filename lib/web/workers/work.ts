// Work that takes long, in steps: between two of them somebody else may be answered, and whoever waits is told how far it is.
import type { Progress, Reply } from './messages.ts';

/** `partial`: what is known so far, made only where it is sent. */
export interface Step extends Progress {
  readonly partial?: () => Reply;
}

export type Work<T> = Generator<Step, T>;

/** Without a pause. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
