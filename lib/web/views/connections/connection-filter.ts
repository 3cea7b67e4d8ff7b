// Which connections a filter leaves, and how many each chip would show: one pass over all of them.
import type { ModelConnection } from '../../data/model.ts';
import { FACET_NAMES, FACETS, type FacetName } from './connection-facets.ts';
import type { ConnectionIndex } from './connection-index.ts';
import type { ConnectionMatcher } from './connection-search.ts';

/** Choices by facet; none of a facet is the same as all of it. */
export type FacetChoices = Readonly<Record<FacetName, readonly string[]>>;

/** By facet and choice: how many are shown if that choice were the only one of its facet. */
export type FacetCounts = Readonly<Record<FacetName, ReadonlyMap<string, number>>>;

export interface FilteredConnections {
  /** In the order given. */
  readonly shown: readonly ModelConnection[];
  readonly counts: FacetCounts;
}

export interface ConnectionFilter {
  readonly choices: FacetChoices;
  /** Of either side; the empty text for any. */
  readonly namespace: string;
  readonly matches: ConnectionMatcher;
  /** Undefined for any two sides. */
  readonly isBetween?: ConnectionMatcher | undefined;
}

/** A connection counts for a facet if no other facet leaves it out. */
export function filterConnections(
  connections: readonly ModelConnection[],
  index: ConnectionIndex,
  { choices, namespace, matches, isBetween = () => true }: ConnectionFilter,
): FilteredConnections {
  const shown: ModelConnection[] = [];
  const tallies = FACET_NAMES.map((name) => tallyOf(name, choices[name], index));
  const narrowed = tallies.filter(({ isNarrowed }) => isNarrowed);
  for (const connection of connections) {
    if (!isOf(connection, namespace) || !isBetween(connection) || !matches(connection)) continue;
    let missed: Tally | undefined;
    let misses = 0;
    for (const tally of narrowed) {
      if (tally.wanted[tally.column[connection.position] ?? 0] === 1) continue;
      missed = tally;
      misses += 1;
    }
    if (misses === 0) {
      shown.push(connection);
      for (const tally of tallies) count(tally, connection);
    } else if (misses === 1 && missed !== undefined) count(missed, connection);
  }
  const countsOf = (name: FacetName) => namedCounts(name, tallies[FACET_NAMES.indexOf(name)]);
  return {
    shown,
    counts: {
      verdict: countsOf('verdict'),
      recommended: countsOf('recommended'),
      outcome: countsOf('outcome'),
      protocol: countsOf('protocol'),
      evidence: countsOf('evidence'),
      client: countsOf('client'),
      server: countsOf('server'),
    },
  };
}

/** What is counted of a facet, by the positions of its choices. */
interface Tally {
  readonly isNarrowed: boolean;
  /** 1 for each choice that is wanted. */
  readonly wanted: Uint8Array;
  readonly column: Uint8Array;
  readonly counts: Uint32Array;
}

function tallyOf(name: FacetName, chosen: readonly string[], index: ConnectionIndex): Tally {
  const all = FACETS[name].choices;
  return {
    isNarrowed: chosen.length > 0,
    wanted: Uint8Array.from(all, (choice) => (chosen.includes(choice) ? 1 : 0)),
    column: index.choices[name],
    counts: new Uint32Array(all.length),
  };
}

function count({ column, counts }: Tally, { position }: ModelConnection): void {
  const choice = column[position] ?? 0;
  counts[choice] = (counts[choice] ?? 0) + 1;
}

/** Choices that none has are left out. */
function namedCounts(name: FacetName, tally: Tally | undefined): ReadonlyMap<string, number> {
  return new Map(
    FACETS[name].choices.flatMap((choice, position): [string, number][] => {
      const counted = tally?.counts[position] ?? 0;
      return counted === 0 ? [] : [[choice, counted]];
    }),
  );
}

function isOf({ client, server }: ModelConnection, namespace: string): boolean {
  return namespace === '' || client.namespace === namespace || server.namespace === namespace;
}
