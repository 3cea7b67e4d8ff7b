// Every pair of pods and port that could be allowed: named by a rule of one side, or open on both.
import type { Direction, DirectionVerdict } from '../policy/model.ts';
import type { Candidate } from './beyond-candidates.ts';
import type { PortManifest } from './manifests.ts';
import type { PortSide, SideOf } from './open-sides.ts';
import { portText } from './ports.ts';

export interface AskedPair {
  readonly client: Candidate;
  readonly server: Candidate;
  readonly port: PortManifest;
  /** Egress and ingress, where both are known by what others of the groups get. */
  readonly sides: readonly DirectionVerdict[] | undefined;
}

interface PairSearch {
  readonly candidates: readonly Candidate[];
  /** Every port that anything names, by its text. */
  readonly all: ReadonlyMap<string, PortManifest>;
  readonly sideOf: SideOf;
}

/**
 * The pairs of a client, each once. "For a connection from a source pod to a destination pod to be allowed, both the egress
 * policy on the source pod and the ingress policy on the destination pod need to allow the connection" (concepts page): a
 * pair that is left out is surely denied on one of its sides. Pairs without recommended policies on any side are none.
 */
export function makePairsOf(search: PairSearch): (client: Candidate) => Iterable<AskedPair> {
  const byServers = namedByServers(search);
  const openTo = makeOpenTo(search);
  return function* pairsOf(client) {
    for (const port of portsOf(client, 'egress', search.all)) {
      const side = search.sideOf(client, 'egress', port);
      for (const place of side.named) {
        const server = search.candidates[place];
        if (server !== undefined && concerns(client, server) && reaches(server, 'ingress', port))
          yield { client, server, port, sides: undefined };
      }
      if (side.open.size > 0) yield* openTo(client, port, side);
    }
    for (const { server, port } of byServers.get(client) ?? []) yield { client, server, port, sides: undefined };
  };
}

/** The ports that both sides could allow: all of its own, where the other's are any. */
function portsOf(candidate: Candidate, direction: Direction, all: PairSearch['all']): Iterable<PortManifest> {
  return (candidate[direction].ports ?? all).values();
}

function reaches(candidate: Candidate, direction: Direction, port: PortManifest): boolean {
  return candidate[direction].ports?.has(portText(port)) ?? true;
}

function concerns(client: Candidate, server: Candidate): boolean {
  return client.recommended || server.recommended;
}

type ServerPort = Pick<AskedPair, 'server' | 'port'>;

/** What only the ingress rules of a server name, by the client. */
function namedByServers({ candidates, all, sideOf }: PairSearch): ReadonlyMap<Candidate, readonly ServerPort[]> {
  const byClient = new Map<Candidate, ServerPort[]>();
  for (const server of candidates) {
    for (const port of portsOf(server, 'ingress', all)) {
      for (const place of sideOf(server, 'ingress', port).named) {
        const client = candidates[place];
        if (client === undefined || !concerns(client, server) || !reaches(client, 'egress', port)) continue;
        if (sideOf(client, 'egress', port).named.has(server.place)) continue;
        const known = byClient.get(client);
        if (known === undefined) byClient.set(client, [{ server, port }]);
        else known.push({ server, port });
      }
    }
  }
  return byClient;
}

/** Servers that one port is open to the same groups of. */
interface OpenServers {
  readonly side: Pick<PortSide, 'groups' | 'open'>;
  readonly servers: { readonly server: Candidate; readonly named: PortSide['named'] }[];
}

type OpenTo = (client: Candidate, port: PortManifest, side: PortSide) => Iterable<AskedPair>;

function makeOpenTo(search: PairSearch): OpenTo {
  const byPort = openServers(search);
  const known = new Map<string, readonly OpenServers[]>();
  /** The servers that are open on their side, and lie in a group that the client's side is open to. */
  const inOpenGroups = (port: PortManifest, side: PortSide): readonly OpenServers[] => {
    const key = `${portText(port)} ${sideKey(side)}`;
    const found =
      known.get(key) ??
      (byPort.get(portText(port)) ?? []).flatMap((open) => {
        const servers = open.servers.filter(({ server }) => verdictFor(side, server) !== undefined);
        return servers.length === 0 ? [] : [{ side: open.side, servers }];
      });
    known.set(key, found);
    return found;
  };
  return function* openTo(client, port, side) {
    for (const { side: ofServers, servers } of inOpenGroups(port, side)) {
      const ingress = verdictFor(ofServers, client);
      if (ingress === undefined) continue;
      for (const { server, named } of servers) {
        const egress = verdictFor(side, server);
        if (egress === undefined || !concerns(client, server)) continue;
        if (!side.named.has(server.place) && !named.has(client.place))
          yield { client, server, port, sides: [egress, ingress] };
      }
    }
  };
}

function openServers({ candidates, all, sideOf }: PairSearch): ReadonlyMap<string, readonly OpenServers[]> {
  const byPort = new Map<string, Map<string, OpenServers>>();
  for (const server of candidates) {
    for (const port of portsOf(server, 'ingress', all)) {
      const side = sideOf(server, 'ingress', port);
      if (side.open.size === 0) continue;
      const text = portText(port);
      const sides = byPort.get(text) ?? new Map<string, OpenServers>();
      byPort.set(text, sides);
      const key = sideKey(side);
      const known = sides.get(key) ?? { side, servers: [] };
      sides.set(key, known);
      known.servers.push({ server, named: side.named });
    }
  }
  return new Map([...byPort].map(([text, sides]) => [text, [...sides.values()]]));
}

/** Equal for sides that answer the same pods with the same words. */
function sideKey({ groups, open }: PortSide): string {
  const verdicts = [...open].map(([number, { kind, by, reason }]) => [number, kind, by, reason]);
  return JSON.stringify([groups.id, verdicts]);
}

function verdictFor({ groups, open }: Pick<PortSide, 'groups' | 'open'>, { place }: Candidate) {
  const group = groups.groupOf[place];
  return group === undefined ? undefined : open.get(group);
}
