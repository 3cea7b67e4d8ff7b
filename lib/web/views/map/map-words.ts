// What the map says of itself: how much it shows, what it hides and why.
import type { FilteredLinks, MapGraph } from '../../../report/map/map-links.ts';
import type { MapNode } from '../../../report/map/map-places.ts';
import type { Scene } from '../../../report/map/scene.ts';
import { counted, grouped } from '../../../report/words.ts';
import type { Unused } from '../../data/use-unused.ts';

export interface MapStatusInput {
  readonly graph: MapGraph;
  readonly filtered: FilteredLinks;
  readonly scene: Scene;
  readonly focus: MapNode | undefined;
}

export function mapStatus({ graph, filtered, scene, focus }: MapStatusInput): string {
  const { shown, byClass, byPort, bySystem, byGroup } = filtered;
  const total = graph.links.length;
  const { nodes, ofNodes, lines, ofLines } = scene.drawn;
  const hidden = [
    ...(byClass > 0 ? [`${grouped(byClass)} by class`] : []),
    ...(byPort > 0 ? [`${grouped(byPort)} by port`] : []),
    ...(bySystem > 0 ? [`${grouped(bySystem)} as system traffic`] : []),
    ...(byGroup > 0 ? [`${grouped(byGroup)} with hidden groups`] : []),
  ];
  const what =
    focus === undefined
      ? `Showing ${shown.length === total ? 'all' : `${grouped(shown.length)} of`} ${counted(total, 'connection')}`
      : `${focus.text}: showing ${grouped(nodes)} of ${counted(ofNodes, 'neighbour')}`;
  return [
    what,
    ...(hidden.length > 0 ? [`hidden: ${hidden.join(', ')}`] : []),
    ...(focus === undefined && nodes < ofNodes
      ? [`${grouped(nodes)} of ${grouped(ofNodes)} places drawn one by one`]
      : []),
    ...(focus === undefined && lines < ofLines ? [`${grouped(lines)} of ${grouped(ofLines)} lines drawn`] : []),
  ].join('; ');
}

/** In place of a number, where there is none yet; the empty text where there is. */
export function unusedNote(unused: Unused): string {
  switch (unused.kind) {
    case 'idle':
      return 'not asked';
    case 'working':
      return `asking … ${grouped(unused.asked)}`;
    case 'found':
      return unused.whole ? '' : `at least ${grouped(unused.questions.length)}`;
    case 'unusable':
      return unused.reason;
  }
}
