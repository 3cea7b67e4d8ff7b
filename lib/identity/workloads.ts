// The workloads that the snapshots show, and what their pods have and had in common.
import { compareBy } from '../base/order.ts';
import type { Labels, Pod, Snapshot } from '../sources/kubernetes-objects.ts';
import { newestPod } from './claims.ts';
import { type Group, groupBy } from './group-by.ts';
import { collectOwners, workloadOf } from './owners.ts';
import { inOrderOfTime, isFinished, type PodHistory, podHistories } from './timeline.ts';
import { type PodVariant, type Workload, type WorkloadRef, workloadId } from './workload.ts';

/** Sorted by id. */
export function buildWorkloads(snapshots: readonly Snapshot[]): readonly Workload[] {
  const ordered = inOrderOfTime(snapshots);
  const owners = collectOwners(ordered);
  const refOf = (history: PodHistory) => workloadOf(newestPod(history), owners);
  return [...groupBy(podHistories(ordered), (history) => workloadId(refOf(history)))]
    .map(([id, pods]) => buildWorkload(id, refOf(pods[0]), pods))
    .sort(compareBy(({ id }) => id));
}

function buildWorkload(id: string, ref: WorkloadRef, pods: Group<PodHistory>): Workload {
  return {
    id,
    namespace: ref.namespace,
    kind: ref.kind,
    name: ref.name,
    labels: commonLabels(pods),
    podCount: pods.length,
    hostNetwork: isHostNetwork(pods),
    variants: buildVariants(pods),
  };
}

/** Key order is sorted, so that bytes repeat. */
function commonLabels(pods: readonly PodHistory[]): Labels {
  const sightings = pods.flatMap((history) => history.sightings);
  let common = Object.entries(sightings[0]?.pod.meta.labels ?? {});
  for (const { pod } of sightings) {
    common = common.filter(([key, value]) => Object.hasOwn(pod.meta.labels, key) && pod.meta.labels[key] === value);
  }
  return Object.fromEntries(common.sort(compareBy(([key]) => key)));
}

/** A template may change from one to the other: what its latest pods are counts. */
function isHostNetwork(pods: readonly PodHistory[]): boolean {
  const lastSeen = (history: PodHistory) => history.sightings.at(-1)?.timeSeconds ?? 0;
  const newest = Math.max(...pods.map(lastSeen));
  return pods.filter((history) => lastSeen(history) === newest).every((history) => newestPod(history).hostNetwork);
}

interface VariantDraft {
  readonly key: string;
  readonly pod: Pod;
  readonly addresses: Set<string>;
  readonly nodes: Set<string>;
  lastSeenSeconds: number;
  creationSeconds: number;
  current: boolean;
}

/** Newest first: by last sighting, then by creation of the youngest pod, then by labels and ports. */
function buildVariants(pods: readonly PodHistory[]): readonly PodVariant[] {
  const drafts = new Map<string, VariantDraft>();
  for (const history of pods) addSightings(history, drafts);
  return [...drafts.values()]
    .sort(
      compareBy(
        (draft) => -draft.lastSeenSeconds,
        (draft) => -draft.creationSeconds,
        (draft) => draft.key,
      ),
    )
    .map((draft) => ({
      labels: draft.pod.meta.labels,
      ports: draft.pod.ports,
      addresses: [...draft.addresses].sort(),
      nodes: [...draft.nodes].sort(),
      ...runsAs(draft.pod),
      current: draft.current,
    }));
}

function addSightings(history: PodHistory, drafts: Map<string, VariantDraft>): void {
  for (const [index, { pod, timeSeconds }] of history.sightings.entries()) {
    const key = variantKey(pod);
    const draft = drafts.get(key) ?? newDraft(key, pod);
    drafts.set(key, draft);
    for (const address of pod.addresses) draft.addresses.add(address);
    if (pod.nodeName !== undefined) draft.nodes.add(pod.nodeName);
    draft.lastSeenSeconds = Math.max(draft.lastSeenSeconds, timeSeconds);
    draft.creationSeconds = Math.max(draft.creationSeconds, pod.meta.creationSeconds ?? 0);
    const newest = index === history.sightings.length - 1 && history.goneSeconds === undefined;
    draft.current ||= newest && !isFinished(pod);
  }
}

function newDraft(key: string, pod: Pod): VariantDraft {
  return { key, pod, addresses: new Set(), nodes: new Set(), lastSeenSeconds: 0, creationSeconds: 0, current: false };
}

/** Equal exactly where what the variant keeps is; the order in which containers list their ports does not matter. */
function variantKey(pod: Pod): string {
  const entries = Object.entries(pod.meta.labels).sort(compareBy(([key]) => key));
  const listed = pod.ports.map(({ name, protocol, port, hostPort }) =>
    JSON.stringify([name, protocol, port, hostPort]),
  );
  return JSON.stringify([entries, listed.sort(), runsAs(pod)]);
}

function runsAs({ runtimeClass, serviceAccount }: Pod): Pick<PodVariant, 'runtimeClass' | 'serviceAccount'> {
  return {
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
  };
}
