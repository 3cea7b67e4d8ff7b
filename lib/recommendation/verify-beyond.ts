// Proof, second half: what the recommendation allows that nobody used, of all pairs and all ports that can differ.
import { uniqueSorted } from '../base/order.ts';
import { parseAddress } from '../net/address.ts';
import type { DirectionVerdict, PolicyQuery } from '../policy/model.ts';
import { type Candidate, findCandidates } from './beyond-candidates.ts';
import { type Beyond, type Found, sortOut, whyNotDenied } from './beyond-found.ts';
import type { KeptConnection } from './eligible.ts';
import { makeSides, pairQuery } from './open-sides.ts';
import { type AskedPair, makePairsOf } from './pairs-to-ask.ts';
import type { IsMeant } from './permissions.ts';
import { allPortClasses } from './port-classes.ts';
import { outsideAddresses } from './probes.ts';
import type { Proof } from './proof.ts';
import { makeBeyondOutside, type OutsideSearch } from './verify-outside.ts';

/** Documentation networks (RFC 5737, RFC 3849): used by nobody, unless the logs say otherwise. */
const [STRANGER, ...MORE_STRANGERS] = ['198.51.100.1', '203.0.113.1', '192.0.2.1', '2001:db8::1'] as const;

export function findBeyond(kept: readonly KeptConnection[], proof: Proof, isMeant: IsMeant): Beyond {
  const { cluster, inForce } = proof;
  const all = allPortClasses(inForce, kept, cluster.workloads.values());
  const endpoints = kept.flatMap(({ connection }) => [connection.client, connection.server]);
  const used = new Set(endpoints.flatMap((endpoint) => outsideAddresses(cluster, endpoint)));
  const observed = uniqueSorted(used).flatMap((text) => parseAddress(text) ?? []);
  const unused = [STRANGER, ...MORE_STRANGERS].filter((stranger) => !used.has(stranger));
  const strangers = unused.flatMap((text) => parseAddress(text) ?? []);
  const candidates = findCandidates(proof, [...all.values()], STRANGER);
  const pairsOf = makePairsOf({ candidates, all, sideOf: makeSides(candidates, proof) });
  return sortOut(beyondByWorkload({ proof, isMeant, all, observed, strangers, candidates, pairsOf }));
}

interface Search extends OutsideSearch {
  readonly pairsOf: (client: Candidate) => Iterable<AskedPair>;
}

/** For each workload: what it is allowed as a client of others, and with the outside. */
function* beyondByWorkload({ pairsOf, ...search }: Search): Generator<Iterable<Found>> {
  const byWorkload = new Map<string, Candidate[]>();
  for (const candidate of search.candidates) {
    const { id } = candidate.party;
    byWorkload.set(id, [...(byWorkload.get(id) ?? []), candidate]);
  }
  const outside = makeBeyondOutside(search);
  for (const pods of byWorkload.values()) yield beyondOf(pods);

  function* beyondOf(pods: readonly Candidate[]): Generator<Found> {
    for (const pod of pods) {
      yield* beyondOfPairs(pairsOf(pod), search);
      yield* outside(pod);
    }
  }
}

function* beyondOfPairs(pairs: Iterable<AskedPair>, { proof, isMeant }: OutsideSearch): Generator<Found> {
  for (const { client, server, port, sides } of pairs) {
    const permission = { client: client.party, server: server.party, port };
    if (isMeant(permission)) continue;
    const query = pairQuery(client, server, port);
    const why = whyNotDenied(proof, query, sides ?? askSides(query, proof));
    if (why !== undefined) yield { permission, why };
  }
}

function askSides(query: PolicyQuery, { judge }: Proof): readonly DirectionVerdict[] {
  const egress = judge.inForce(query, 'egress');
  return egress.kind === 'denied' ? [egress] : [egress, judge.inForce(query, 'ingress')];
}
