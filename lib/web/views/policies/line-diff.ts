// Two texts line by line: what is taken away, what is added, and some lines around.
import { diff } from '@codemirror/merge';

/** Lines are 1-based; `gap` stands for equal lines that are left out. */
export type DiffLine =
  | { readonly kind: 'same' | 'removed' | 'added'; readonly text: string; readonly line: number }
  | { readonly kind: 'gap'; readonly count: number };

const CONTEXT_LINES = 3;
/** Bounds the search by steps and not by time, so that the same texts always give the same lines. */
const SCAN_LIMIT = 2000;
/** A line stands for one character below the surrogates. */
const MOST_DISTINCT_LINES = 0xd000;

export function lineDiff(older: string, newer: string): readonly DiffLine[] {
  const left = linesOf(older);
  const right = linesOf(newer);
  const lines: DiffLine[] = [];
  let at = 0;
  let other = 0;
  const sameTo = (end: number): void => {
    for (; at < end; at += 1, other += 1) lines.push({ kind: 'same', text: right[other] ?? '', line: other + 1 });
  };
  for (const { fromA, toA, toB } of changes(left, right)) {
    sameTo(fromA);
    for (; at < toA; at += 1) lines.push({ kind: 'removed', text: left[at] ?? '', line: at + 1 });
    for (; other < toB; other += 1) lines.push({ kind: 'added', text: right[other] ?? '', line: other + 1 });
  }
  sameTo(left.length);
  return withGaps(lines);
}

/** The empty text has no line. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Positions are indexes of lines. */
interface LineChange {
  readonly fromA: number;
  readonly toA: number;
  readonly toB: number;
}

function changes(left: readonly string[], right: readonly string[]): readonly LineChange[] {
  const codes = new Map([...new Set([...left, ...right])].map((line, index) => [line, index + 1]));
  if (codes.size > MOST_DISTINCT_LINES) return [{ fromA: 0, toA: left.length, toB: right.length }];
  const encoded = (lines: readonly string[]) => lines.map((line) => String.fromCharCode(codes.get(line) ?? 0)).join('');
  return diff(encoded(left), encoded(right), { scanLimit: SCAN_LIMIT });
}

/** Equal lines far from any change are left out; a gap of one line would save nothing. */
function withGaps(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let each = index - CONTEXT_LINES; each <= index + CONTEXT_LINES; each += 1) near.add(each);
  }
  const kept: DiffLine[] = [];
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    if (near.has(index)) {
      if (skipped > 0) kept.push({ kind: 'gap', count: skipped });
      skipped = 0;
      kept.push(line);
    } else skipped += 1;
  }
  if (skipped > 0) kept.push({ kind: 'gap', count: skipped });
  return kept;
}
