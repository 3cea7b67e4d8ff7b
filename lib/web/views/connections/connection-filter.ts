// Which connections a filter leaves, and how many each chip would show: one pass over all of them.
import type { ModelConnection } from '../../data/model.ts';
import { FACET_NAMES, FACETS, type FacetName } from './connection-facets.ts';
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
  { choices, namespace, matches, isBetween = () => true }: ConnectionFilter,
): FilteredConnections {
  const shown: ModelConnection[] = [];
  const facets = FACET_NAMES.map((name) => ({
    choiceOf: FACETS[name].choiceOf,
    wanted: choices[name].length === 0 ? undefined : new Set(choices[name]),
    counts: new Map<string, number>(),
  }));
  const narrowed = facets.filter(({ wanted }) => wanted !== undefined);
  for (const connection of connections) {
    if (!isOf(connection, namespace) || !isBetween(connection) || !matches(connection)) continue;
    let missed: (typeof facets)[number] | undefined;
    let misses = 0;
    for (const facet of narrowed) {
      if (facet.wanted?.has(facet.choiceOf(connection)) === true) continue;
      missed = facet;
      misses += 1;
    }
    if (misses === 0) {
      shown.push(connection);
      for (const facet of facets) count(facet, connection);
    } else if (misses === 1 && missed !== undefined) count(missed, connection);
  }
  const countsOf = (name: FacetName) => facets[FACET_NAMES.indexOf(name)]?.counts ?? new Map<string, number>();
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

interface FacetCounter {
  readonly choiceOf: (connection: ModelConnection) => string;
  readonly counts: Map<string, number>;
}

function count({ choiceOf, counts }: FacetCounter, connection: ModelConnection): void {
  const value = choiceOf(connection);
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function isOf({ client, server }: ModelConnection, namespace: string): boolean {
  return namespace === '' || client.namespace === namespace || server.namespace === namespace;
}
