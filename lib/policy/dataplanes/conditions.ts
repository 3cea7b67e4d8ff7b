// Every condition that the documents set for nodes and pods, by dataplane.
import type { Condition } from './condition.ts';
import { ACK_CONDITIONS } from './conditions-ack.ts';
import { CCE_CONDITIONS } from './conditions-cce.ts';
import { EKS_CONDITIONS } from './conditions-eks.ts';
import { OTHER_CONDITIONS } from './conditions-other.ts';

/** In the order in which they are asked. */
export const CONDITIONS: readonly Condition[] = [
  ...ACK_CONDITIONS,
  ...CCE_CONDITIONS,
  ...EKS_CONDITIONS,
  ...OTHER_CONDITIONS,
];

export function conditionsOf(dataplane: string): readonly Condition[] {
  return CONDITIONS.filter(({ dataplanes }) => dataplanes.includes(dataplane));
}
