// Whether policies of other APIs, which stay in force, allow what NetworkPolicies have no words for.

import type { Direction } from '../policy/model.ts';
import type { Cluster } from './cluster.ts';
import type { KeptConnection } from './eligible.ts';
import { policyManifest } from './manifests.ts';
import { DEFAULT_DENY } from './policy-names.ts';
import { prepareProof } from './proof.ts';
import { questionsOf } from './verify-observed.ts';

export type StandingJudge = (kept: KeptConnection, direction: Direction) => boolean;

/** As if the recommendation denied everything in each namespace. */
export function makeStandingJudge(cluster: Cluster): StandingJudge {
  if (cluster.standing.length === 0) return () => false;
  const closed = cluster.namespaces.map(({ name }) =>
    policyManifest({
      ...{ namespace: name, name: DEFAULT_DENY, podSelector: {}, ingress: [], egress: [] },
      types: ['ingress', 'egress'],
    }),
  );
  const proof = prepareProof(cluster, closed);
  return (kept, direction) =>
    questionsOf(kept, proof).every((query) => proof.judge.inForce(query, direction).kind === 'allowed');
}
