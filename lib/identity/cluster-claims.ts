// When nodes and services held their addresses, by the same rules as pods.
import type { Node, Snapshot } from '../sources/kubernetes-objects.ts';
import type { SingleHolder } from './assignment.ts';
import type { Claim } from './claims.ts';
import { inOrderOfTime, isFinished, nextTimes, OPEN_END_SECONDS, OPEN_START_SECONDS } from './timeline.ts';

/** One object with an address in one snapshot. */
interface Sighting {
  readonly timeSeconds: number;
  readonly address: string;
  readonly holder: SingleHolder;
  /** Tells apart objects that had the same name one after the other. */
  readonly identity: string;
  readonly creationSeconds: number | undefined;
}

/** A snapshot without nodes was made without them: what its pods say of their nodes then has to do. */
export function nodeClaims(snapshots: readonly Snapshot[]): readonly Claim[] {
  const ordered = inOrderOfTime(snapshots).filter(({ nodes, pods }) => nodes.length > 0 || pods.length > 0);
  const sightings = ordered.flatMap((snapshot) => {
    const { timeSeconds } = snapshot;
    return (snapshot.nodes.length > 0 ? snapshot.nodes : nodesOfPods(snapshot)).flatMap(
      ({ name, creationSeconds, addresses }) => {
        const holder = { kind: 'node', name } as const;
        const identity = `${name} ${creationSeconds ?? ''}`;
        return addresses.map((address) => ({ timeSeconds, address, holder, identity, creationSeconds }));
      },
    );
  });
  return claimsOf(ordered, sightings);
}

function nodesOfPods({ pods }: Snapshot): readonly Pick<Node, 'name' | 'addresses' | 'creationSeconds'>[] {
  const addresses = new Map<string, Set<string>>();
  for (const pod of pods) {
    if (pod.nodeName === undefined || isFinished(pod)) continue;
    const known = addresses.get(pod.nodeName) ?? new Set();
    for (const address of pod.hostAddresses) known.add(address);
    addresses.set(pod.nodeName, known);
  }
  return [...addresses].map(([name, known]) => ({ name, addresses: [...known], creationSeconds: undefined }));
}

/** ClusterIPs only: what a load balancer or an external address leads to is not in the cluster. */
export function serviceClaims(snapshots: readonly Snapshot[]): readonly Claim[] {
  const ordered = inOrderOfTime(snapshots).filter(({ services }) => services.length > 0);
  return claimsOf(
    ordered,
    ordered.flatMap(({ timeSeconds, services }) =>
      services.flatMap(({ meta, clusterAddresses }) => {
        const holder = { kind: 'service', namespace: meta.namespace, name: meta.name } as const;
        const { uid: identity, creationSeconds } = meta;
        return clusterAddresses.map((address) => ({ timeSeconds, address, holder, identity, creationSeconds }));
      }),
    ),
  );
}

/** From creation, or ever, to just before the first of the telling snapshots that lacks it, or forever. */
function claimsOf(telling: readonly Snapshot[], sightings: readonly Sighting[]): readonly Claim[] {
  const nextTime = nextTimes(telling);
  const byClaim = new Map<string, { readonly first: Sighting; last: Sighting }>();
  for (const sighting of sightings) {
    const key = `${sighting.address} ${sighting.holder.kind} ${sighting.identity}`;
    const known = byClaim.get(key);
    if (known === undefined) byClaim.set(key, { first: sighting, last: sighting });
    else known.last = sighting;
  }
  return [...byClaim.values()].map(({ first, last }) => ({
    address: first.address,
    holder: last.holder,
    fromSeconds: first.creationSeconds ?? OPEN_START_SECONDS,
    certainSeconds: last.timeSeconds,
    toSeconds: (nextTime.get(last.timeSeconds) ?? OPEN_END_SECONDS + 1) - 1,
    slack: false,
  }));
}
