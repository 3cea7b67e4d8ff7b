// What became of each child execution of a distributed map, kept for a redrive.
import type { Json } from './json.ts';

export type ChildOutcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string };

export interface Child {
  readonly input: Json;
  /** How many items it stands for. */
  readonly itemCount: number;
  outcome: ChildOutcome | undefined;
}

export interface MapProgress {
  /** Undefined until the items are read. */
  children: readonly Child[] | undefined;
}
