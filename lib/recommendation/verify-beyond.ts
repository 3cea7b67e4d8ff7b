// Proof, second half: what the recommendation allows that nobody used, over all pairs and all ports that can differ.
import { uniqueSorted } from '../base/order.ts';
import { type Address, formatAddress, parseAddress } from '../net/address.ts';
import { cidrContains } from '../net/cidr.ts';
import { evaluateDirection } from '../policy/evaluate.ts';
import type { Direction, PolicyQuery } from '../policy/model.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import { isRecommended } from './cluster.ts';
import type { KeptConnection } from './eligible.ts';
import type { PortManifest } from './manifests.ts';
import type { IsMeant, Party, Permission } from './permissions.ts';
import { allPortClasses, commonPorts, type Reach, reachOf, unseenPorts } from './port-classes.ts';
import { portText } from './ports.ts';
import { asAnotherPod, outsideAddresses, outsideProbe, type PodProbe, workloadProbes } from './probes.ts';
import type { Proof } from './verify-observed.ts';

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
  readonly isMeant: IsMeant;
  readonly candidates: readonly Candidate[];
  readonly all: ReadonlyMap<string, PortManifest>;
  /** Outside addresses that somebody used, and some that nobody did. */
  readonly observed: readonly Address[];
  readonly strangers: readonly Address[];
}

/** Documentation networks (RFC 5737, RFC 3849): used by nobody, unless the logs say otherwise. */
const STRANGERS = ['198.51.100.1', '203.0.113.1', '192.0.2.1', '2001:db8::1'];

/** Texts like `shop/Deployment/web -> shop/Deployment/db TCP/5432`, sorted. A verdict that is not denied counts. */
export function findBeyond(kept: readonly KeptConnection[], proof: Proof, isMeant: IsMeant): readonly string[] {
  const { cluster, policies } = proof;
  const all = allPortClasses(policies, kept, cluster.workloads.values());
  const endpoints = kept.flatMap(({ connection }) => [connection.client, connection.server]);
  const used = uniqueSorted(endpoints.flatMap((endpoint) => outsideAddresses(cluster, endpoint)));
  const observed = used.flatMap((text) => parseAddress(text) ?? []);
  const unused = STRANGERS.filter((stranger) => !used.includes(stranger));
  const strangers = unused.flatMap((text) => parseAddress(text) ?? []);
  const search = { isMeant, all, observed, strangers, candidates: findCandidates(proof, [...all.values()]) };
  return uniqueSorted([...beyondBetweenPods(search), ...beyondOutside(search)].map(permissionText));
}

function permissionText({ client, server, port }: Permission): string {
  return `${partyText(client)} -> ${partyText(server)} ${portText(port)}`;
}

function partyText(party: Party): string {
  return party.kind === 'workload' ? party.id : party.address;
}

function findCandidates({ cluster, policies, keys }: Proof, named: readonly PortManifest[]): readonly Candidate[] {
  const [unseen = { protocol: 'TCP', port: 1 }] = unseenPorts(named);
  const stranger = outsideProbe(STRANGERS[0] ?? '');
  const workloads = cluster.subjects.flatMap(({ members }) => members);
  return workloads.flatMap((workload) =>
    workloadProbes(workload, keys).map((pod) => ({
      party: { kind: 'workload', id: workload.id },
      pod,
      egress: reachOf(policies, pod, { direction: 'egress', unseen, stranger }),
      ingress: reachOf(policies, pod, { direction: 'ingress', unseen, stranger }),
      recommended: isRecommended(cluster, workload.namespace),
    })),
  );
}

function* beyondBetweenPods({ isMeant, candidates, all }: Search): Generator<Permission> {
  for (const client of candidates) {
    const from = asAnotherPod(client.pod);
    for (const server of candidates) {
      if (!client.recommended && !server.recommended) continue;
      for (const port of commonPorts(client.egress.ports, server.ingress.ports, all)) {
        const permission = { client: client.party, server: server.party, port };
        if (isMeant(permission)) continue;
        const query = { client: from, server: server.pod, ...port };
        if (allows(client, 'egress', query) && allows(server, 'ingress', query)) yield permission;
      }
    }
  }
}

function* beyondOutside(search: Search): Generator<Permission> {
  for (const candidate of search.candidates) {
    if (!candidate.recommended) continue;
    yield* beyondOutsideOf(candidate, 'egress', search);
    yield* beyondOutsideOf(candidate, 'ingress', search);
  }
}

/** Addresses that no rule of the pod names are like a stranger. The outside itself is isolated by nothing. */
function* beyondOutsideOf(candidate: Candidate, direction: Direction, search: Search): Generator<Permission> {
  const { ports = search.all, blocks } = candidate[direction];
  const named = search.observed.filter((address) => blocks.some((block) => cidrContains(block, address)));
  for (const address of [...named, ...search.strangers].map(formatAddress)) {
    const there: Party = { kind: 'outside', address };
    const probe = outsideProbe(address);
    for (const port of ports.values()) {
      const egress = direction === 'egress';
      const [client, server] = egress ? [candidate.party, there] : [there, candidate.party];
      if (search.isMeant({ client, server, port })) continue;
      const sides = egress ? { client: candidate.pod, server: probe } : { client: probe, server: candidate.pod };
      if (allows(candidate, direction, { ...sides, ...port })) yield { client, server, port };
    }
  }
}

/** Not surely denied. */
function allows(candidate: Candidate, direction: Direction, query: PolicyQuery): boolean {
  const { policies } = candidate[direction];
  return evaluateDirection(policies, query, { direction, dataplane: UPSTREAM }).kind !== 'denied';
}
