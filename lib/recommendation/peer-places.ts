// Which peers of a policy's rules can be the other side of a question, without looking at all of them.
import { compareNumber } from '../base/order.ts';
import type { Address } from '../net/address.ts';
import { type Cidr, cidrOf } from '../net/cidr.ts';
import type { CompiledPods, CompiledPolicies, CompiledRule } from '../policy/compiled.ts';
import { addressesOf } from '../policy/endpoint-addresses.ts';
import { indexPods } from '../policy/indexed/candidates.ts';
import type { PolicyEndpoint } from '../policy/model.ts';

/** Where a peer stands: in which rule of the direction, and there among the peers. */
export interface PeerPlace {
  readonly rule: number;
  readonly peer: number;
}

/** In the order of the rules and their peers. */
export type PeersFor = (endpoint: PolicyEndpoint) => readonly PeerPlace[];

export interface PeerReading {
  readonly namespaces: CompiledPolicies['namespaces'];
  /** Where the dataplane does not say what it makes of blocks, none of them is sure not to match. */
  readonly readsBlocks: boolean;
}

/** All peers that may match the endpoint: those that are left out surely do not. Rules for everybody have no peers. */
export function indexPeerPlaces(rules: readonly CompiledRule[], { namespaces, readsBlocks }: PeerReading): PeersFor {
  const places = rules.flatMap(({ peers }, rule) =>
    peers.kind === 'all' ? [] : peers.peers.map((written, peer) => ({ written, rule, peer })),
  );
  const always: number[] = [];
  const selectors: Placed<CompiledPods>[] = [];
  const blocks: Placed<Cidr>[] = [];
  for (const [place, { written }] of places.entries()) {
    if (written.kind === 'pods') selectors.push({ written, place });
    // Exceptions can close what another block opens.
    else if (written.kind === 'ip-block' && readsBlocks && written.except.length === 0)
      blocks.push({ written: written.cidr, place });
    else always.push(place);
  }
  const selecting = indexSelectors(selectors, namespaces);
  const holding = indexBlocks(blocks);
  return (endpoint) => {
    const found = [...always, ...selecting(endpoint), ...holding(endpoint)];
    return [...new Set(found)].sort(compareNumber).flatMap((place) => places[place] ?? []);
  };
}

interface Placed<T> {
  readonly written: T;
  readonly place: number;
}

type PlacesFor = (endpoint: PolicyEndpoint) => readonly number[];

function indexSelectors(
  selectors: readonly Placed<CompiledPods>[],
  namespaces: CompiledPolicies['namespaces'],
): PlacesFor {
  const all = selectors.map(({ place }) => place);
  const find = indexPods(
    selectors.map(({ written }) => written),
    namespaces,
  );
  return (endpoint) => {
    if (endpoint.kind === 'address') return [];
    // On a node's address selectors may see any hostNetwork pod of the node.
    if (endpoint.kind !== 'pod' || endpoint.hostNetwork) return all;
    return find(endpoint).flatMap((index) => all[index] ?? []);
  };
}

function indexBlocks(blocks: readonly Placed<Cidr>[]): PlacesFor {
  const all = blocks.map(({ place }) => place);
  const byBlock = new Map<string, number[]>();
  for (const { written, place } of blocks)
    byBlock.set(blockKey(written), [...(byBlock.get(blockKey(written)) ?? []), place]);
  const widths = new Map(blocks.map(({ written: { family, prefix } }) => [`${family}/${prefix}`, { family, prefix }]));
  const holding = (address: Address) =>
    [...widths.values()].flatMap(({ family, prefix }) =>
      family === address.family ? (byBlock.get(blockKey(cidrOf(address, prefix))) ?? []) : [],
    );
  return (endpoint) => addressesOf(endpoint)?.flatMap(holding) ?? all;
}

function blockKey({ family, base, prefix }: Cidr): string {
  return `${family} ${base}/${prefix}`;
}
