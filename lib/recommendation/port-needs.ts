// The ports that one peer is needed on, and which connections need each.
import { compareText } from '../base/order.ts';
import type { PortManifest } from './manifests.ts';
import type { Peer } from './peers.ts';
import { comparePorts, portText } from './ports.ts';

/** One connection asks for one peer and port; undefined where something else does, which no connection shows. */
export interface Need {
  readonly peer: Peer;
  readonly port: PortManifest;
  readonly connection: string | undefined;
}

/** By the text of the port. */
export type PortNeeds = ReadonlyMap<string, PortNeed>;

export interface PortNeed {
  readonly port: PortManifest;
  readonly connections: ReadonlySet<string>;
}

export function portNeeds(needs: readonly Need[]): PortNeeds {
  return mergeNeeds(
    needs.map(({ port, connection }) => {
      const connections = new Set(connection === undefined ? [] : [connection]);
      return new Map([[portText(port), { port, connections }]]);
    }),
  );
}

export function mergeNeeds(all: readonly PortNeeds[]): PortNeeds {
  const merged = new Map<string, { readonly port: PortManifest; readonly connections: Set<string> }>();
  for (const [text, { port, connections }] of all.flatMap((needs) => [...needs])) {
    const known = merged.get(text) ?? { port, connections: new Set() };
    for (const connection of connections) known.connections.add(connection);
    merged.set(text, known);
  }
  return merged;
}

export function sortedPorts(needs: PortNeeds): readonly PortManifest[] {
  return [...needs.values()].map(({ port }) => port).sort(comparePorts);
}

/** Items with the same ports together, each in its order; the groups by their ports, lowest first. */
export function groupByPorts<T extends { readonly ports: PortNeeds }>(items: readonly T[]): readonly T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = sortedPorts(item.ports).map(orderedText).join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.entries()].sort(([left], [right]) => compareText(left, right)).map(([, group]) => group);
}

/** Sorts as text in the order of the numbers. */
function orderedText({ protocol, port }: PortManifest): string {
  return `${String(port).padStart(5, '0')}/${protocol}`;
}
