// Who talks to whom: all namespaces, the workloads of those that are opened, or one workload and its neighbours.
import { useMemo } from 'preact/hooks';
import { focusScene } from '../../../report/map/focus-scene.ts';
import { groupScene } from '../../../report/map/group-scene.ts';
import { classCounts, filterLinks, type MapGraph, mapGraph } from '../../../report/map/map-links.ts';
import type { MapNode } from '../../../report/map/map-places.ts';
import { VERDICT_CLASSES } from '../../../report/verdict-class.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { useUnused } from '../../data/use-unused.ts';
import { useUrlState } from '../../state/location.ts';
import type { ViewProps } from '../view.ts';
import { BlockedPanel } from './blocked-panel.tsx';
import { MapCanvas } from './map-canvas.tsx';
import { HiddenGroups, MapFilters, MapLegend } from './map-filters.tsx';
import { MapPanel } from './map-panel.tsx';
import { searchPlaces } from './map-search.ts';
import { MapSearchResults } from './map-search-results.tsx';
import { type Selection, selectionOf } from './map-selection.ts';
import { MAP_FIELDS } from './map-state.ts';
import { mapStatus, unusedNote } from './map-words.ts';
import './map.css';

export function MapView({ model }: ViewProps) {
  const state = useUrlState(MAP_FIELDS);
  const { values, set } = state;
  const { policies, port, system, q } = values;
  const unused = useUnused(model, policies, values.unused);
  const questions = unused.kind === 'found' ? unused.questions : undefined;
  const graph = useMemo(
    () => mapGraph(model.document, { policySet: policies, ...(questions === undefined ? {} : { unused: questions }) }),
    [model, policies, questions],
  );
  // Lists from the address are new with each drawing: their texts tell whether they changed.
  const [without, hide, open] = [values.without.join(), values.hide.join(), values.open.join()];
  const filtered = useMemo(() => {
    const classes = [...VERDICT_CLASSES.filter((name) => !values.without.includes(name)), 'unused' as const];
    return filterLinks(graph, { classes, port, system, hidden: values.hide });
  }, [graph, without, port, system, hide]);
  const focus = useMemo(
    () => focusNode(graph, model.endpointById.get(values.focus)?.endpoint, values.focus),
    [graph, model, values.focus],
  );
  const scene = useMemo(
    () =>
      focus === undefined
        ? groupScene({ graph, links: filtered.shown, open: values.open, hidden: values.hide, about: values.select })
        : focusScene({ graph, links: filtered.shown, focus }),
    [graph, filtered, open, hide, focus, values.select],
  );
  const places = useMemo(() => searchPlaces(graph.places, model.endpoints, q), [graph, model, q]);
  const found = useMemo(() => new Set(places.flatMap(({ id, group }) => [id, group])), [places]);
  const chosen = values.select === '' && focus !== undefined ? focus.id : values.select;
  const selection = useMemo(() => selectionOf(graph, filtered.shown, chosen), [graph, filtered, chosen]);

  if (graph.places.groups.length === 0) return <EmptyState total={0} noun="workload" reason="Nothing was observed." />;
  const toggle = (ids: readonly string[], id: string) =>
    ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
  const enter = (id: string): void => {
    if (graph.places.groups.some((group) => group.id === id)) {
      set({ open: toggle(values.open, id), select: id, focus: '' }, {});
    } else set({ focus: focus?.id === id ? '' : id, select: '' }, {});
  };
  const back = (): void => {
    if (values.select !== '') set({ select: '' });
    else if (values.focus !== '') set({ focus: '' }, {});
    else if (values.open.length > 0) set({ open: values.open.slice(0, -1) }, {});
  };
  const clear = () => set({ without: [], port: '', system: 'dim', hide: [] });
  return (
    <>
      <div class="filters no-print">
        <SearchBox label="Find" value={q} onChange={(text) => set({ q: text })} placeholder="workload or address" />
        <MapFilters state={state} />
        {focus === undefined ? null : (
          <button type="button" onClick={() => set({ focus: '', select: '' }, {})}>
            Back to all groups
          </button>
        )}
        {values.open.length === 0 || focus !== undefined ? null : (
          <button type="button" onClick={() => set({ open: [] }, {})}>
            Close all groups
          </button>
        )}
      </div>
      <MapLegend state={state} counts={classCounts(graph.links)} unusedNote={unusedNote(unused)} />
      <MapSearchResults search={q} found={places} onFocus={(id) => set({ focus: id, select: '' }, {})} />
      <HiddenGroups
        groups={graph.places.groups}
        hidden={values.hide}
        onShow={(id) => set({ hide: values.hide.filter((each) => each !== id) })}
      />
      <p role="status">{mapStatus({ graph, filtered, scene, focus })}</p>
      {filtered.shown.length === 0 ? <EmptyState total={graph.links.length} noun="connection" onClear={clear} /> : null}
      <div class="map-body">
        <MapCanvas
          scene={scene}
          label={focus === undefined ? 'Map of namespaces' : `Map of ${focus.text} and its neighbours`}
          selected={values.select}
          found={found}
          dimSystem={system === 'dim' && focus === undefined}
          onSelect={(id) => set({ select: id })}
          onEnter={enter}
          onBack={back}
        />
        {selection === undefined ? (
          <BlockedPanel links={filtered.shown} policySet={policies} />
        ) : (
          <MapPanel
            graph={graph}
            selection={selection}
            policySet={policies}
            isOpen={selection.kind === 'group' && values.open.includes(selection.group.id)}
            isFocus={isFocus(selection, focus)}
            onSelect={(id) => set({ select: id })}
            onEnter={enter}
            onHide={(id) => set({ hide: [...values.hide, id], select: '' })}
          />
        )}
      </div>
    </>
  );
}

function isFocus(selection: Selection, focus: MapNode | undefined): boolean {
  return selection.kind === 'node' && selection.node === focus;
}

/** By the id of a place, or of an endpoint, as other views link to it. */
function focusNode(
  { places }: MapGraph,
  endpoint: Parameters<typeof places.nodeOf>[0] | undefined,
  id: string,
): MapNode | undefined {
  const place = places.groups.flatMap(({ nodes }) => nodes).find((node) => node.id === id);
  return place ?? (endpoint === undefined ? undefined : places.nodeOf(endpoint));
}
