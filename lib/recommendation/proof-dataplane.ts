// The dataplane as the proof asks it: as if it enforced every rule, for pods on no node in particular.
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
  const memory = new Map<Profile, Profile>();
  const enforced = (profile: Profile): Profile => {
    const known = memory.get(profile) ?? asIfEnforced(profile);
    memory.set(profile, known);
    return known;
  };
  const [first, ...others] = dataplane.profiles;
  return {
    name: dataplane.name,
    profiles: [enforced(first), ...others.map(enforced)],
    profileOf: (pod) => {
      const anywhere = pod.nodeName === NO_NODE ? { ...pod, nodeName: undefined } : pod;
      return enforced(dataplane.profileOf(anywhere));
    },
    nodeClassOf: dataplane.nodeClassOf,
  };
}

function asIfEnforced(profile: Profile): Profile {
  const { ingressRules, egressRules } = profile.semantics;
  if (ingressRules !== 'not-enforced' && egressRules !== 'not-enforced') return profile;
  // Of a dataplane without any policies no cell says how it would read them.
  const [text] = UPSTREAM.profiles;
  if (ingressRules === 'not-enforced' && egressRules === 'not-enforced') return text;
  return { ...profile, semantics: { ...profile.semantics, ingressRules: 'enforced', egressRules: 'enforced' } };
}
