// The dataplane of a cluster: which profile enforces for which pod, as a cluster can have two at once.
import type { PolicyEndpoint } from '../model.ts';
import type { Profile } from './profile.ts';

type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

export interface Dataplane {
  /** As it was asked for, with version and options: what a report records and `profileNamed` takes again. */
  readonly name: string;
  /** Every profile that some pod can have; the plain one first. */
  readonly profiles: readonly [Profile, ...Profile[]];
  readonly profileOf: (subject: PodEndpoint) => Profile;
  /**
   * Names of nodes that fare differently fall apart into classes: pods of one workload on nodes of one class have one
   * profile. Undefined where nodes make no difference.
   */
  readonly nodeClassOf: ((nodeName: string) => string) | undefined;
}

export function uniformDataplane(profile: Profile): Dataplane {
  return { name: profile.name, profiles: [profile], profileOf: () => profile, nodeClassOf: undefined };
}
