// The timeline of every address: claims of pods, nodes and services put into segments that do not overlap.
import { compareBy, compareNumber } from '../base/order.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';
import { type AddressAssignment, type Holder, holderKey, type SingleHolder } from './assignment.ts';
import { type Claim, newestPod, podClaims } from './claims.ts';
import { nodeClaims, serviceClaims } from './cluster-claims.ts';
import { groupBy } from './group-by.ts';
import { collectOwners, workloadOf } from './owners.ts';
import { inOrderOfTime, OPEN_END_SECONDS, podHistories, type SecondsRange } from './timeline.ts';
import { workloadId } from './workload.ts';

/** Sorted by address (as text), then by time. An address that nobody claims, or at a time nobody does, is not in it. */
export function buildAssignments(snapshots: readonly Snapshot[]): readonly AddressAssignment[] {
  const ordered = inOrderOfTime(snapshots);
  const owners = collectOwners(ordered);
  const claims = podHistories(ordered).flatMap((history) =>
    podClaims(history, workloadId(workloadOf(newestPod(history), owners))),
  );
  const all = [...claims, ...nodeClaims(ordered), ...serviceClaims(ordered)];
  const byAddress = groupBy(all, ({ address }) => address);
  return [...byAddress.keys()].sort().flatMap((address) => segments(address, byAddress.get(address) ?? []));
}

/** Cuts the time of one address wherever its set of claimants changes. */
function segments(address: string, claims: readonly Claim[]): readonly AddressAssignment[] {
  const clipped = clip(claims);
  const [only] = clipped;
  if (only !== undefined && clipped.length === 1) return [segment(address, only, clipped)];
  const bounds = new Set(clipped.flatMap(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds + 1]));
  const ordered = [...bounds].sort(compareNumber);
  const result: AddressAssignment[] = [];
  let active: readonly Claim[] = [];
  let next = 0;
  for (const [index, fromSeconds] of ordered.entries()) {
    active = active.filter((claim) => claim.toSeconds >= fromSeconds);
    for (let claim = clipped[next]; claim?.fromSeconds === fromSeconds; claim = clipped[++next])
      active = [...active, claim];
    const toSeconds = (ordered[index + 1] ?? fromSeconds) - 1;
    if (active.length > 0) append(result, segment(address, { fromSeconds, toSeconds }, active));
  }
  return result;
}

/**
 * Ends that are not certain give way: who started on the address after the last proof of the old holder proves that
 * the old one had gone. Slack for late rows never reaches into anybody's start. By start.
 */
function clip(claims: readonly Claim[]): readonly Claim[] {
  const sorted = [...claims].sort(
    compareBy(
      (claim) => claim.fromSeconds,
      (claim) => holderKey(claim.holder),
    ),
  );
  return sorted
    .map((claim, index) => {
      const after = claim.slack ? claim.fromSeconds : Math.max(claim.fromSeconds, claim.certainSeconds) + 1;
      const rival = firstStart(sorted, after, index);
      if (rival === undefined || rival > claim.toSeconds) return claim;
      return { ...claim, toSeconds: Math.max(claim.certainSeconds, rival - 1) };
    })
    .filter((claim) => claim.fromSeconds <= claim.toSeconds);
}

/** The first start at or after that second among the sorted claims other than the one at `except`. */
function firstStart(sorted: readonly Claim[], seconds: number, except: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.fromSeconds ?? 0) < seconds) low = middle + 1;
    else high = middle;
  }
  return sorted[low === except ? low + 1 : low]?.fromSeconds;
}

function holderOf(active: readonly Claim[]): Holder {
  const candidates = new Map<string, SingleHolder>(active.map(({ holder }) => [holderKey(holder), holder]));
  const sorted = [...candidates.values()].sort(compareBy(holderKey));
  const [only] = sorted;
  return only !== undefined && sorted.length === 1 ? only : { kind: 'ambiguous', candidates: sorted };
}

function segment(address: string, range: SecondsRange, active: readonly Claim[]): AddressAssignment {
  const { fromSeconds, toSeconds } = range;
  const certain = Math.max(...active.map(certainEnd));
  return {
    ...{ address, fromSeconds, toSeconds, holder: holderOf(active) },
    certainToSeconds: Math.min(toSeconds, Math.max(certain, fromSeconds - 1)),
  };
}

/** A pod of the newest snapshot goes on as far as anybody knows, and slack is no doubt about who it was. */
function certainEnd({ slack, toSeconds, certainSeconds }: Claim): number {
  return slack || toSeconds === OPEN_END_SECONDS ? toSeconds : certainSeconds;
}

/** Grows the last segment where the same holder goes on without a gap. */
function append(result: AddressAssignment[], next: AddressAssignment): void {
  const last = result.at(-1);
  const goesOn = last !== undefined && last.toSeconds + 1 === next.fromSeconds && sameHolder(last.holder, next.holder);
  if (goesOn) result[result.length - 1] = { ...next, fromSeconds: last.fromSeconds };
  else result.push(next);
}

function sameHolder(left: Holder, right: Holder): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
