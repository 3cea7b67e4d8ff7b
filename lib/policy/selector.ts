// Label selectors in one form, and whether they match a set of labels.
import type { Labels } from '../sources/kubernetes-objects.ts';
import { type Certainty, certaintyOf } from './certainty.ts';

export type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Empty for Exists and DoesNotExist. */
  readonly values: ReadonlySet<string>;
}

/** "The requirements are ANDed": an empty selector matches everything. */
export type Selector = readonly Requirement[];

export function matchesLabels(selector: Selector, labels: Labels): boolean {
  for (const requirement of selector) {
    if (!meets(requirement, labelValue(labels, requirement.key))) return false;
  }
  return true;
}

/** As `matchesLabels`, where only some of the labels are known: a key outside them settles nothing. */
export function matchesKnownLabels(selector: Selector, known: Labels): Certainty {
  let answer: Certainty = 'yes';
  for (const requirement of selector) {
    const value = labelValue(known, requirement.key);
    const one = value === undefined ? 'unknown' : certaintyOf(meets(requirement, value));
    if (one === 'no') return 'no';
    if (one === 'unknown') answer = 'unknown';
  }
  return answer;
}

/** In kubectl's notation: `app=web,tier in (a,b),!debug`; `everything` for the empty selector. */
export function formatSelector(selector: Selector): string {
  return selector.length === 0 ? 'everything' : selector.map(formatRequirement).join(',');
}

/** Own keys only: a label is never inherited, whatever its key. */
function labelValue(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** "NotIn" and "DoesNotExist" also hold for objects without the key (labels concept page, set-based requirement). */
function meets(requirement: Requirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.has(value);
    case 'NotIn':
      return value === undefined || !requirement.values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

function formatRequirement({ key, operator, values }: Requirement): string {
  const list = [...values].join(',');
  switch (operator) {
    case 'In':
      return values.size === 1 ? `${key}=${list}` : `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}
