// Label selectors in one form, and whether they match a set of labels.
import type { Labels } from '../sources/kubernetes-objects.ts';
import { anyOf, type Certainty, certaintyOf } from './certainty.ts';

/** The four of metav1.LabelSelector, and those that only Calico's selectors have. Each has its negation here. */
export type SelectorOperator =
  | 'In'
  | 'NotIn'
  | 'Exists'
  | 'DoesNotExist'
  | 'Contains'
  | 'NotContains'
  | 'StartsWith'
  | 'NotStartsWith'
  | 'EndsWith'
  | 'NotEndsWith';

export interface Requirement {
  readonly kind: 'label';
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Empty for Exists and DoesNotExist; one for the operators on parts of a value. */
  readonly values: ReadonlySet<string>;
}

/** Met where one of the alternatives is; by nothing where there are none. */
export interface Alternatives {
  readonly kind: 'any-of';
  readonly alternatives: readonly Selector[];
}

/** "The requirements are ANDed": an empty selector matches everything. */
export type Selector = readonly (Requirement | Alternatives)[];

/** What is known of an object's labels: `isKnown` says whether the value of a key, or its absence, is certain. */
export interface LabelView {
  readonly valueOf: (key: string) => string | undefined;
  readonly isKnown: (key: string) => boolean;
}

/** Labels are values that many questions share, so their view is made once. */
const OWN_VIEWS = new WeakMap<Labels, LabelView>();

export function ownLabels(labels: Labels): LabelView {
  const known = OWN_VIEWS.get(labels);
  if (known !== undefined) return known;
  const view: LabelView = { valueOf: (key) => labelValue(labels, key), isKnown: () => true };
  OWN_VIEWS.set(labels, view);
  return view;
}

/** Only some of the labels are known: a key outside them settles nothing. */
export function someLabels(known: Labels): LabelView {
  return { valueOf: (key) => labelValue(known, key), isKnown: (key) => Object.hasOwn(known, key) };
}

export function matchSelector(selector: Selector, view: LabelView): Certainty {
  let answer: Certainty = 'yes';
  for (const requirement of selector) {
    const one = meets(requirement, view);
    if (one === 'no') return 'no';
    if (one === 'unknown') answer = 'unknown';
  }
  return answer;
}

/** Where all labels are known. */
export function matchesLabels(selector: Selector, labels: Labels): boolean {
  return matchSelector(selector, ownLabels(labels)) === 'yes';
}

function meets(requirement: Requirement | Alternatives, view: LabelView): Certainty {
  if (requirement.kind === 'any-of') {
    return anyOf(requirement.alternatives, (alternative) => matchSelector(alternative, view));
  }
  if (!view.isKnown(requirement.key)) return 'unknown';
  return certaintyOf(holds(requirement, view.valueOf(requirement.key)));
}

/** Own keys only: a label is never inherited, whatever its key. */
function labelValue(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/**
 * "NotIn" and "DoesNotExist" also hold for objects without the key (labels concept page, set-based requirement), and so
 * does every negation of Calico's (NetworkPolicy resource page, selectors).
 */
function holds({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.has(value);
    case 'NotIn':
      return value === undefined || !values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Contains':
      return hasPart(value, values, (whole, text) => whole.includes(text));
    case 'NotContains':
      return !hasPart(value, values, (whole, text) => whole.includes(text));
    case 'StartsWith':
      return hasPart(value, values, (whole, text) => whole.startsWith(text));
    case 'NotStartsWith':
      return !hasPart(value, values, (whole, text) => whole.startsWith(text));
    case 'EndsWith':
      return hasPart(value, values, (whole, text) => whole.endsWith(text));
    case 'NotEndsWith':
      return !hasPart(value, values, (whole, text) => whole.endsWith(text));
  }
}

function hasPart(
  value: string | undefined,
  texts: ReadonlySet<string>,
  test: (value: string, text: string) => boolean,
): boolean {
  return value !== undefined && [...texts].some((text) => test(value, text));
}
