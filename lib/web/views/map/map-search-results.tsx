// The places that a search found, each a step from being in focus.
import type { MapNode } from '../../../report/map/map-places.ts';
import { counted } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';

const SHOWN = 12;

export interface MapSearchResultsProps {
  readonly search: string;
  readonly found: readonly MapNode[];
  readonly onFocus: (id: string) => void;
}

export function MapSearchResults({ search, found, onFocus }: MapSearchResultsProps) {
  if (search.trim() === '') return null;
  if (found.length === 0) return <p class="map-chips">No workload or address has this in its name.</p>;
  return (
    <p class="map-chips no-print">
      Found:{' '}
      {found.slice(0, SHOWN).map(({ id, text }) => (
        <button key={id} type="button" onClick={() => onFocus(id)}>
          <Name text={text} />
        </button>
      ))}
      {found.length > SHOWN ? <span>and {counted(found.length - SHOWN, 'more', 'more')}</span> : null}
    </p>
  );
}
