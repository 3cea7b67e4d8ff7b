// One side of every pair at once: whom a pod's policies may let through on a port, without asking about each pod.
import type { CompiledRule } from '../policy/compiled.ts';
import { mayName } from '../policy/indexed/remembered-subject.ts';
import type { Direction, DirectionVerdict, PolicyQuery } from '../policy/model.ts';
import { partsOf } from '../policy/policy-terms.ts';
import type { Candidate } from './beyond-candidates.ts';
import type { PortManifest } from './manifests.ts';
import { indexPeers, type PeerGroups, type PeerIndex } from './peer-groups.ts';
import { portText } from './ports.ts';
import type { Proof } from './proof.ts';

/**
 * Every pod that is neither named nor in an open group is surely denied on this side: it fares like the member of its group
 * that was asked.
 */
export interface PortSide {
  /** Places of the pods that a rule about the port may name: to be asked one by one. */
  readonly named: ReadonlySet<number>;
  readonly groups: PeerGroups;
  /** What all others of a group get, by its number: of those that are not surely denied. */
  readonly open: ReadonlyMap<number, DirectionVerdict>;
}

export type SideOf = (candidate: Candidate, direction: Direction, port: PortManifest) => PortSide;

export function makeSides(candidates: readonly Candidate[], proof: Proof): SideOf {
  const { inForce, cluster } = proof;
  const index = indexPeers(
    candidates.map(({ pod }) => pod),
    inForce,
    cluster.dataplane,
  );
  const sides = { ingress: new Map<Candidate, PodSide>(), egress: new Map<Candidate, PodSide>() };
  const podSideOf = (candidate: Candidate, direction: Direction): PodSide => {
    const known = sides[direction].get(candidate) ?? makePodSide(candidate[direction].rules, index);
    sides[direction].set(candidate, known);
    return known;
  };
  const ask = (candidate: Candidate, direction: Direction, port: PortManifest) => (place: number) => {
    const other = candidates[place];
    if (other === undefined) return undefined;
    const query = direction === 'egress' ? pairQuery(candidate, other, port) : pairQuery(other, candidate, port);
    return proof.judge.inForce(query, direction);
  };
  return (candidate, direction, port) => {
    const { rules, groups, byPort } = podSideOf(candidate, direction);
    const text = portText(port);
    const asked = byPort.get(text);
    if (asked !== undefined) return asked;
    const { key, about } = rules(port);
    const found = byPort.get(key) ?? openTo(groups, index.namedBy(about), ask(candidate, direction, port));
    byPort.set(key, found).set(text, found);
    return found;
  };
}

export function pairQuery(client: Candidate, server: Candidate, port: PortManifest): PolicyQuery {
  return { client: client.asClient, server: server.pod, ...port };
}

interface PodSide {
  readonly groups: PeerGroups;
  /** The rules that matter on a port, and a text that is the same for ports that they cannot tell apart. */
  readonly rules: (port: PortManifest) => { readonly key: string; readonly about: readonly CompiledRule[] };
  /** By both texts. */
  readonly byPort: Map<string, PortSide>;
}

function makePodSide(rules: readonly CompiledRule[], index: PeerIndex): PodSide {
  // Where an exception closes more than its own block, selectors count on every port (`closed-prefixes.ts`).
  const together = rules.some(hasExceptions);
  const rulesAbout: PodSide['rules'] = (port) => {
    const places = [...rules.entries()].filter(([, rule]) => mayName(rule, port));
    const own = places.map(([, rule]) => rule);
    const key = own.every(namesSingleNumbers)
      ? `${port.protocol} of rules ${places.map(([place]) => place).join(' ')}`
      : portText(port);
    return { key, about: together ? rules : own };
  };
  return { groups: index.groupsFor(rules), rules: rulesAbout, byPort: new Map() };
}

function hasExceptions({ peers }: CompiledRule): boolean {
  if (peers.kind === 'all') return false;
  return peers.peers.flatMap(partsOf).some((peer) => peer.kind === 'ip-block' && peer.except.length > 0);
}

/** Names depend on the server, ranges on what the dataplane makes of them: each port in them is asked about. */
function namesSingleNumbers({ ports }: CompiledRule): boolean {
  return ports.kind === 'all' || ports.ports.every((port) => port.kind === 'numbers' && port.first === port.last);
}

function openTo(
  groups: PeerGroups,
  named: ReadonlySet<number>,
  ask: (place: number) => DirectionVerdict | undefined,
): PortSide {
  const open = new Map<number, DirectionVerdict>();
  for (const [number, members] of groups.members.entries()) {
    const asked = members.find((place) => !named.has(place));
    const verdict = asked === undefined ? undefined : ask(asked);
    if (verdict !== undefined && verdict.kind !== 'denied') open.set(number, verdict);
  }
  return { named, groups, open };
}
