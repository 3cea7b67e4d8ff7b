// The dataplane as the proof asks it: as if it enforced every rule, for pods on no node in particular.
import type { Direction } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { Profile } from '../policy/profiles/profile.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';

/** On no node of any peer: the free way between a pod and its own node must not hide a missing rule. */
export const NO_NODE = '(no node)';

/**
 * Where rules are not enforced everything is allowed, which proves nothing of them: a finding says that they are inert,
 * and the proof is about what they would do. One profile stays one value, so that evaluators can tell them apart.
 */
export function proofDataplane(dataplane: Dataplane): Dataplane {
  return anywhere(dataplane, asIfEnforced);
}

/** As it is, for pods on no node in particular. */
export function asSeen(dataplane: Dataplane): Dataplane {
  return anywhere(dataplane, (profile) => profile);
}

function anywhere(dataplane: Dataplane, change: (profile: Profile) => Profile): Dataplane {
  const memory = new Map<Profile, Profile>();
  const changed = (profile: Profile): Profile => {
    const known = memory.get(profile) ?? change(profile);
    memory.set(profile, known);
    return known;
  };
  // A pod is one value in all questions about it.
  const ofPod = new WeakMap<Parameters<Dataplane['profileOf']>[0], Profile>();
  const [first, ...others] = dataplane.profiles;
  return {
    name: dataplane.name,
    profiles: [changed(first), ...others.map(changed)],
    profileOf: (pod) => {
      const known = ofPod.get(pod);
      if (known !== undefined) return known;
      const placed = pod.nodeName === NO_NODE ? { ...pod, nodeName: undefined } : pod;
      const profile = changed(dataplane.profileOf(placed));
      ofPod.set(pod, profile);
      return profile;
    },
    nodeClassOf: dataplane.nodeClassOf,
  };
}

function asIfEnforced(profile: Profile): Profile {
  const inert = (['ingress', 'egress'] as const).filter((direction) => isInert(profile, direction));
  if (inert.length === 0) return profile;
  // Of a dataplane without any policies no cell says how it would read them.
  const [text] = UPSTREAM.profiles;
  if (inert.length === 2) return text;
  const [direction] = inert;
  const enforced =
    direction === 'ingress' ? { ingressRules: 'enforced' as const } : { egressRules: 'enforced' as const };
  return { ...profile, semantics: { ...profile.semantics, ...enforced } };
}

/** Rules of that direction change nothing for the pod. */
export function isInert({ semantics }: Profile, direction: Direction): boolean {
  return (direction === 'ingress' ? semantics.ingressRules : semantics.egressRules) === 'not-enforced';
}
