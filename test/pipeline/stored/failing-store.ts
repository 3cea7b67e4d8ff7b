// A store whose process is killed: from the n-th change on, nothing is written any more.
import type { ObjectStore } from '../../../lib/pipeline/ports.ts';

export class KilledError extends Error {
  override readonly name = 'KilledError';
}

export interface FailingStore {
  readonly store: ObjectStore;
  /** Changes that were tried. */
  readonly changes: () => number;
}

/** The n-th change, counted from 1, and all after it throw before anything is written. */
export function killedAt(store: ObjectStore, n: number): FailingStore {
  let changes = 0;
  const counted = <A extends readonly unknown[], R>(change: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      changes += 1;
      if (changes >= n) throw new KilledError(`killed at change ${n}`);
      return change(...args);
    };
  };
  return { store: { ...store, write: counted(store.write), remove: counted(store.remove) }, changes: () => changes };
}
