// Proof, second half: what the recommendation allows that nobody used, over all pairs and all ports that can differ.
import { uniqueSorted } from '../base/order.ts';
import { type Address, formatAddress, parseAddress } from '../net/address.ts';
import { cidrContains } from '../net/cidr.ts';
import { combine } from '../policy/evaluate.ts';
import type { Direction, DirectionVerdict, PolicyQuery } from '../policy/model.ts';
import { isRecommended } from './cluster.ts';
import type { KeptConnection } from './eligible.ts';
import type { PortManifest } from './manifests.ts';
import type { IsMeant, Party, Permission } from './permissions.ts';
import { allPortClasses, commonPorts, makeReach, type Reach, unseenPorts } from './port-classes.ts';
import { portText } from './ports.ts';
import { asAnotherPod, outsideAddresses, outsideProbe, type PodProbe, workloadProbes } from './probes.ts';
import type { Proof } from './proof.ts';

/** Texts like `shop/Deployment/web -> shop/Deployment/db TCP/5432`, each list sorted and apart from the others. */
export interface Beyond {
  readonly allowed: readonly string[];
  /** Those that only policies of other APIs allow, by the policy; by its name. */
  readonly byStanding: ReadonlyMap<string, readonly string[]>;
  /** Not surely denied: the dataplane's documents leave it open; by the reason. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

/** One pod that stands for all that policies cannot tell from it, and what it can be allowed at all. */
interface Candidate {
  readonly party: Extract<Party, { kind: 'workload' }>;
  readonly pod: PodProbe;
  readonly egress: Reach;
  readonly ingress: Reach;
  /** Whether the recommendation writes policies for it. */
  readonly recommended: boolean;
}

interface Search {
  readonly proof: Proof;
  readonly isMeant: IsMeant;
  readonly candidates: readonly Candidate[];
  readonly all: ReadonlyMap<string, PortManifest>;
  /** Outside addresses that somebody used, and some that nobody did. */
  readonly observed: readonly Address[];
  readonly strangers: readonly Address[];
}

/** Documentation networks (RFC 5737, RFC 3849): used by nobody, unless the logs say otherwise. */
const STRANGERS = ['198.51.100.1', '203.0.113.1', '192.0.2.1', '2001:db8::1'];

export function findBeyond(kept: readonly KeptConnection[], proof: Proof, isMeant: IsMeant): Beyond {
  const { cluster, inForce } = proof;
  const all = allPortClasses(inForce, kept, cluster.workloads.values());
  const endpoints = kept.flatMap(({ connection }) => [connection.client, connection.server]);
  const used = uniqueSorted(endpoints.flatMap((endpoint) => outsideAddresses(cluster, endpoint)));
  const observed = used.flatMap((text) => parseAddress(text) ?? []);
  const unused = STRANGERS.filter((stranger) => !used.includes(stranger));
  const strangers = unused.flatMap((text) => parseAddress(text) ?? []);
  const candidates = findCandidates(proof, [...all.values()]);
  const search = { proof, isMeant, all, observed, strangers, candidates };
  return sortOut([...beyondBetweenPods(search), ...beyondOutside(search)]);
}

/** What is not surely denied, and why. */
interface Found {
  readonly permission: Permission;
  readonly why: Why;
}

type Why =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'by-standing'; readonly policies: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Pods of one workload may fare differently: what some are surely allowed is allowed. */
function sortOut(found: readonly Found[]): Beyond {
  const texts = (wanted: Why['kind']) =>
    found.flatMap(({ permission, why }) => (why.kind === wanted ? [permissionText(permission)] : []));
  const allowed = new Set(texts('allowed'));
  const surely = new Set([...allowed, ...texts('by-standing')]);
  const byStanding: (readonly [string, string])[] = [];
  const unknown: (readonly [string, string])[] = [];
  for (const { permission, why } of found) {
    const text = permissionText(permission);
    if (why.kind === 'by-standing' && !allowed.has(text))
      byStanding.push(...why.policies.map((name) => pair(name, text)));
    if (why.kind === 'unknown' && !surely.has(text)) unknown.push([why.reason, text]);
  }
  return { allowed: uniqueSorted(allowed), byStanding: grouped(byStanding), unknown: grouped(unknown) };
}

function pair(name: string, text: string): readonly [string, string] {
  return [name, text];
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const [key, text] of pairs) groups.set(key, (groups.get(key) ?? new Set()).add(text));
  return new Map(uniqueSorted(groups.keys()).map((key) => [key, uniqueSorted(groups.get(key) ?? [])]));
}

function permissionText({ client, server, port }: Permission): string {
  return `${partyText(client)} -> ${partyText(server)} ${portText(port)}`;
}

function partyText(party: Party): string {
  return party.kind === 'workload' ? party.id : party.address;
}

function findCandidates(proof: Proof, named: readonly PortManifest[]): readonly Candidate[] {
  const { cluster, tellers } = proof;
  const [unseen = { protocol: 'TCP', port: 1 }] = unseenPorts(named);
  const stranger = outsideProbe(cluster, STRANGERS[0] ?? '');
  const reach = makeReach(proof, { unseen, stranger });
  const workloads = cluster.subjects.flatMap(({ members }) => members);
  return workloads.flatMap((workload) =>
    workloadProbes(workload, tellers).map((pod) => ({
      party: { kind: 'workload', id: workload.id },
      pod,
      egress: reach(pod, 'egress'),
      ingress: reach(pod, 'ingress'),
      recommended: isRecommended(cluster, workload.namespace),
    })),
  );
}

function* beyondBetweenPods({ proof, isMeant, candidates, all }: Search): Generator<Found> {
  const judge = proof.judge.inForce;
  for (const client of candidates) {
    const from = asAnotherPod(client.pod);
    for (const server of candidates) {
      if (!client.recommended && !server.recommended) continue;
      for (const port of commonPorts(client.egress.ports, server.ingress.ports, all)) {
        const permission = { client: client.party, server: server.party, port };
        if (isMeant(permission)) continue;
        const query = { client: from, server: server.pod, ...port };
        const sides = [judge(query, 'egress')];
        if (sides[0]?.kind !== 'denied') sides.push(judge(query, 'ingress'));
        const why = whyNotDenied(proof, query, sides);
        if (why !== undefined) yield { permission, why };
      }
    }
  }
}

function* beyondOutside(search: Search): Generator<Found> {
  for (const candidate of search.candidates) {
    if (!candidate.recommended) continue;
    yield* beyondOutsideOf(candidate, 'egress', search);
    yield* beyondOutsideOf(candidate, 'ingress', search);
  }
}

/** Addresses that no rule of the pod names are like a stranger. The outside itself is isolated by nothing. */
function* beyondOutsideOf(candidate: Candidate, direction: Direction, search: Search): Generator<Found> {
  const { proof } = search;
  const { ports = search.all, blocks } = candidate[direction];
  const named = search.observed.filter((address) => blocks.some((block) => cidrContains(block, address)));
  for (const address of [...named, ...search.strangers].map(formatAddress)) {
    const there: Party = { kind: 'outside', address };
    const probe = outsideProbe(proof.cluster, address);
    for (const port of ports.values()) {
      const egress = direction === 'egress';
      const [client, server] = egress ? [candidate.party, there] : [there, candidate.party];
      if (search.isMeant({ client, server, port })) continue;
      const sides = egress ? { client: candidate.pod, server: probe } : { client: probe, server: candidate.pod };
      const query = { ...sides, ...port };
      const why = whyNotDenied(proof, query, [proof.judge.inForce(query, direction)]);
      if (why !== undefined) yield { permission: { client, server, port }, why };
    }
  }
}

/** Undefined where one of the sides surely denies. */
function whyNotDenied(proof: Proof, query: PolicyQuery, sides: readonly DirectionVerdict[]): Why | undefined {
  const kind = sides.map((side) => side.kind).reduce(combine);
  if (kind === 'denied') return undefined;
  if (kind === 'unknown') {
    return { kind: 'unknown', reason: sides.find((side) => side.kind === 'unknown')?.reason ?? '' };
  }
  if (proof.standing.size === 0) return { kind: 'allowed' };
  const { alone } = proof.judge;
  if (alone(query, 'egress').kind === 'allowed' && alone(query, 'ingress').kind === 'allowed')
    return { kind: 'allowed' };
  const policies = uniqueSorted(sides.flatMap(({ by }) => by).filter((name) => proof.standing.has(name)));
  return { kind: 'by-standing', policies: policies.length === 0 ? uniqueSorted(proof.standing) : policies };
}
