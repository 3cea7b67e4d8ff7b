// Snapshots in the order of time, and what each pod looked like in them.
import { compareBy } from '../base/order.ts';
import type { Pod, Snapshot } from '../sources/kubernetes-objects.ts';

/** Before and after every second that occurs: for what nobody knows the beginning or the end of. */
export const OPEN_START_SECONDS = 0;
export const OPEN_END_SECONDS = Number.MAX_SAFE_INTEGER;

/** Whole seconds, both ends belong to it. */
export interface SecondsRange {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Oldest first. Snapshots of one time are parts of one export and become one. */
export function inOrderOfTime(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const sorted = [...snapshots].sort(
    compareBy(
      (snapshot) => snapshot.timeSeconds,
      (snapshot) => snapshot.source,
    ),
  );
  const merged: Snapshot[] = [];
  for (const snapshot of sorted) {
    const last = merged.at(-1);
    if (last?.timeSeconds === snapshot.timeSeconds) merged[merged.length - 1] = merge(last, snapshot);
    else merged.push(snapshot);
  }
  return merged;
}

function merge(left: Snapshot, right: Snapshot): Snapshot {
  return {
    source: left.source,
    timeSeconds: left.timeSeconds,
    pods: [...left.pods, ...right.pods],
    namespaces: [...left.namespaces, ...right.namespaces],
    nodes: [...left.nodes, ...right.nodes],
    services: [...left.services, ...right.services],
    endpointSlices: [...left.endpointSlices, ...right.endpointSlices],
    controllers: [...left.controllers, ...right.controllers],
    policies: [...left.policies, ...right.policies],
  };
}

export interface PodSighting {
  readonly timeSeconds: number;
  readonly pod: Pod;
}

/** One pod over all snapshots. */
export interface PodHistory {
  /** Oldest first, at least one. */
  readonly sightings: readonly PodSighting[];
  /** The first snapshot after the last sighting; undefined where the newest snapshot still has it. */
  readonly goneSeconds: number | undefined;
}

/** By uid, in order of first sighting. A snapshot without any pod says nothing about pods: a living cluster has some. */
export function podHistories(snapshots: readonly Snapshot[]): readonly PodHistory[] {
  const telling = inOrderOfTime(snapshots).filter((snapshot) => snapshot.pods.length > 0);
  const byUid = new Map<string, PodSighting[]>();
  for (const { timeSeconds, pods } of telling) {
    for (const pod of pods) {
      const sightings = byUid.get(pod.meta.uid);
      if (sightings === undefined) byUid.set(pod.meta.uid, [{ timeSeconds, pod }]);
      else sightings.push({ timeSeconds, pod });
    }
  }
  const nextTime = nextTimes(telling);
  return [...byUid.values()].map((sightings) => ({
    sightings,
    goneSeconds: nextTime.get(sightings.at(-1)?.timeSeconds ?? OPEN_END_SECONDS),
  }));
}

/** Of each snapshot's time, the time of the one after it. */
export function nextTimes(ordered: readonly Snapshot[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const [index, { timeSeconds }] of ordered.entries()) {
    const next = ordered[index + 1];
    if (next !== undefined) times.set(timeSeconds, next.timeSeconds);
  }
  return times;
}

export function isFinished(pod: Pod): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed';
}
