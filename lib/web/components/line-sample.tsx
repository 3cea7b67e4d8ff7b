// A piece of a line as the map draws it for a class.
import { MAP_STYLES, type MapClass } from '../../report/map/map-class.ts';

export function LineSample({ class: mapClass }: { readonly class: MapClass }) {
  return (
    <svg class={`line-sample stroke-${mapClass}`} width="34" height="10" viewBox="0 0 34 10" aria-hidden="true">
      <path d="M0 5H34" stroke-dasharray={MAP_STYLES[mapClass].dash} />
    </svg>
  );
}
