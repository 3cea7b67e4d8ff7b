// How many of a class, in a line of text: icon, number, word and colour.
import { MAP_STYLES, type MapClass } from '../../report/map/map-class.ts';
import { grouped } from '../../report/words.ts';

export interface ClassBadgeProps {
  readonly class: MapClass;
  /** Left out where it is undefined. */
  readonly count?: number;
}

export function ClassBadge({ class: mapClass, count }: ClassBadgeProps) {
  const { word, meaning, icon } = MAP_STYLES[mapClass];
  return (
    <span class={`badge verdict-${mapClass}`} title={meaning}>
      <span aria-hidden="true">{icon}</span> {count === undefined ? '' : `${grouped(count)} `}
      {word}
    </span>
  );
}
