// What the indexed evaluator remembers of endpoints, counted, so that it can start anew when that is too much.

import { hasSeveral } from '../address-families.ts';
import type { Direction, PolicyEndpoint } from '../model.ts';
import type { ClassKeyOf } from './endpoint-classes.ts';
import type { RememberedSubject } from './remembered-subject.ts';
import { makeVerdictCache, type VerdictCache } from './verdict-cache.ts';

/** Endpoints that no policy can tell apart. */
export interface EndpointClass {
  /** No other class has it. */
  readonly number: number;
  /** Whether it has several addresses, so that it may talk in one family or another. */
  readonly several: boolean;
  /** The class as a subject of policies: the first of a chain with one for each profile that it was asked under. */
  readonly subjects: Record<Direction, RememberedSubject | undefined>;
}

export interface Memory {
  readonly classOf: (endpoint: PolicyEndpoint) => EndpointClass;
  readonly verdicts: VerdictCache;
  /** To be told of what is put away elsewhere. */
  readonly grow: (entries: number) => void;
  /** How much is remembered: classes, and what `grow` was told of. */
  readonly entries: () => number;
}

const VERDICT_PLACES = 2 ** 20;

/** `most`: how many entries there are to be; verdicts have places of their own, not more than these. */
export function makeMemory(keyOf: ClassKeyOf, most: number): Memory {
  let entries = 0;
  const grow = (more: number): void => {
    entries += more;
  };
  return {
    classOf: makeClasses(keyOf, grow),
    verdicts: makeVerdictCache(Math.min(most, VERDICT_PLACES)),
    grow,
    entries: () => entries,
  };
}

/** Endpoints are mostly values that many questions share: the key of each is made once. */
function makeClasses(keyOf: ClassKeyOf, grow: Memory['grow']): Memory['classOf'] {
  const classes = new Map<string, EndpointClass>();
  const ofEndpoint = new WeakMap<PolicyEndpoint, EndpointClass>();
  return (endpoint) => {
    const known = ofEndpoint.get(endpoint);
    if (known !== undefined) return known;
    const key = keyOf(endpoint);
    const found = classes.get(key) ?? newClass(classes.size, endpoint);
    if (found.number === classes.size) {
      classes.set(key, found);
      grow(1);
    }
    ofEndpoint.set(endpoint, found);
    return found;
  };
}

function newClass(number: number, endpoint: PolicyEndpoint): EndpointClass {
  return { number, several: hasSeveral(endpoint), subjects: { egress: undefined, ingress: undefined } };
}
