// The map of a report as one SVG picture.
import type { ReportDocument } from '../document.ts';
import { groupScene, MOST_NODES } from '../map/group-scene.ts';
import { classCounts, type MapGraph, mapGraph } from '../map/map-links.ts';
import { drawnText, formatScene } from '../map/svg-text.ts';
import { VERDICT_CLASSES } from '../verdict-class.ts';

/** Observed connections under the current policies; namespaces are open as far as the picture stays readable. */
export function formatSvg(document: ReportDocument): string {
  const graph = mapGraph(document, { policySet: 'current' });
  const scene = groupScene({ graph, links: graph.links, open: openGroups(graph) });
  const { cluster, dataplane, window } = document;
  return formatScene(scene, {
    title: `${cluster}: observed connections under the current policies`,
    notes: [`${window.from} to ${window.to}, dataplane ${dataplane}`, drawnText(scene, classCounts(graph.links))],
    classes: VERDICT_CLASSES,
  });
}

/** In their order, each that still fits; the others stay closed. */
function openGroups({ places }: MapGraph): readonly string[] {
  const open: string[] = [];
  let drawn = 0;
  for (const { id, kind, nodes } of places.groups) {
    if (kind !== 'namespace' || drawn + nodes.length > MOST_NODES) continue;
    drawn += nodes.length;
    open.push(id);
  }
  return open;
}
