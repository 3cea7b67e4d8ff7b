// A workload: the top owner of pods, with what its pods have in common over all snapshots.
import type { ContainerPort, Labels } from '../sources/kubernetes-objects.ts';

export interface WorkloadRef {
  readonly namespace: string;
  /** Kind of the top owner as it is: Deployment, CronJob, Rollout, Pod, or one we have never heard of. */
  readonly kind: string;
  readonly name: string;
}

/** Pods of one workload that no policy and no dataplane tells apart: same labels, ports, runtime class, service account. */
export interface PodVariant {
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
  readonly addresses: readonly string[];
  readonly nodes: readonly string[];
  readonly runtimeClass?: string;
  readonly serviceAccount?: string;
  /** Whether a pod of this variant is in the newest snapshot, not finished. */
  readonly current: boolean;
}

export interface Workload extends WorkloadRef {
  /** `namespace/Kind/name`. */
  readonly id: string;
  /** Labels that every pod of the workload carried with the same value in every snapshot. */
  readonly labels: Labels;
  /** Distinct pods seen over all snapshots. */
  readonly podCount: number;
  readonly hostNetwork: boolean;
  /** Ordered newest first, then by labels. */
  readonly variants: readonly PodVariant[];
}

export function workloadId(ref: WorkloadRef): string {
  return `${ref.namespace}/${ref.kind}/${ref.name}`;
}
