// The pods that the search for permissions beyond the observed asks about, as clients and as servers.
import type { Direction, PolicyEndpoint } from '../policy/model.ts';
import { isRecommended } from './cluster.ts';
import type { PortManifest } from './manifests.ts';
import type { Party } from './permissions.ts';
import { makeReach, type Reach, unseenPorts } from './port-classes.ts';
import type { PodProbe } from './probes.ts';
import type { Proof } from './proof.ts';

/** One pod that stands for all that policies cannot tell from it, and what it can be allowed at all. */
export interface Candidate extends Readonly<Record<Direction, Reach>> {
  /** In the list of all. */
  readonly place: number;
  readonly party: Extract<Party, { kind: 'workload' }>;
  readonly pod: PodProbe;
  /** The pod as it asks others, another of its kind. */
  readonly asClient: PolicyEndpoint;
  /** Whether the recommendation writes policies for it. */
  readonly recommended: boolean;
}

/** In the order of the subjects, their members and their pods. `stranger`: an address that nothing names. */
export function findCandidates(proof: Proof, named: readonly PortManifest[], stranger: string): readonly Candidate[] {
  const { cluster, probes } = proof;
  const [unseen = { protocol: 'TCP', port: 1 }] = unseenPorts(named);
  const reach = makeReach(proof, { unseen, stranger: probes.ofAddress(stranger) });
  const workloads = cluster.subjects.flatMap(({ members }) => members);
  const pods = workloads.flatMap((workload) => probes.ofWorkload(workload).map((pod) => ({ workload, pod })));
  return pods.map(({ workload, pod }, place) => ({
    place,
    party: { kind: 'workload', id: workload.id },
    pod,
    asClient: probes.asClient(pod),
    egress: reach(pod, 'egress'),
    ingress: reach(pod, 'ingress'),
    recommended: isRecommended(cluster, workload.namespace),
  }));
}
