// A connection is of one address family: what has addresses of both is asked about with those of each.
import { compareText } from '../base/order.ts';
import { type AddressFamily, parseAddress } from '../net/address.ts';
import { addressesOf, commonFamilies } from './endpoint-addresses.ts';
import type { DirectionVerdict, PolicyEndpoint, PolicyQuery, RuleReference, ServiceAddress } from './model.ts';

const FAMILIES: readonly AddressFamily[] = [4, 6];

/** Endpoints are values that many questions share, and memories know them by identity. */
const OF_FAMILY: Readonly<Record<AddressFamily, WeakMap<PolicyEndpoint, PolicyEndpoint>>> = {
  4: new WeakMap(),
  6: new WeakMap(),
};

/** The question itself, where its connection can have one family only and the addresses are of that. IPv4 first. */
function questionsOfFamilies(query: PolicyQuery): readonly [PolicyQuery, ...(readonly PolicyQuery[])] {
  const { client, server, via } = query;
  const common = commonFamilies(client, server);
  const ofService = via === undefined ? [] : via.addresses.flatMap((text) => parseAddress(text)?.family ?? []);
  const [first, ...others] = FAMILIES.filter((family) => {
    return common.has(family) && (ofService.length === 0 || ofService.includes(family));
  }).map((family) => ofFamily(query, family));
  return first === undefined ? [query] : [first, ...others];
}

/** What all families say; unknown where they differ, as the question does not tell which it is. */
export function judgeFamilies(judge: (query: PolicyQuery) => DirectionVerdict, query: PolicyQuery): DirectionVerdict {
  if (!hasSeveral(query.client) && !hasSeveral(query.server)) return judge(query);
  const [first, second] = questionsOfFamilies(query);
  if (second === undefined) return judge(first);
  const [v4, v6] = [judge(first), judge(second)];
  if (v4 === v6) return v4;
  const isolated = v4.isolated || v6.isolated;
  const by = [...new Set([...v4.by, ...v6.by])].sort(compareText);
  if (v4.kind === v6.kind) return { ...v4, isolated, by, rules: unionOf(v4.rules, v6.rules) };
  const reason = `${v4.kind} over IPv4, ${v6.kind} over IPv6`;
  return { kind: 'unknown', isolated, by, rules: [], reason };
}

/** Addresses: perhaps of both families. */
export function hasSeveral(endpoint: PolicyEndpoint): boolean {
  return (endpoint.kind === 'pod' || endpoint.kind === 'node') && endpoint.addresses.length > 1;
}

function ofFamily(query: PolicyQuery, family: AddressFamily): PolicyQuery {
  const [client, server] = [restrict(query.client, family), restrict(query.server, family)];
  const via = query.via && restrictService(query.via, family);
  if (client === query.client && server === query.server && via === query.via) return query;
  return { ...query, client, server, ...(via === undefined ? {} : { via }) };
}

function restrict(endpoint: PolicyEndpoint, family: AddressFamily): PolicyEndpoint {
  if ((endpoint.kind !== 'pod' && endpoint.kind !== 'node') || addressesOf(endpoint) === undefined) return endpoint;
  const known = OF_FAMILY[family].get(endpoint);
  if (known !== undefined) return known;
  const addresses = endpoint.addresses.filter((text) => parseAddress(text)?.family === family);
  const isWhole = addresses.length === 0 || addresses.length === endpoint.addresses.length;
  const restricted = isWhole ? endpoint : { ...endpoint, addresses };
  OF_FAMILY[family].set(endpoint, restricted);
  return restricted;
}

function restrictService(via: ServiceAddress, family: AddressFamily): ServiceAddress {
  const addresses = via.addresses.filter((text) => parseAddress(text)?.family === family);
  return addresses.length === 0 || addresses.length === via.addresses.length ? via : { ...via, addresses };
}

/** Those of IPv4, then what IPv6 adds. */
function unionOf(one: readonly RuleReference[], other: readonly RuleReference[]): readonly RuleReference[] {
  const added = other.filter(
    ({ policy, rule }) => !one.some((known) => known.policy === policy && known.rule === rule),
  );
  return [...one, ...added];
}
