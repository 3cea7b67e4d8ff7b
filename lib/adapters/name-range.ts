// Which names of a listing a range takes, in the byte order in which object stores list.
import type { ListRange } from '../pipeline/ports.ts';

/** By UTF-8 bytes, as S3 orders keys; UTF-16 code units order some of them otherwise. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

export function isInRange(name: string, { after, before }: ListRange): boolean {
  return (
    (after === undefined || compareBytes(name, after) > 0) && (before === undefined || compareBytes(name, before) < 0)
  );
}
