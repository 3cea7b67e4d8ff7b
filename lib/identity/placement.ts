// How long pods of two workloads sat on one node, where no flow log sees them talk.
import { compareBy, uniqueSorted } from '../base/order.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';
import { newestPod, nodeNameOf, podSpan } from './claims.ts';
import { groupBy } from './group-by.ts';
import { collectOwners, workloadOf } from './owners.ts';
import { type PodHistory, podHistories, type SecondsRange } from './timeline.ts';
import { workloadId } from './workload.ts';

/** Of an unordered pair of workloads, `left` not after `right`; of a workload with itself where it had two pods at once. */
export interface SharedNodes {
  readonly left: string;
  readonly right: string;
  /** Seconds in which a pod of each ran on one node, summed over the pairs of pods. */
  readonly sharedSeconds: number;
  /** Seconds in which a pod of each ran on any node, summed over the pairs of pods. */
  readonly pairSeconds: number;
  /** Whether they never ran on different nodes. */
  readonly always: boolean;
}

/** A pod's time on its node within the window; `workload` is an index into the sorted ids. */
interface Stay extends SecondsRange {
  readonly workload: number;
  readonly nodeName: string;
}

/** Only the pairs that shared a node at all, sorted by left, then right. */
export function sharedNodes(snapshots: readonly Snapshot[], window: SecondsRange): readonly SharedNodes[] {
  const owners = collectOwners(snapshots);
  const histories = podHistories(snapshots).map((history) => ({
    history,
    id: workloadId(workloadOf(newestPod(history), owners)),
  }));
  const ids = uniqueSorted(histories.map(({ id }) => id));
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const stays = histories.flatMap(({ history, id }) => stayOf(history, indexes.get(id) ?? 0, window));
  const counts = runningCounts(stays);
  return [...sharedByPair(stays, ids.length)]
    .map(([pair, sharedSeconds]) => {
      const [left, right] = [Math.floor(pair / ids.length), pair % ids.length];
      const pairSeconds = secondsTogether(counts, left, right);
      return {
        left: ids[left] ?? '',
        right: ids[right] ?? '',
        sharedSeconds,
        pairSeconds,
        always: sharedSeconds === pairSeconds,
      };
    })
    .sort(
      compareBy(
        (pair) => pair.left,
        (pair) => pair.right,
      ),
    );
}

function stayOf(history: PodHistory, workload: number, window: SecondsRange): readonly Stay[] {
  const nodeName = nodeNameOf(history);
  if (nodeName === undefined) return [];
  const span = podSpan(history);
  const fromSeconds = Math.max(span.fromSeconds, window.fromSeconds);
  const toSeconds = Math.min(span.slack ? span.certainSeconds : span.toSeconds, window.toSeconds);
  return fromSeconds <= toSeconds ? [{ workload, nodeName, fromSeconds, toSeconds }] : [];
}

/** By `left * workloads + right`. The work is that of each node: its pods times those that ran beside them. */
function sharedByPair(stays: readonly Stay[], workloads: number): ReadonlyMap<number, number> {
  const shared = new Map<number, number>();
  for (const onNode of groupBy(stays, ({ nodeName }) => nodeName).values()) {
    let beside: readonly Stay[] = [];
    for (const stay of [...onNode].sort((a, b) => a.fromSeconds - b.fromSeconds)) {
      beside = beside.filter(({ toSeconds }) => toSeconds >= stay.fromSeconds);
      for (const other of beside) {
        const pair = Math.min(stay.workload, other.workload) * workloads + Math.max(stay.workload, other.workload);
        const seconds = Math.min(stay.toSeconds, other.toSeconds) - stay.fromSeconds + 1;
        shared.set(pair, (shared.get(pair) ?? 0) + seconds);
      }
      beside = [...beside, stay];
    }
  }
  return shared;
}

/** How many pods ran from that second on, until the next step. */
interface Step {
  readonly second: number;
  readonly count: number;
}

/** By workload; steps in the order of time. */
function runningCounts(stays: readonly Stay[]): ReadonlyMap<number, readonly Step[]> {
  const counts = new Map<number, readonly Step[]>();
  for (const [workload, own] of groupBy(stays, (stay) => stay.workload)) {
    const changes = new Map<number, number>();
    const change = (second: number, by: number) => changes.set(second, (changes.get(second) ?? 0) + by);
    for (const { fromSeconds, toSeconds } of own) {
      change(fromSeconds, 1);
      change(toSeconds + 1, -1);
    }
    const steps: Step[] = [];
    for (const [second, by] of [...changes].sort(([left], [right]) => left - right)) {
      steps.push({ second, count: (steps.at(-1)?.count ?? 0) + by });
    }
    counts.set(workload, steps);
  }
  return counts;
}

/** The integral of the product of both counts; of a workload with itself each two pods once, none with itself. */
function secondsTogether(counts: ReadonlyMap<number, readonly Step[]>, left: number, right: number): number {
  const own = counts.get(left) ?? [];
  if (left !== right) return integrate(own, counts.get(right) ?? []);
  return integrate(
    own.map(({ second, count }) => ({ second, count: (count * (count - 1)) / 2 })),
    ALWAYS_ONE,
  );
}

const ALWAYS_ONE: readonly Step[] = [{ second: 0, count: 1 }];

function integrate(left: readonly Step[], right: readonly Step[]): number {
  let [i, j, since, sum] = [0, 0, 0, 0];
  let [leftCount, rightCount] = [0, 0];
  while (i < left.length || j < right.length) {
    const second = Math.min(left[i]?.second ?? Number.POSITIVE_INFINITY, right[j]?.second ?? Number.POSITIVE_INFINITY);
    sum += leftCount * rightCount * (second - since);
    since = second;
    if (left[i]?.second === second) leftCount = left[i++]?.count ?? 0;
    if (right[j]?.second === second) rightCount = right[j++]?.count ?? 0;
  }
  return sum;
}
