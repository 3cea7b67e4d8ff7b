// One page of a list: bounded in items and in bytes, so that every answer can be carried.
import { carriedBytes } from './answer-size.ts';
import { Refused } from './problem.ts';

export const MOST_ITEMS = 1000;
export const USUAL_ITEMS = 100;

export interface PageInput<T> {
  /** All of the listing, in its stated order. */
  readonly items: readonly T[];
  readonly offset: number;
  readonly limit: number;
  readonly mostBytes: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined where this is the last. */
  readonly nextOffset: number | undefined;
}

/** Around the items of a page: the members beside the list, and its cursor. */
const FRAME_BYTES = 10_000;

export function cutPage<T>({ items, offset, limit, mostBytes }: PageInput<T>): Page<T> {
  const page: T[] = [];
  let bytes = FRAME_BYTES;
  for (const item of items.slice(offset, offset + limit)) {
    bytes += carriedBytes(JSON.stringify(item)) + 1;
    if (bytes > mostBytes) break;
    page.push(item);
  }
  const end = offset + page.length;
  if (page.length === 0 && end < items.length) {
    throw new Refused(422, 'the next item is larger than an answer may be; download the report as a file');
  }
  return { items: page, nextOffset: end < items.length ? end : undefined };
}
