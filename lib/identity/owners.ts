// From a pod to its workload: the top of its owner chain, as far as names and snapshots prove it.
import type { Controller, OwnerReference, Pod, Snapshot } from '../sources/kubernetes-objects.ts';
import { type WorkloadRef, workloadId } from './workload.ts';

/** Controllers of all snapshots: a Job that an earlier one shows resolves later, when it is cleaned up. */
export interface Owners {
  readonly byUid: ReadonlyMap<string, Controller>;
  /** By `namespace/Kind/name`; the newest of that name. */
  readonly byName: ReadonlyMap<string, Controller>;
}

/**
 * The kinds that stand between a pod and what people deploy. No others are climbed: what a Deployment's owner is called
 * depends on which kinds were exported, and an operator may own several workloads.
 */
const INTERMEDIATE_KINDS: ReadonlySet<string> = new Set(['ReplicaSet', 'ReplicationController', 'Job']);

/** Label with the hash that ends a ReplicaSet's name, and the kind that makes such ReplicaSets. */
const TEMPLATE_HASHES = [
  ['rollouts-pod-template-hash', 'Rollout'],
  ['pod-template-hash', 'Deployment'],
] as const;

/** The time a CronJob was due, in minutes since 1970 (in seconds before Kubernetes 1.21), ends the name of its Job. */
const SCHEDULED_JOB = /^(.+)-\d{8,10}$/;

/** Longer chains than this are loops. */
const MAX_CHAIN = 8;

export function collectOwners(snapshots: readonly Snapshot[]): Owners {
  const byUid = new Map<string, Controller>();
  const byName = new Map<string, Controller>();
  for (const snapshot of snapshots) {
    for (const controller of snapshot.controllers) {
      byUid.set(controller.meta.uid, controller);
      byName.set(workloadId({ ...controller.meta, kind: controller.kind }), controller);
    }
  }
  return { byUid, byName };
}

/** Pods of nobody, and static pods, whose owner is their node, are workloads of kind `Pod` themselves. */
export function workloadOf(pod: Pod, owners: Owners): WorkloadRef {
  const { namespace, name, owner } = pod.meta;
  if (owner === undefined || owner.kind === 'Node') return { namespace, kind: 'Pod', name };
  let top = owner;
  for (let step = 0; step < MAX_CHAIN && INTERMEDIATE_KINDS.has(top.kind); step++) {
    const controller = findController(namespace, top, owners);
    if (controller === undefined) return unseenOwner(pod, top, owners);
    if (controller.meta.owner === undefined) break;
    top = controller.meta.owner;
  }
  return { namespace, kind: top.kind, name: top.name };
}

function findController(namespace: string, owner: OwnerReference, owners: Owners): Controller | undefined {
  return (
    owners.byUid.get(owner.uid) ?? owners.byName.get(workloadId({ namespace, kind: owner.kind, name: owner.name }))
  );
}

/** The workload behind a controller that no snapshot shows, by what its name and the pod's own labels prove. */
function unseenOwner(pod: Pod, owner: OwnerReference, owners: Owners): WorkloadRef {
  const { namespace, labels } = pod.meta;
  if (owner.kind === 'ReplicaSet') {
    for (const [label, kind] of TEMPLATE_HASHES) {
      const suffix = `-${labels[label] ?? ''}`;
      if (suffix.length > 1 && owner.name.length > suffix.length && owner.name.endsWith(suffix)) {
        return { namespace, kind, name: owner.name.slice(0, -suffix.length) };
      }
    }
  }
  if (owner.kind === 'Job') {
    const name = SCHEDULED_JOB.exec(owner.name)?.[1];
    const cronJob = name === undefined ? undefined : { namespace, kind: 'CronJob', name };
    if (cronJob !== undefined && owners.byName.has(workloadId(cronJob))) return cronJob;
  }
  return { namespace, kind: owner.kind, name: owner.name };
}
