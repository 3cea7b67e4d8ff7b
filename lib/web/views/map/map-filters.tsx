// What the map shows: policies, classes, ports, the cluster's own traffic; the classes are its legend as well.
import { type ClassCounts, MAP_CLASSES, MAP_STYLES, type MapClass } from '../../../report/map/map-class.ts';
import type { MapGroup } from '../../../report/map/map-places.ts';
import { grouped } from '../../../report/words.ts';
import { LineSample } from '../../components/line-sample.tsx';
import { Name } from '../../components/name.tsx';
import type { UrlState } from '../../state/location.ts';
import type { ValuesOf } from '../../state/url-fields.ts';
import { MAP_FIELDS } from './map-state.ts';

export type MapState = UrlState<ValuesOf<typeof MAP_FIELDS>>;

const SYSTEM_WORDS = { dim: 'dimmed', show: 'shown', hide: 'hidden' } as const;

export function MapFilters({ state: { values, set } }: { readonly state: MapState }) {
  return (
    <>
      <label>
        policies{' '}
        <select
          value={values.policies}
          onChange={(event) => set({ policies: MAP_FIELDS.policies.parse(event.currentTarget.value) })}
        >
          <option value="current">current</option>
          <option value="recommended">recommended</option>
        </select>
      </label>
      <label>
        port{' '}
        <input
          class="map-port"
          value={values.port}
          placeholder="TCP/443"
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => set({ port: event.currentTarget.value })}
        />
      </label>
      <label title="Allowed traffic with kube-system, other namespaces of the cluster itself, and nodes">
        system traffic{' '}
        <select
          value={values.system}
          onChange={(event) => set({ system: MAP_FIELDS.system.parse(event.currentTarget.value) })}
        >
          {(['dim', 'show', 'hide'] as const).map((layer) => (
            <option key={layer} value={layer}>
              {SYSTEM_WORDS[layer]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

export interface MapLegendProps {
  readonly state: MapState;
  /** Before any filter. */
  readonly counts: ClassCounts;
  /** In place of the number of what is unused: that it is being worked out, or why it cannot be. */
  readonly unusedNote: string;
}

export function MapLegend({ state: { values, set }, counts, unusedNote }: MapLegendProps) {
  const isShown = (mapClass: MapClass) =>
    mapClass === 'unused' ? values.unused : !values.without.some((hidden) => hidden === mapClass);
  const toggle = (mapClass: MapClass): void => {
    const others = values.without.filter((hidden) => hidden !== mapClass);
    if (mapClass === 'unused') set({ unused: !values.unused });
    else set({ without: others.length === values.without.length ? [...others, mapClass] : others });
  };
  const countText = (mapClass: MapClass) =>
    mapClass === 'unused' && unusedNote !== '' ? unusedNote : grouped(counts[mapClass]);
  return (
    <fieldset class="map-legend">
      <legend>
        Lines, drawn from client to server
        {values.focus === '' ? '; “✕ 1 of 6”: of 6 connections, 1 would be blocked' : ''}
      </legend>
      {MAP_CLASSES.map((mapClass) => (
        <label key={mapClass} title={MAP_STYLES[mapClass].meaning}>
          <input type="checkbox" checked={isShown(mapClass)} onChange={() => toggle(mapClass)} />
          <LineSample class={mapClass} />
          <span class={`verdict-${mapClass}`}>
            <span aria-hidden="true">{MAP_STYLES[mapClass].icon}</span> {MAP_STYLES[mapClass].word}
          </span>{' '}
          <span class="quiet">{countText(mapClass)}</span>
        </label>
      ))}
    </fieldset>
  );
}

export interface HiddenGroupsProps {
  readonly groups: readonly MapGroup[];
  readonly hidden: readonly string[];
  readonly onShow: (id: string) => void;
}

/** What the reader took away, to bring it back. */
export function HiddenGroups({ groups, hidden, onShow }: HiddenGroupsProps) {
  const here = groups.filter(({ id }) => hidden.includes(id));
  if (here.length === 0) return null;
  return (
    <p class="map-chips no-print">
      Hidden:{' '}
      {here.map(({ id, title }) => (
        <button key={id} type="button" aria-label={`Show ${title} again`} onClick={() => onShow(id)}>
          <Name text={title} /> <span aria-hidden="true">×</span>
        </button>
      ))}
    </p>
  );
}
