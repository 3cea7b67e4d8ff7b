// What the map says of itself: how much it shows, what it hides and why.
import type { FilteredLinks, MapGraph, MapLink } from '../../../report/map/map-links.ts';
import type { MapNode } from '../../../report/map/map-places.ts';
import type { Scene } from '../../../report/map/scene.ts';
import { counted, grouped } from '../../../report/words.ts';
import type { Unused } from '../../data/use-unused.ts';
import type { UnusedPermissions } from '../../workers/messages.ts';
import { progressText } from '../../workers/progress-text.ts';

export interface MapStatusInput {
  readonly graph: MapGraph;
  readonly filtered: FilteredLinks;
  readonly scene: Scene;
  readonly focus: MapNode | undefined;
}

export function mapStatus({ graph, filtered, scene, focus }: MapStatusInput): string {
  const { shown, byClass, byPort, bySystem, byGroup } = filtered;
  const isObserved = ({ about }: MapLink) => about.kind === 'observed';
  const [seen, observed] = [shown.filter(isObserved).length, graph.links.filter(isObserved).length];
  const unused = shown.length - seen;
  const { nodes, ofNodes, lines, ofLines } = scene.drawn;
  const first = scene.boxes.some(({ kind }) => kind === 'open') ? 'those of open groups first' : 'the gravest first';
  const hidden = [
    ...(byClass > 0 ? [`${grouped(byClass)} by class`] : []),
    ...(byPort > 0 ? [`${grouped(byPort)} by port`] : []),
    ...(bySystem > 0 ? [`${grouped(bySystem)} as system traffic`] : []),
    ...(byGroup > 0 ? [`${grouped(byGroup)} with hidden groups`] : []),
  ];
  const what =
    focus === undefined
      ? `Showing ${seen === observed ? 'all' : `${grouped(seen)} of`} ${counted(observed, 'connection')}`
      : `${focus.text}: showing ${grouped(nodes)} of ${counted(ofNodes, 'neighbour')}`;
  return [
    what,
    ...(unused > 0 ? [`${grouped(unused)} allowed and unused`] : []),
    ...(hidden.length > 0 ? [`hidden: ${hidden.join(', ')}`] : []),
    ...(focus === undefined && nodes < ofNodes
      ? [`${grouped(nodes)} of ${grouped(ofNodes)} places drawn one by one`]
      : []),
    ...(focus === undefined && lines < ofLines
      ? [`${grouped(lines)} of ${grouped(ofLines)} lines drawn, ${first}: select a box to see its own`]
      : []),
  ].join('; ');
}

/** In place of a number, where there is none yet; the empty text where there is. */
export function unusedNote(unused: Unused): string {
  switch (unused.kind) {
    case 'idle':
      return 'not asked';
    case 'working':
      return unused.progress === undefined ? 'asking …' : `asking: ${progressText(unused.progress)}`;
    case 'found':
      return foundNote(unused.found);
    case 'unusable':
      return unused.reason;
  }
}

/** What a page cannot ask or draw is said. */
function foundNote({ unused, count, asked, notAsked }: UnusedPermissions): string {
  const drawn = unused.length < count ? `the first ${grouped(unused.length)} of ${grouped(count)}` : '';
  if (notAsked === 0) return drawn;
  const all = grouped(asked + notAsked);
  return `${drawn || `at least ${grouped(count)}`}, of ${grouped(asked)} questions; ${all} are too many for a page: flowfence check asks them all`;
}
