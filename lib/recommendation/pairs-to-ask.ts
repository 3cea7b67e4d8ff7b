// Every pair of pods and port that could be allowed: named by a rule of one side, or open on both.
import type { Direction } from '../policy/model.ts';
import type { Candidate } from './beyond-candidates.ts';
import type { PortManifest } from './manifests.ts';
import type { PortSide, SideOf } from './open-sides.ts';
import { portText } from './ports.ts';

export interface AskedPair {
  readonly client: Candidate;
  readonly server: Candidate;
  readonly port: PortManifest;
}

interface PairSearch {
  readonly candidates: readonly Candidate[];
  /** Every port that anything names, by its text. */
  readonly all: ReadonlyMap<string, PortManifest>;
  readonly sideOf: SideOf;
}

/**
 * Each once. "For a connection from a source pod to a destination pod to be allowed, both the egress policy on the source
 * pod and the ingress policy on the destination pod need to allow the connection" (concepts page): a pair that is left
 * out is surely denied on one of its sides. Pairs of which the recommendation writes policies for neither are none.
 */
export function* pairsToAsk(search: PairSearch): Generator<AskedPair> {
  yield* namedPairs(search);
  const clients = openByPort(search, 'egress');
  const servers = openByPort(search, 'ingress');
  for (const [text, from] of clients) {
    const port = search.all.get(text);
    const to = servers.get(text);
    if (port !== undefined && to !== undefined) yield* openPairs(from, to, port);
  }
}

/** What the egress rules of the client name, then what only the ingress rules of the server do. */
function* namedPairs({ candidates, all, sideOf }: PairSearch): Generator<AskedPair> {
  for (const client of candidates) {
    for (const port of portsOf(client, 'egress', all)) {
      for (const place of sideOf(client, 'egress', port).named) {
        const server = candidates[place];
        if (server !== undefined && concerns(client, server) && reaches(server, 'ingress', port))
          yield { client, server, port };
      }
    }
  }
  for (const server of candidates) {
    for (const port of portsOf(server, 'ingress', all)) {
      for (const place of sideOf(server, 'ingress', port).named) {
        const client = candidates[place];
        if (client === undefined || !concerns(client, server) || !reaches(client, 'egress', port)) continue;
        if (!sideOf(client, 'egress', port).named.has(server.place)) yield { client, server, port };
      }
    }
  }
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

/** Candidates that one port is open to the same groups for. */
interface OpenSide {
  readonly groups: PortSide['groups'];
  readonly open: PortSide['open'];
  readonly own: { readonly candidate: Candidate; readonly named: PortSide['named'] }[];
}

function openByPort({ candidates, all, sideOf }: PairSearch, direction: Direction): ReadonlyMap<string, OpenSide[]> {
  const byPort = new Map<string, Map<string, OpenSide>>();
  for (const candidate of candidates) {
    for (const port of portsOf(candidate, direction, all)) {
      const { groups, open, named } = sideOf(candidate, direction, port);
      if (open.size === 0) continue;
      const text = portText(port);
      const sides = byPort.get(text) ?? new Map<string, OpenSide>();
      byPort.set(text, sides);
      const key = `${groups.id}: ${[...open].join(' ')}`;
      const side = sides.get(key) ?? { groups, open, own: [] };
      sides.set(key, side);
      side.own.push({ candidate, named });
    }
  }
  return new Map([...byPort].map(([text, sides]) => [text, [...sides.values()]]));
}

function* openPairs(
  clients: readonly OpenSide[],
  servers: readonly OpenSide[],
  port: PortManifest,
): Generator<AskedPair> {
  for (const from of clients) {
    for (const to of servers) {
      const targets = to.own.filter(({ candidate }) => isOpenTo(from, candidate));
      if (targets.length === 0) continue;
      const sources = from.own.filter(({ candidate }) => isOpenTo(to, candidate));
      for (const { candidate: client, named } of sources) {
        for (const { candidate: server, named: byServer } of targets) {
          if (!concerns(client, server) || named.has(server.place) || byServer.has(client.place)) continue;
          yield { client, server, port };
        }
      }
    }
  }
}

function isOpenTo({ groups, open }: OpenSide, { place }: Candidate): boolean {
  const group = groups.groupOf[place];
  return group !== undefined && open.has(group);
}
