// What the logs and snapshots could show: counts by reason, blind pairs, gaps. Not seen is not the same as not used.
import { formatTime } from '../base/time.ts';
import type { SharedNodes } from '../identity/placement.ts';
import type { ReportCoverage } from './document.ts';

export interface CoverageInput {
  readonly records: readonly { readonly reason: string; readonly records: number }[];
  readonly otherProtocols: ReportCoverage['otherProtocols'];
  readonly skipped: readonly {
    readonly interface: string;
    readonly fromSeconds: number;
    readonly toSeconds: number;
    readonly rows: number;
  }[];
  readonly gaps: readonly { readonly fromSeconds: number; readonly toSeconds: number }[];
  readonly sharedNodes: readonly SharedNodes[];
  /** Ascending. */
  readonly snapshotTimes: readonly number[];
}

export function buildCoverage(input: CoverageInput): ReportCoverage {
  const attributed = input.records.find(({ reason }) => reason === 'attributed')?.records ?? 0;
  const times = input.snapshotTimes;
  return {
    attributed,
    unattributed: input.records.filter(({ reason }) => reason !== 'attributed'),
    sameNode: {
      pairs: input.sharedNodes.length,
      alwaysTogether: input.sharedNodes.filter((pair) => pair.always).length,
      blind: input.sharedNodes.map(({ left, right, sharedSeconds, pairSeconds, always }) => ({
        left,
        right,
        share: pairSeconds === 0 ? 0 : Math.round((1000 * sharedSeconds) / pairSeconds) / 1000,
        always,
      })),
    },
    gaps: input.gaps.map((gap) => ({ from: formatTime(gap.fromSeconds), to: formatTime(gap.toSeconds) })),
    skipped: input.skipped.map(({ fromSeconds, toSeconds, rows, ...rest }) => ({
      interface: rest.interface,
      from: formatTime(fromSeconds),
      to: formatTime(toSeconds),
      rows,
    })),
    otherProtocols: input.otherProtocols,
    snapshots: {
      first: formatTime(times[0] ?? 0),
      last: formatTime(times.at(-1) ?? 0),
      longestGapSeconds: Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time))),
    },
  };
}
