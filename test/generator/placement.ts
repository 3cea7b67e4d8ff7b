// Where each pod runs and which address it gets: an address comes back into the pool and serves the next pod on its interface.

import type { NetworkInterface, Node, Pod, WorkloadSpec } from './model.ts';
import { workloadKey } from './model.ts';
import type { Fleet } from './nodes.ts';
import { at, type Random } from './random.ts';
import type { PodPlan } from './timeline.ts';
import { uidFrom } from './timeline.ts';

/** Seconds for which AWS's CNI keeps a released address out of use. */
const COOLDOWN_SECONDS = 60;

interface Slot {
  readonly node: Node;
  readonly eni: NetworkInterface;
  readonly address: string;
  /** Until when the address is held or cooling. */
  busyUntil: number;
}

/** Places the pods in the order of their creation; the result has that order too. */
export function placePods(plans: readonly PodPlan[], fleet: Fleet, random: Random): Pod[] {
  const slots: Slot[] = fleet.pools.flatMap((pool) =>
    pool.addresses.map((address) => ({ node: pool.node, eni: pool.eni, address, busyUntil: Number.NEGATIVE_INFINITY })),
  );
  const daemons = new Map<string, number>();
  const placed: Pod[] = [];
  const families = new Map<WorkloadSpec, Pod[]>();
  const ordered = [...plans].sort((left, right) => left.created - right.created || (left.name < right.name ? -1 : 1));
  for (const plan of ordered) {
    const family = families.get(plan.spec) ?? [];
    families.set(plan.spec, family);
    const siblings = family.filter((pod) => pod.ended > plan.created);
    const pinned = pinnedNode({ plan, fleet, daemons, placed });
    if (plan.spec.hostNetwork && pinned !== undefined) {
      placed.push(makePod(plan, { node: pinned, eni: at(pinned.interfaces, 0), address: pinned.address }, random));
      continue;
    }
    const slot = chooseSlot({ slots, time: plan.created, siblings, pinned, random });
    slot.busyUntil = plan.ended + COOLDOWN_SECONDS;
    const pod = makePod(plan, slot, random);
    placed.push(pod);
    family.push(pod);
  }
  return placed;
}

/** A DaemonSet has one pod on each node; a replacement goes where the last one was. */
function pinnedNode(request: {
  readonly plan: PodPlan;
  readonly fleet: Fleet;
  readonly daemons: Map<string, number>;
  readonly placed: readonly Pod[];
}): Node | undefined {
  const { plan, fleet, daemons, placed } = request;
  if (plan.spec.kind !== 'DaemonSet') return undefined;
  const key = workloadKey(plan.spec);
  const count = daemons.get(key) ?? 0;
  daemons.set(key, count + 1);
  if (count < fleet.nodes.length) return at(fleet.nodes, count);
  const vacant = fleet.nodes.find(
    (node) =>
      !placed.some(
        (pod) =>
          pod.node === node && workloadKey(pod.spec) === key && (pod.deletionRequested ?? pod.ended) > plan.created,
      ),
  );
  return vacant ?? at(fleet.nodes, count % fleet.nodes.length);
}

/** Prefers the node with the fewest pods of the workload, and there the address that came back last. */
function chooseSlot(request: {
  readonly slots: readonly Slot[];
  readonly time: number;
  readonly siblings: readonly Pod[];
  readonly pinned: Node | undefined;
  readonly random: Random;
}): Slot {
  const { slots, time, siblings, pinned, random } = request;
  const free = slots.filter((slot) => slot.busyUntil <= time && (pinned === undefined || slot.node === pinned));
  const nodes = random.shuffle([...new Set(free.map((slot) => slot.node))]);
  const crowd = (node: Node): number => siblings.filter((pod) => pod.node === node).length;
  const node = nodes.reduce<Node | undefined>(
    (best, item) => (best === undefined || crowd(item) < crowd(best) ? item : best),
    undefined,
  );
  const here = random.shuffle(free.filter((slot) => slot.node === node));
  const chosen = here.reduce<Slot | undefined>(
    (best, slot) => (best === undefined || slot.busyUntil > best.busyUntil ? slot : best),
    undefined,
  );
  if (chosen === undefined) throw new Error('the address pools of the simulated nodes are too small');
  return chosen;
}

function makePod(plan: PodPlan, place: Pick<Slot, 'node' | 'eni' | 'address'>, random: Random): Pod {
  return {
    ...plan,
    uid: uidFrom(random),
    node: place.node,
    eni: place.eni,
    address: place.address,
    started: plan.created + random.int(0, 2),
  };
}
