// Proof, second half: what the recommendation allows that nobody used, of all pairs and all ports that can differ.
import { uniqueSorted } from '../base/order.ts';
import { parseAddress } from '../net/address.ts';
import { type Candidate, findCandidates } from './beyond-candidates.ts';
import { type Beyond, type Found, sortOut, whyNotDenied } from './beyond-found.ts';
import type { KeptConnection } from './eligible.ts';
import type { PortManifest } from './manifests.ts';
import { makeSides, pairQuery } from './open-sides.ts';
import { pairsToAsk } from './pairs-to-ask.ts';
import type { IsMeant } from './permissions.ts';
import { allPortClasses } from './port-classes.ts';
import { outsideAddresses } from './probes.ts';
import type { Proof } from './proof.ts';
import { beyondOutside } from './verify-outside.ts';

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
  const search = { proof, isMeant, all, observed, strangers, candidates };
  return sortOut([...beyondBetweenPods(search), ...beyondOutside(search)]);
}

interface PodSearch {
  readonly proof: Proof;
  readonly isMeant: IsMeant;
  readonly candidates: readonly Candidate[];
  readonly all: ReadonlyMap<string, PortManifest>;
}

function* beyondBetweenPods({ proof, isMeant, candidates, all }: PodSearch): Generator<Found> {
  const judge = proof.judge.inForce;
  for (const { client, server, port } of pairsToAsk({ candidates, all, sideOf: makeSides(candidates, proof) })) {
    const permission = { client: client.party, server: server.party, port };
    if (isMeant(permission)) continue;
    const query = pairQuery(client, server, port);
    const sides = [judge(query, 'egress')];
    if (sides[0]?.kind !== 'denied') sides.push(judge(query, 'ingress'));
    const why = whyNotDenied(proof, query, sides);
    if (why !== undefined) yield { permission, why };
  }
}
