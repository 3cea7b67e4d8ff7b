// One place and its neighbours: clients on the left, servers on the right, the ports beside them.
import { compareNumber, compareText } from '../../base/order.ts';
import { type Bundle, bundleLinks, gravestFirst, portsText } from './bundles.ts';
import { lineOf, nodeNote } from './group-scene.ts';
import { countsText, gravity, noCounts } from './map-class.ts';
import { type MapGraph, type MapLink, systemLinks } from './map-links.ts';
import type { MapNode } from './map-places.ts';
import type { Scene, SceneBox, SceneCaption, SceneLine } from './scene.ts';
import { levelCurve, type Rect } from './shapes.ts';

/** On each side; hubs have hundreds. */
export const MOST_NEIGHBOURS = 40;
const BOX = { width: 236, height: 46 } as const;
const ROW = 60;
/** Between the columns: room for the ports. */
const COLUMN = 270;
/** Rows seen first; the place itself is in their middle, so that its lines begin in sight. */
const FIRST_ROWS = 11;
const MARGIN = 32;
const HEAD = 36;
/** Ports named at a neighbour. */
const SHOWN_PORTS = 3;

export interface FocusSceneInput {
  readonly graph: MapGraph;
  /** Those of its links that a filter shows. */
  readonly links: readonly MapLink[];
  readonly focus: MapNode;
}

type Side = 'client' | 'server';

export function focusScene({ graph, links, focus }: FocusSceneInput): Scene {
  const isSystem = systemLinks(graph.places);
  const own = links.filter(({ client, server }) => client === focus || server === focus);
  const bundles = bundleLinks({ links: own, endOf: (link, side) => link[side].id, isSystem });
  const clients = gravestFirst(bundles.filter(({ to }) => to === focus.id));
  const servers = gravestFirst(bundles.filter(({ from }) => from === focus.id));
  const shown = { client: clients.slice(0, MOST_NEIGHBOURS), server: servers.slice(0, MOST_NEIGHBOURS) };
  const rows = Math.max(1, shown.client.length, shown.server.length);
  const height = 2 * MARGIN + HEAD + rows * ROW;
  const middle = (Math.min(rows, FIRST_ROWS) - 1) / 2;
  const at = (column: number, row: number, of: number): Rect => ({
    x: MARGIN + column * (BOX.width + COLUMN),
    y: MARGIN + HEAD + (Math.max(0, middle - (of - 1) / 2) + row) * ROW + (ROW - BOX.height) / 2,
    ...BOX,
  });
  const centre = boxFor(focus, own, at(1, 0, 1));
  const column = (side: Side) =>
    shown[side].flatMap((bundle, row) => {
      const node = bundle.links[0]?.[side];
      const rect = at(side === 'client' ? 0 : 2, row, shown[side].length);
      return node === undefined ? [] : [neighbour({ bundle, node, rect, side, centre })];
    });
  const neighbours = [...column('client'), ...column('server')];
  const width = 2 * MARGIN + 3 * BOX.width + 2 * COLUMN;
  return {
    ...{ width, height },
    first: [{ x: 0, y: 0, width, height: Math.min(height, MARGIN + HEAD + FIRST_ROWS * ROW) }],
    boxes: [centre, ...neighbours.map(({ box }) => box)],
    lines: neighbours
      .map(({ line }) => line)
      .sort(
        (left, right) => compareNumber(gravity(right.class), gravity(left.class)) || compareText(left.id, right.id),
      ),
    captions: [captionOf('client', clients, at(0, 0, rows)), captionOf('server', servers, at(2, 0, rows))],
    drawn: {
      ...{ nodes: neighbours.length, ofNodes: clients.length + servers.length },
      ...{ lines: neighbours.length, ofLines: clients.length + servers.length },
    },
  };
}

function boxFor(node: MapNode, links: readonly MapLink[], rect: Rect): SceneBox {
  const counts = noCounts();
  for (const link of links) counts[link.class] += 1;
  const note = nodeNote(node);
  return {
    ...rect,
    ...{ id: node.id, kind: 'node', groupKind: node.kind, title: node.text, note, counts },
    label: `${node.text}${note === '' ? '' : `, ${note}`}; connections: ${countsText(counts)}`,
  };
}

interface Neighbour {
  readonly bundle: Bundle;
  readonly node: MapNode;
  readonly rect: Rect;
  readonly side: Side;
  readonly centre: SceneBox;
}

/** A place can be on both sides: its boxes have ids of their own. */
function neighbour({ bundle, node, rect, side, centre }: Neighbour): {
  readonly box: SceneBox;
  readonly line: SceneLine;
} {
  const id = `${side} ${node.id}`;
  const plain = boxFor(node, bundle.links, rect);
  const box = { ...plain, id, label: `${side}: ${plain.label}` };
  const isClient = side === 'client';
  const [from, to] = isClient ? [box, centre] : [centre, box];
  const textX = isClient ? rect.x + rect.width + 12 : rect.x - 18;
  const curve = { path: levelCurve(from, to), middle: { x: textX, y: rect.y + rect.height / 2 } };
  const anchor = isClient ? 'start' : 'end';
  const line = lineOf(bundle, { from, to, curve, anchor, text: portsText(bundle.links, SHOWN_PORTS) });
  return { box, line: { ...line, from: isClient ? id : centre.id, to: isClient ? centre.id : id } };
}

function captionOf(side: Side, bundles: readonly Bundle[], { x }: Rect): SceneCaption {
  const word = `${side}s`;
  const more = bundles.length > MOST_NEIGHBOURS ? `, ${MOST_NEIGHBOURS} shown` : '';
  return { x, y: MARGIN + HEAD / 2, text: `${bundles.length} ${bundles.length === 1 ? side : word}${more}` };
}

/** The place that a box of a focus scene is about. */
export function neighbourId(boxId: string): string {
  return boxId.replace(/^(?:client|server) /, '');
}
