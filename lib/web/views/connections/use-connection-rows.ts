// The rows of the table: sorted once for each order, the gravest first where none is asked for, then filtered.
import { useMemo } from 'preact/hooks';
import { sortRows } from '../../components/sort-rows.ts';
import type { Model } from '../../data/model.ts';
import type { Sort, ValuesOf } from '../../state/url-fields.ts';
import { COLUMNS } from './connection-columns.tsx';
import { FACET_NAMES } from './connection-facets.ts';
import type { CONNECTION_FIELDS } from './connection-fields.ts';
import { type FilteredConnections, filterConnections } from './connection-filter.ts';
import { indexConnections } from './connection-index.ts';
import { betweenPlaces } from './connection-places.ts';
import { matcherOf } from './connection-search.ts';

/** Within a verdict the report's order stays. */
const GRAVEST_FIRST: Sort = { column: 'verdict', descending: false };

export type ConnectionValues = ValuesOf<typeof CONNECTION_FIELDS>;

export function useConnectionRows(model: Model, values: ConnectionValues): FilteredConnections {
  const { q, namespace, sort, from, to } = values;
  const isBetween = useMemo(() => betweenPlaces(model, from, to), [model, from, to]);
  const index = useMemo(() => indexConnections(model), [model]);
  const sorted = useMemo(
    () => sortRows(model.connections, COLUMNS, sort ?? GRAVEST_FIRST),
    // The address gives a new value each time.
    [model, sort?.column, sort?.descending],
  );
  const choices = FACET_NAMES.map((name) => values[name].join()).join(' ');
  return useMemo(
    () => filterConnections(sorted, index, { choices: values, namespace, isBetween, matches: matcherOf(q, index) }),
    [sorted, index, q, namespace, choices, isBetween],
  );
}
