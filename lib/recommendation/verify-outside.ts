// Proof, second half, with the outside: what the recommendation allows with addresses outside that nobody used.
import { compareNumber } from '../base/order.ts';
import { type Address, formatAddress } from '../net/address.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Direction } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import { makeAddressesIn } from './addresses-in.ts';
import type { Candidate } from './beyond-candidates.ts';
import { type Found, whyNotDenied } from './beyond-found.ts';
import type { PortManifest } from './manifests.ts';
import type { IsMeant, Party } from './permissions.ts';
import type { Proof } from './proof.ts';

export interface OutsideSearch {
  readonly proof: Proof;
  readonly isMeant: IsMeant;
  readonly candidates: readonly Candidate[];
  /** Every port that anything names, by its text. */
  readonly all: ReadonlyMap<string, PortManifest>;
  /** Outside addresses that somebody used, and some that nobody did. */
  readonly observed: readonly Address[];
  readonly strangers: readonly Address[];
}

/** Addresses that no rule of the pod names are like a stranger. The outside itself is isolated by nothing. */
export function makeBeyondOutside(search: OutsideSearch): (candidate: Candidate) => Iterable<Found> {
  const namedBy = observedInBlocks(search);
  return function* beyondOutside(candidate) {
    if (!candidate.recommended) return;
    for (const direction of ['egress', 'ingress'] as const) {
      const addresses = [...namedBy(candidate[direction].policies), ...search.strangers];
      yield* beyondOutsideOf(candidate, { direction, addresses: addresses.map(formatAddress) }, search);
    }
  };
}

/** Those of the observed addresses that a block of the policies holds. */
function observedInBlocks({ proof, observed }: OutsideSearch): (policies: readonly CompiledPolicy[]) => Address[] {
  const addressesIn = makeAddressesIn(observed);
  const byPolicy = new Map<CompiledPolicy, readonly number[]>();
  const placesOf = (policy: CompiledPolicy): readonly number[] => {
    const blocksOf = () => policyBlocks({ ...proof.inForce, policies: [policy] });
    const places = byPolicy.get(policy) ?? blocksOf().flatMap(addressesIn);
    byPolicy.set(policy, places);
    return places;
  };
  return (policies) => {
    const places = [...new Set(policies.flatMap(placesOf))].sort(compareNumber);
    return places.flatMap((place) => observed[place] ?? []);
  };
}

interface Outside {
  readonly direction: Direction;
  readonly addresses: readonly string[];
}

function* beyondOutsideOf(
  candidate: Candidate,
  { direction, addresses }: Outside,
  { proof, isMeant, all }: OutsideSearch,
): Generator<Found> {
  const { ports = all } = candidate[direction];
  const { party, pod } = candidate;
  for (const address of addresses) {
    const there: Party = { kind: 'outside', address };
    const probe = proof.probes.ofAddress(address);
    for (const port of ports.values()) {
      const egress = direction === 'egress';
      const [client, server] = egress ? [party, there] : [there, party];
      if (isMeant({ client, server, port })) continue;
      const sides = egress ? { client: pod, server: probe } : { client: probe, server: pod };
      const query = { ...sides, ...port };
      const why = whyNotDenied(proof, query, [proof.judge.inForce(query, direction)]);
      if (why !== undefined) yield { permission: { client, server, port }, why };
    }
  }
}
