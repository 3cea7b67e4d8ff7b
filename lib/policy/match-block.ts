// Whether an address block names the other side, as the dataplane compares it.
import { type Address, parseAddress } from '../net/address.ts';
import { addressSetHas } from '../net/address-set.ts';
import { cidrContains } from '../net/cidr.ts';
import { both, type Certainty } from './certainty.ts';
import type { CompiledBlock } from './compiled.ts';
import type { RuleQuestion } from './match.ts';
import type { PolicyEndpoint } from './model.ts';
import type { Profile } from './profiles/profile.ts';

export function matchIpBlock(block: CompiledBlock, { peer, profile, direction }: RuleQuestion): Certainty {
  const { semantics } = profile;
  if (block.cidr.family === 6 && semantics.ipv6 === 'ignored') return 'no';
  const compared = isCompared(block, peer, profile);
  if (compared === 'no') return 'no';
  const inside = isInside(block, peer);
  if (block.scope !== 'dataplane') return both(compared, inside);
  const understood = direction === 'ingress' ? semantics.ingressIpBlock : semantics.egressIpBlock;
  if (understood === 'unknown') return both(inside, 'unknown');
  const unsure = semantics.except === 'unknown' && inside !== 'yes' && touchesHole(block, peer);
  return both(compared, unsure ? 'unknown' : inside);
}

/** Whether addresses of this kind of endpoint count at all. */
function isCompared({ scope }: CompiledBlock, peer: PolicyEndpoint, { semantics }: Profile): Certainty {
  if (scope === 'every-address' || peer.kind === 'address' || peer.kind === 'unidentified') return 'yes';
  if (scope === 'outside') return 'no';
  const isNode = peer.kind === 'node' || peer.hostNetwork;
  return isNode ? semantics.ipBlockMatchesNodes : semantics.ipBlockMatchesPods;
}

/** Where nobody says what an exception does, nothing is certain inside it. */
function touchesHole({ except }: CompiledBlock, peer: PolicyEndpoint): boolean {
  return (addressesOf(peer) ?? []).some((address) => except.some((hole) => cidrContains(hole, address)));
}

/**
 * Compares the addresses of the block's family: all inside is yes, none inside no, some (several pods taken as one) is
 * unknown.
 */
function isInside(block: CompiledBlock, peer: PolicyEndpoint): Certainty {
  const addresses = addressesOf(peer);
  if (addresses === undefined) return 'unknown';
  let inside = 0;
  let compared = 0;
  for (const address of addresses) {
    if (address.family !== block.cidr.family) continue;
    compared += 1;
    if (addressSetHas(block.addresses, address)) inside += 1;
  }
  if (inside === 0) return 'no';
  return inside === compared ? 'yes' : 'unknown';
}

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
