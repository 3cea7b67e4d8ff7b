// What of the kept connections the dataplane has words for: each side by a rule, without one, or not at all.
import type { Connection, Endpoint } from '../connections/connection.ts';
import { cidrContainsCidr, parseCidr } from '../net/cidr.ts';
import type { Direction } from '../policy/model.ts';
import type { Profile } from '../policy/profiles/profile.ts';
import { NODE_LOCAL_DNS } from '../policy/same-node.ts';
import { type Cluster, endpointSubject, endpointWorkload } from './cluster.ts';
import { ipBlockOf, profilesOf } from './dataplane-classes.ts';
import type { DnsFacts } from './dns.ts';
import { isDnsEgress, isDnsIngress } from './dns-coverage.ts';
import type { KeptConnection, Way } from './eligible.ts';
import { outsideBlocks } from './peers.ts';
import { makeStandingJudge } from './standing-judge.ts';
import type { Subject } from './subjects.ts';

/** `node`: ipBlock names no nodes there, and nothing else does. `ipv6`, `sctp`: the dataplane does not take them. */
export type Obstacle = 'node' | 'ipv6' | 'sctp';

export interface Inexpressible {
  readonly kept: KeptConnection;
  readonly direction: Direction;
  readonly subject: Subject;
  readonly obstacle: Obstacle;
  /** That has no words for it. */
  readonly profile: Profile;
}

/** All in the order of the connections. */
export interface Expressed {
  readonly kept: readonly KeptConnection[];
  readonly inexpressible: readonly Inexpressible[];
}

export function expressFor(kept: readonly KeptConnection[], cluster: Cluster, dns: DnsFacts): Expressed {
  const memory = new Map<Subject, readonly Profile[]>();
  const profilesFor = (subject: Subject): readonly Profile[] => {
    const known = memory.get(subject) ?? profilesOf(subject, cluster);
    memory.set(subject, known);
    return known;
  };
  const isAllowedByStanding = makeStandingJudge(cluster);
  const expressed: KeptConnection[] = [];
  const inexpressible: Inexpressible[] = [];
  for (const one of kept) {
    const sides = sidesOf(one, cluster, dns).map((side) => ({ side, found: wayOf(side, profilesFor, cluster) }));
    const ways: Partial<Record<Direction, Way>> = {};
    const obstacles: Inexpressible[] = [];
    for (const { side, found } of sides) {
      if (found.kind === 'way') ways[side.direction] = found.way;
      else if (isAllowedByStanding(one, side.direction)) ways[side.direction] = 'none';
      else obstacles.push({ kept: one, direction: side.direction, subject: side.subject, ...found.obstacle });
    }
    if (obstacles.length === 0) expressed.push({ ...one, ways: { ...one.ways, ...ways } });
    inexpressible.push(...obstacles);
  }
  return { kept: expressed, inexpressible };
}

interface Side {
  readonly connection: Connection;
  readonly direction: Direction;
  readonly subject: Subject;
  readonly peer: Endpoint;
}

/** Those that a workload's own policy has to allow; what the DNS policies allow is their matter. */
function sidesOf({ connection, client, server }: KeptConnection, cluster: Cluster, dns: DnsFacts): readonly Side[] {
  const sides: Side[] = [];
  if (client !== undefined && !isDnsEgress(connection, cluster, dns))
    sides.push({ connection, direction: 'egress', subject: client, peer: connection.server });
  if (server !== undefined && !isDnsIngress(connection, cluster, dns))
    sides.push({ connection, direction: 'ingress', subject: server, peer: connection.client });
  return sides;
}

type Found =
  | { readonly kind: 'way'; readonly way: Way }
  | { readonly kind: 'obstacle'; readonly obstacle: { readonly obstacle: Obstacle; readonly profile: Profile } };

function wayOf(side: Side, profilesFor: (subject: Subject) => readonly Profile[], cluster: Cluster): Found {
  const { connection, direction, subject, peer } = side;
  const profiles = profilesFor(subject);
  const obstacle = (kind: Obstacle, profile: Profile): Found => ({
    kind: 'obstacle',
    obstacle: { obstacle: kind, profile },
  });
  const way = (is: Way): Found => ({ kind: 'way', way: is });
  const noSctp =
    connection.protocol === 'SCTP' ? profiles.find(({ semantics }) => semantics.sctp !== 'supported') : undefined;
  if (noSctp !== undefined) return obstacle('sctp', noSctp);
  if (endpointSubject(cluster, peer) !== undefined) return way('rule');
  if (direction === 'egress' && profiles.every((profile) => isNeverBlocked(peer, profile, cluster))) return way('none');
  // A peer that the dataplane does not take may be left out of its rule, or take the restriction out of it.
  if (profiles.some((profile) => ipBlockOf(profile, direction) === 'unknown')) {
    return way(isOwnNodeFree(side, profiles) ? 'own-node' : 'everybody');
  }
  const noNodes = isNode(peer, cluster)
    ? profiles.find(({ semantics }) => semantics.ipBlockMatchesNodes === 'no')
    : undefined;
  if (noNodes !== undefined) {
    return isOwnNodeFree(side, profiles) ? way('own-node') : obstacle('node', noNodes);
  }
  const hasIpv6 = outsideBlocks(cluster, peer).some(({ family }) => family === 6);
  const noIpv6 = hasIpv6 ? profiles.find(({ semantics }) => !TAKES_IPV6[semantics.ipv6]) : undefined;
  return noIpv6 === undefined ? way('rule') : obstacle('ipv6', noIpv6);
}

/** `own-family`: of the other family no connection of the pod can be. */
const TAKES_IPV6: Readonly<Record<Profile['semantics']['ipv6'], boolean>> = {
  ...{ supported: true, 'own-family': true },
  ...{ ignored: false, 'policy-refused': false, unknown: false },
};

function isNeverBlocked(peer: Endpoint, { data }: Profile, cluster: Cluster): boolean {
  const always = data.alwaysAllowed.flatMap(({ is }) => parseCidr(is) ?? []);
  const blocks = outsideBlocks(cluster, peer);
  return blocks.length > 0 && blocks.every((block) => always.some((outer) => cidrContainsCidr(outer, block)));
}

/** A node, a pod on its network, or an address that only a node holds. */
function isNode(peer: Endpoint, cluster: Cluster): boolean {
  if (peer.kind === 'node' || endpointWorkload(cluster, peer)?.hostNetwork === true) return true;
  if (peer.kind !== 'external') return false;
  const block = parseCidr(peer.cidr);
  if (block === undefined) return false;
  return (
    cluster.nodeNames.has(peer.cidr.split('/')[0] ?? '') ||
    NODE_LOCAL_DNS.some((local) => cidrContainsCidr(local, block))
  );
}

/** Only where all pods of the subject and the peer were seen on one node is the connection sure to stay there. */
function isOwnNodeFree({ subject, peer, direction, connection }: Side, profiles: readonly Profile[]): boolean {
  const isFree = profiles.every(({ semantics }) => {
    if (direction === 'ingress') return semantics.ownNodeToPod === 'allowed';
    const isDns = connection.protocol === 'UDP' && connection.port === 53;
    return semantics.podToOwnNode === 'allowed' || (semantics.podToOwnNode === 'allowed-but-dns' && !isDns);
  });
  if (!isFree || peer.kind !== 'node') return false;
  const nodes = subject.members.flatMap(({ variants }) => variants.flatMap((variant) => variant.nodes));
  return nodes.length > 0 && nodes.every((name) => name === peer.name);
}
