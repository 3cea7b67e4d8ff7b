// What the snapshots alone can tell about who held an address: the bound of every honest attribution.
import type { Party, Pod } from './model.ts';
import { showsAddress } from './snapshots.ts';

/**
 * How well a row's address can be tied to its owner. `certain`: between the pod's start and its last sighting (or its
 * recorded end). `gap`: after the last sighting, before the pod is known to be gone. `unseen-pod`: in no snapshot.
 * `no-owner`: an address of a node's interface that nobody held at the time.
 */
export type Proof = 'certain' | 'gap' | 'unseen-pod' | 'no-owner';

export interface Knowledge {
  readonly proofOf: (party: Party, start: number, end: number) => Proof;
}

export function knowledgeOf(
  pods: readonly Pod[],
  snapshotTimes: readonly number[],
  poolAddresses: ReadonlySet<string>,
): Knowledge {
  const certainUntil = new Map(pods.map((pod) => [pod, lastKnown(pod, snapshotTimes)]));
  return {
    proofOf: (party, start, end) => {
      if (party.kind === 'node') return 'certain';
      if (party.kind === 'outside') return poolAddresses.has(party.address) ? 'no-owner' : 'certain';
      const until = certainUntil.get(party.pod);
      if (until === undefined || start < party.pod.started) return 'unseen-pod';
      return end <= until ? 'certain' : 'gap';
    },
  };
}

/** Until when the address is surely this pod's; undefined for a pod that no snapshot shows with its address. */
function lastKnown(pod: Pod, snapshotTimes: readonly number[]): number | undefined {
  const sightings = snapshotTimes.filter((time) => showsAddress(pod, time));
  const last = sightings.at(-1);
  return pod.finished && last !== undefined && last >= pod.ended ? pod.ended : last;
}

const RANK: Readonly<Record<Proof, number>> = { certain: 0, gap: 1, 'unseen-pod': 2, 'no-owner': 3 };

export function weaker(left: Proof, right: Proof): Proof {
  return RANK[left] >= RANK[right] ? left : right;
}

export function stronger(left: Proof, right: Proof): Proof {
  return RANK[left] <= RANK[right] ? left : right;
}
