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
}

/** A connection counts for a facet if no other facet leaves it out. */
export function filterConnections(
  connections: readonly ModelConnection[],
  { choices, namespace, matches }: ConnectionFilter,
): FilteredConnections {
  const shown: ModelConnection[] = [];
  const facets = FACET_NAMES.map((name) => ({
    choiceOf: FACETS[name].choiceOf,
    wanted: choices[name].length === 0 ? undefined : new Set(choices[name]),
    counts: new Map<string, number>(),
  }));
  for (const connection of connections) {
    if (!isOf(connection, namespace) || !matches(connection)) continue;
    const missed = facets.filter(({ wanted, choiceOf }) => wanted !== undefined && !wanted.has(choiceOf(connection)));
    if (missed.length === 0) shown.push(connection);
    if (missed.length > 1) continue;
    for (const { choiceOf, counts } of missed.length === 0 ? facets : missed) {
      const value = choiceOf(connection);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
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

function isOf({ client, server }: ModelConnection, namespace: string): boolean {
  return namespace === '' || client.namespace === namespace || server.namespace === namespace;
}
