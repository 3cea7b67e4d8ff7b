// How old the newest snapshot of a run is at the end of its window: an exporter that stopped shows here first.
import type { RunPlan } from '../../lib/pipeline/stored/run-plan.ts';
import { snapshotTimeSeconds } from '../../lib/sources/snapshot-time.ts';

/** Undefined where no name says a time. */
export function snapshotAgeSeconds({
  snapshots,
  toSeconds,
}: Pick<RunPlan, 'snapshots' | 'toSeconds'>): number | undefined {
  const times = snapshots.flatMap(({ key }) => snapshotTimeSeconds(key) ?? []);
  return times.length === 0 ? undefined : Math.max(0, toSeconds - Math.max(...times));
}
