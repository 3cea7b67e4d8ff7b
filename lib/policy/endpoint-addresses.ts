// The addresses of an endpoint as numbers.
import { type Address, type AddressFamily, parseAddress } from '../net/address.ts';
import type { PolicyEndpoint } from './model.ts';

/** Endpoints are values that many questions share, so their addresses are read once. */
const ADDRESSES = new WeakMap<PolicyEndpoint, readonly Address[]>();

/** Undefined where they are not known. */
export function addressesOf(endpoint: PolicyEndpoint): readonly Address[] | undefined {
  if (endpoint.kind === 'unidentified') return undefined;
  const texts = endpoint.kind === 'address' ? [endpoint.address] : endpoint.addresses;
  const addresses = ADDRESSES.get(endpoint) ?? texts.flatMap((text) => parseAddress(text) ?? []);
  ADDRESSES.set(endpoint, addresses);
  return addresses.length === 0 || addresses.length < texts.length ? undefined : addresses;
}

/** The families that a connection between the two can have; none where neither side's addresses are known. */
export function commonFamilies(one: PolicyEndpoint, other: PolicyEndpoint): ReadonlySet<AddressFamily> {
  const [left, right] = [familiesOf(one), familiesOf(other)];
  if (left === undefined || right === undefined) return left ?? right ?? new Set();
  return new Set([...left].filter((family) => right.has(family)));
}

export function familiesOf(endpoint: PolicyEndpoint): ReadonlySet<AddressFamily> | undefined {
  const addresses = addressesOf(endpoint);
  return addresses && new Set(addresses.map(({ family }) => family));
}
