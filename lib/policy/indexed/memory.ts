// What the indexed evaluator remembers of endpoints, counted, so that it can start anew when that is too much.
import type { Direction, PolicyEndpoint } from '../model.ts';
import type { ClassKeyOf } from './endpoint-classes.ts';
import type { RememberedSubject } from './remembered-subject.ts';
import { makeVerdictCache, type VerdictCache } from './verdict-cache.ts';

/** Endpoints that no policy can tell apart. As subjects of policies: one for each profile that they were asked under. */
export interface EndpointClass extends Readonly<Record<Direction, RememberedSubject[]>> {
  /** No other class has it. */
  readonly number: number;
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
    const found = classes.get(key) ?? { number: classes.size, egress: [], ingress: [] };
    if (found.number === classes.size) {
      classes.set(key, found);
      grow(1);
    }
    ofEndpoint.set(endpoint, found);
    return found;
  };
}
