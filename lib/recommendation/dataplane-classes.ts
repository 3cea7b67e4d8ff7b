// Which profiles the pods of a subject have: one for each class that its dataplane tells apart.
import type { Direction } from '../policy/model.ts';
import type { Profile } from '../policy/profiles/profile.ts';
import type { Cluster } from './cluster.ts';
import { type Tellers, workloadProbes } from './probes.ts';
import type { Subject } from './subjects.ts';

/** Each once, in the order of the members and their variants. */
export function profilesOf({ members }: Subject, { dataplane }: Pick<Cluster, 'dataplane'>): readonly Profile[] {
  const tellers: Tellers = { keys: new Set(), blockClassOf: () => 0, nodeClassOf: dataplane.nodeClassOf };
  const pods = members.flatMap((member) => workloadProbes(member, tellers));
  return [...new Set(pods.map((pod) => dataplane.profileOf(pod)))];
}

export function ipBlockOf({ semantics }: Profile, direction: Direction): Profile['semantics']['ingressIpBlock'] {
  return direction === 'ingress' ? semantics.ingressIpBlock : semantics.egressIpBlock;
}
