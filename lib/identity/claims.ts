// What each object says about the time in which it held an address: surely to here, perhaps to there.
import { invariant } from '../base/assert.ts';
import type { Pod } from '../sources/kubernetes-objects.ts';
import type { SingleHolder } from './assignment.ts';
import { isFinished, OPEN_END_SECONDS, type PodHistory, type PodSighting, type SecondsRange } from './timeline.ts';

/** Rows lag the packets they count; AWS keeps a freed address for 30 s before it is given out again. */
export const FINISH_SLACK_SECONDS = 30;

/** `toSeconds` is the latest end that nothing contradicts; up to `certainSeconds` the object did hold the address. */
export interface Claim extends SecondsRange {
  readonly address: string;
  readonly holder: SingleHolder;
  readonly certainSeconds: number;
  /** Whether the time after `certainSeconds` only makes up for late rows. */
  readonly slack: boolean;
}

/** When a pod held an address or, without one, ran. */
export type Span = Pick<Claim, 'fromSeconds' | 'toSeconds' | 'certainSeconds' | 'slack'>;

/**
 * The claims of one pod. hostNetwork pods have none: their address is the node's. Finished pods keep `podIP` until they
 * are collected, "the CNI frees its address", so only the time before counts.
 */
export function podClaims(history: PodHistory, workload: string): readonly Claim[] {
  const newest = newestPod(history);
  if (newest.hostNetwork) return [];
  const pod = `${newest.meta.namespace}/${newest.meta.name}`;
  const holder = { kind: 'workload', id: workload, pod, nodeName: nodeNameOf(history) } as const;
  const addresses = new Set(history.sightings.flatMap((sighting) => sighting.pod.addresses));
  return [...addresses]
    .map((address) => ({ address, holder, ...addressSpan(history, address) }))
    .filter((claim) => claim.fromSeconds <= claim.toSeconds);
}

/** When the pod ran, with or without an address. */
export function podSpan(history: PodHistory): Span {
  return { fromSeconds: startSeconds(history, history.sightings), ...endOf(history, history.sightings) };
}

export function newestPod(history: PodHistory): Pod {
  const newest = history.sightings.at(-1);
  invariant(newest !== undefined, 'a pod history holds a sighting');
  return newest.pod;
}

/** A pod is bound to one node for life. */
export function nodeNameOf(history: PodHistory): string | undefined {
  return history.sightings.findLast(({ pod }) => pod.nodeName !== undefined)?.pod.nodeName;
}

/** A pod whose sandbox is made anew changes its address: each then counts as long as no other took its place. */
function addressSpan(history: PodHistory, address: string): Span {
  const { sightings } = history;
  const first = sightings.findIndex(({ pod }) => pod.addresses.includes(address));
  const last = sightings.findLastIndex(({ pod }) => pod.addresses.includes(address));
  const shows = (sighting: PodSighting) => replaces(sighting, address);
  const before = sightings.slice(0, first).findLast(shows);
  const after = sightings.slice(last + 1).find(shows);
  const shown = sightings.slice(first, last + 1);
  const fromSeconds = before === undefined ? startSeconds(history, shown) : before.timeSeconds + 1;
  if (after === undefined) return { fromSeconds, ...endOf(history, sightings.slice(first)) };
  const end = endOf({ sightings: shown, goneSeconds: after.timeSeconds }, shown);
  return { fromSeconds, ...end };
}

/** Whether another address of the same family stands where this one would: a pod has at most one of each. */
function replaces({ pod }: PodSighting, address: string): boolean {
  const isSix = address.includes(':');
  return !pod.addresses.includes(address) && pod.addresses.some((other) => other.includes(':') === isSix);
}

/** The later of start and creation, else the first sighting. Both are nearer to the truth than a snapshot's name. */
function startSeconds(history: PodHistory, shown: readonly PodSighting[]): number {
  const { meta } = newestPod(history);
  const started = history.sightings.find(({ pod }) => pod.startSeconds !== undefined)?.pod.startSeconds;
  const known = [started, meta.creationSeconds].filter((seconds) => seconds !== undefined);
  return known.length > 0 ? Math.max(...known) : (shown[0]?.timeSeconds ?? OPEN_END_SECONDS);
}

type End = Pick<Span, 'toSeconds' | 'certainSeconds' | 'slack'>;

/** The first of: finished, shown as finished, deleted and gone, gone; open where the newest snapshot has the pod. */
function endOf(history: PodHistory, shown: readonly PodSighting[]): End {
  const lastHeld = (history.goneSeconds ?? OPEN_END_SECONDS + 1) - 1;
  const finishedSeconds = shown.find(({ pod }) => pod.finishedSeconds !== undefined)?.pod.finishedSeconds;
  if (finishedSeconds !== undefined) {
    const certainSeconds = Math.min(finishedSeconds, lastHeld);
    return { certainSeconds, toSeconds: Math.min(finishedSeconds + FINISH_SLACK_SECONDS, lastHeld), slack: true };
  }
  const living = shown.findLast(({ pod }) => !isFinished(pod));
  const shownFinished = shown.find(({ pod }) => isFinished(pod));
  const certainSeconds = living?.timeSeconds ?? -1;
  if (shownFinished !== undefined) return { certainSeconds, toSeconds: shownFinished.timeSeconds - 1, slack: false };
  const deletionSeconds = history.goneSeconds === undefined ? undefined : living?.pod.meta.deletionSeconds;
  const limit = deletionSeconds === undefined ? lastHeld : Math.max(deletionSeconds, certainSeconds);
  return { certainSeconds, toSeconds: Math.min(limit, lastHeld), slack: false };
}
