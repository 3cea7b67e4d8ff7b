// The single conditions a label selector is made of, and which of them hold for all pods of a workload.
import { type Compare, compareBy, compareText, uniqueSorted } from '../base/order.ts';
import { isLastResortLabel, isVolatileLabel } from '../policy/volatile-labels.ts';
import type { Labels } from '../sources/kubernetes-objects.ts';

export type Requirement =
  | { readonly kind: 'equals'; readonly key: string; readonly value: string }
  | { readonly kind: 'does-not-exist'; readonly key: string }
  | { readonly kind: 'exists'; readonly key: string }
  | { readonly kind: 'not-in'; readonly key: string; readonly values: readonly string[] };

/** First the keys that people name workloads by, in the order in which they are trusted. */
const PREFERRED_KEYS = ['app.kubernetes.io/name', 'app', 'k8s-app', 'app.kubernetes.io/component', 'component', 'name'];

const EXPRESSION_ORDER = ['equals', 'does-not-exist', 'exists', 'not-in'] as const;

function keyRank(key: string): number {
  const rank = PREFERRED_KEYS.indexOf(key);
  if (isLastResortLabel(key)) return PREFERRED_KEYS.length + 1;
  return rank < 0 ? PREFERRED_KEYS.length : rank;
}

const compareRequirements: Compare<Requirement> = compareBy<Requirement>(
  (requirement) => keyRank(requirement.key),
  (requirement) => EXPRESSION_ORDER.indexOf(requirement.kind),
  (requirement) => requirement.key,
);

export function requirementHolds(requirement: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.kind) {
    case 'equals':
      return value === requirement.value;
    case 'does-not-exist':
      return value === undefined;
    case 'exists':
      return value !== undefined;
    case 'not-in':
      // Upstream: `NotIn` holds where the key is absent.
      return value === undefined || !requirement.values.includes(value);
  }
}

/** Labels with the same value on every one of `own`, in the order of preference. */
export function equalRequirements(own: readonly Labels[]): Requirement[] {
  const [first = {}, ...rest] = own;
  return Object.entries(first)
    .filter(([key, value]) => !isVolatileLabel(key) && rest.every((labels) => labels[key] === value))
    .map(([key, value]): Requirement => ({ kind: 'equals', key, value }))
    .sort(compareRequirements);
}

/** Expressions that hold for every one of `own` and may tell `others` apart, in the order of preference. */
export function expressionRequirements(own: readonly Labels[], others: readonly Labels[]): Requirement[] {
  const keys = uniqueSorted([...own, ...others].flatMap((labels) => Object.keys(labels)));
  return keys
    .filter((key) => !isVolatileLabel(key))
    .flatMap((key) => expressionsOf(key, own, others))
    .sort(compareRequirements);
}

function expressionsOf(key: string, own: readonly Labels[], others: readonly Labels[]): Requirement[] {
  const ownValues = valuesOf(key, own);
  if (ownValues.size === 0) return [{ kind: 'does-not-exist', key }];
  const foreign = [...valuesOf(key, others)].filter((value) => !ownValues.has(value)).sort(compareText);
  const expressions: Requirement[] = [];
  if (own.every((labels) => Object.hasOwn(labels, key))) expressions.push({ kind: 'exists', key });
  if (foreign.length > 0) expressions.push({ kind: 'not-in', key, values: foreign });
  return expressions;
}

function valuesOf(key: string, all: readonly Labels[]): Set<string> {
  return new Set(all.flatMap((labels) => (Object.hasOwn(labels, key) ? [labels[key] ?? ''] : [])));
}
