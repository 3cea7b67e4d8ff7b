// Of each hour, the digest of everything its rollup depends on: what has the same was made from the same.
import { compareText } from '../../base/order.ts';
import { HOLDER } from '../../connections/attribution-sql.ts';
import { hourHorizon } from '../../connections/rollup-sql.ts';
import type { AssignmentLine, HolderLine, IdentityFacts } from '../identity-facts.ts';
import type { Digest } from '../ports.ts';
import type { TimeWindow } from '../roll-up-window.ts';
import { ROLLUP_VERSION } from '../rollup.ts';

export interface FingerprintInput {
  readonly hour: number;
  readonly window: TimeWindow;
  /** Names of the summaries with rows of the hour, and of those that its liveness asks; sorted. */
  readonly summaries: readonly string[];
  readonly livenessSummaries: readonly string[];
}

const DIGITS = 32;
const SECONDS_PER_HOUR = 3600;

/** Prepares the facts of all hours once. */
export function makeFingerprint(digest: Digest, facts: IdentityFacts): (input: FingerprintInput) => string {
  const { declared, podRanges } = facts;
  const timelines = timelinesOf(facts.assignments);
  const declaredLines = declared.map(({ key, protocol, port }) => ({ key, line: `${key} ${protocol} ${port}` }));
  const ranges = podRanges.map(({ first, last }) => `${first}-${last}`).sort(compareText);
  return (input) => {
    const held = timelines.flatMap((timeline) => heldLines(timeline, facts.holders, input.hour));
    const keys = new Set(held.map(({ key }) => key));
    const ports = declaredLines.filter(({ key }) => keys.has(key) || key.startsWith('external '));
    const text = JSON.stringify([
      ROLLUP_VERSION,
      partOfHour(input),
      input.summaries,
      input.livenessSummaries,
      held.map(({ line }) => line),
      ports.map(({ line }) => line).sort(compareText),
      ranges,
    ]);
    return digest(text).slice(0, DIGITS);
  };
}

/** Where the window cuts the hour; a whole hour is the same in every window. */
function partOfHour({ hour, window }: FingerprintInput): readonly number[] {
  const start = hour * SECONDS_PER_HOUR;
  const end = start + SECONDS_PER_HOUR;
  return [hour, Math.max(start, window.fromSeconds) - start, Math.min(end, window.toSeconds + 1) - start];
}

/** By address, as the facts are ordered. */
function timelinesOf(assignments: readonly AssignmentLine[]): readonly (readonly AssignmentLine[])[] {
  const timelines: AssignmentLine[][] = [];
  for (const line of assignments) {
    const last = timelines.at(-1);
    if (last?.[0]?.address === line.address) last.push(line);
    else timelines.push([line]);
  }
  return timelines;
}

interface HeldLine {
  /** Of the holder, as a rollup names endpoints; empty where nobody or several hold. */
  readonly key: string;
  readonly line: string;
}

/**
 * What the rollup of the hour reads of an address: see `writeAssignments`. Only a presumed stretch is asked where it
 * begins, since its owner is proven from there on.
 */
function heldLines(
  timeline: readonly AssignmentLine[],
  holders: readonly HolderLine[],
  hour: number,
): readonly HeldLine[] {
  const { fromSeconds, toSeconds } = hourHorizon(hour);
  const touching = timeline.filter((line) => line.to_seconds >= fromSeconds && line.from_seconds <= toSeconds);
  if (touching.every(({ holder }) => holder === HOLDER.none)) return [];
  return touching.map((line) => {
    const from = line.presumed ? line.from_seconds : Math.max(line.from_seconds, fromSeconds);
    const { key, text } = holderText(holders[line.holder], line.holder);
    return { key, line: `${line.address} ${from} ${Math.min(line.to_seconds, toSeconds)} ${line.presumed} ${text}` };
  });
}

function holderText(holder: HolderLine | undefined, number: number): { readonly key: string; readonly text: string } {
  if (holder === undefined) return { key: '', text: number === HOLDER.none ? 'none' : 'ambiguous' };
  const key = `${holder.kind} ${holder.ref}`;
  return { key, text: `${key} ${holder.node ?? ''}` };
}
