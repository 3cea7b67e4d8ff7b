// Calico's tiers: the built-in ones, and those that Tier objects define.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { TierPlace } from '../compiled.ts';
import { ADMIN_TIER, BASELINE_TIER, DEFAULT_TIER } from '../tiers.ts';
import { isCalicoGroup, readName, rootOf } from './calico-names.ts';
import { type Cursor, checkFields, isAbsent, type Problem, propertyOf, reportInvalid } from './manifest-reader.ts';

/** Their orders and default actions are fixed; they hold the upstream policies as well. */
const BUILT_IN: ReadonlyMap<string, TierPlace> = new Map([
  ['default', DEFAULT_TIER],
  ['kube-admin', ADMIN_TIER],
  ['kube-baseline', BASELINE_TIER],
]);

/** By name; undefined: there is a Tier and its place is not known. */
export type KnownTiers = ReadonlyMap<string, TierPlace | undefined>;

/** The last Tier of a name counts. */
export function readTiers(documents: readonly PolicyDocument[]): KnownTiers {
  const written = documents.filter(isTier).map((document) => readTier(document));
  return new Map([...written.map(({ name, place }) => [name, place] as const), ...BUILT_IN]);
}

export function isTier(document: PolicyDocument): boolean {
  const root = rootOf(document);
  return isCalicoGroup(String(propertyOf(root, 'apiVersion').value)) && propertyOf(root, 'kind').value === 'Tier';
}

export function readTier(document: PolicyDocument): {
  readonly name: string;
  readonly place: TierPlace | undefined;
  readonly problems: readonly Problem[];
} {
  const root = rootOf(document);
  checkFields(root, ['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  const { name = '?' } = readName(root);
  const spec = propertyOf(root, 'spec');
  if (!isAbsent(spec)) checkFields(spec, ['order', 'defaultAction']);
  const order = readOrder(propertyOf(spec, 'order'));
  const action = propertyOf(spec, 'defaultAction');
  // "defaultAction: Deny, Pass; default Deny"
  if (!isAbsent(action) && action.value !== 'Deny' && action.value !== 'Pass') reportInvalid(action, 'Deny or Pass');
  const place: TierPlace = { name, order, unmatched: action.value === 'Pass' ? 'pass' : 'deny' };
  return {
    name,
    place: root.problems.length === 0 && !sharesOrder(order) ? place : undefined,
    problems: root.problems,
  };
}

/** "Tiers with identical order will be applied in alphanumerical order": these two have other names here than there. */
function sharesOrder(order: number): boolean {
  return order === ADMIN_TIER.order || order === BASELINE_TIER.order;
}

/** "If the order is omitted, it may be considered to be "infinite" - i.e. the tier will be applied last." So policies. */
export function readOrder(cursor: Cursor): number {
  if (isAbsent(cursor)) return Number.POSITIVE_INFINITY;
  const { value } = cursor;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  reportInvalid(cursor, 'a number');
  return Number.POSITIVE_INFINITY;
}
