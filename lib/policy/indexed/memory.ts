// What the indexed evaluator remembers, within a bound: when that is reached, it starts anew.
import type { Standing } from '../applicable.ts';
import type { Direction, DirectionVerdict, PolicyEndpoint } from '../model.ts';
import type { Profile } from '../profiles/profile.ts';
import type { ClassKeyOf } from './endpoint-classes.ts';

/** One class of subjects under one profile and direction. */
export interface SubjectMemory {
  readonly standing: Standing;
  readonly verdicts: Map<number, DirectionVerdict>;
}

export interface Memory {
  readonly classOf: (endpoint: PolicyEndpoint) => number;
  readonly subjects: (profile: Profile, direction: Direction) => Map<number, SubjectMemory>;
  /** To be told of all that is put into the maps: verdicts, and policies of a standing. */
  readonly grow: (entries: number) => void;
  readonly entries: () => number;
}

export function makeMemory(keyOf: ClassKeyOf): Memory {
  let entries = 0;
  const grow = (more: number): void => {
    entries += more;
  };
  const subjects = new Map<Profile, Record<Direction, Map<number, SubjectMemory>>>();
  return {
    classOf: makeClasses(keyOf, grow),
    subjects: (profile, direction) => {
      const known = subjects.get(profile);
      if (known !== undefined) return known[direction];
      const fresh = { ingress: new Map<number, SubjectMemory>(), egress: new Map<number, SubjectMemory>() };
      subjects.set(profile, fresh);
      return fresh[direction];
    },
    grow,
    entries: () => entries,
  };
}

/** Endpoints are mostly values that many questions share: the key of each is made once. */
function makeClasses(keyOf: ClassKeyOf, grow: (entries: number) => void): (endpoint: PolicyEndpoint) => number {
  const numbers = new Map<string, number>();
  const ofEndpoint = new WeakMap<PolicyEndpoint, number>();
  return (endpoint) => {
    const known = ofEndpoint.get(endpoint);
    if (known !== undefined) return known;
    const key = keyOf(endpoint);
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) {
      numbers.set(key, number);
      grow(1);
    }
    ofEndpoint.set(endpoint, number);
    return number;
  };
}
