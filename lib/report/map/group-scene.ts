// The map of groups: closed ones as boxes, open ones with their nodes, and one line for each ordered pair that talks.
import { compareNumber, compareText } from '../../base/order.ts';
import { counted, grouped } from '../words.ts';
import { type BoxCounts, boxCounts } from './box-counts.ts';
import { isCrowd, type Layout, layoutGroups, type PlacedGroup } from './box-layout.ts';
import { type Bundle, bundleLinks, heaviestBundles } from './bundles.ts';
import { linkEnds, restId } from './link-ends.ts';
import { countsText, gravity, MAP_STYLES, type MapClass, totalOf } from './map-class.ts';
import { type MapGraph, type MapLink, systemLinks } from './map-links.ts';
import { type MapGroup, type MapNode, membersText } from './map-places.ts';
import { makeRouter } from './routes.ts';
import type { Scene, SceneBox, SceneLine } from './scene.ts';
import { anchorOn, type Curve, loopAt, type Rect, rounded } from './shapes.ts';

/** More than this nobody can read. */
export const MOST_NODES = 200;
export const MOST_LINES = 150;
/** Among many closed groups lines are long and cross each other. */
export const MOST_LINES_OF_CROWD = 60;
/** Around what is shown first, in CSS pixels: enough to see where lines go. */
const SURROUNDINGS = 40;
/** Of an open group, about: lines go round it. */
const TITLE_SIZE = { width: 150, height: 44 } as const;

export interface GroupSceneInput {
  readonly graph: MapGraph;
  /** Those of its links that a filter shows. */
  readonly links: readonly MapLink[];
  /** Ids of groups, the one opened last at the end. */
  readonly open: readonly string[];
  /** Ids of groups that are not drawn at all. */
  readonly hidden?: readonly string[];
  /** Id of a group or node whose lines are drawn before those of others. */
  readonly about?: string;
}

export function groupScene({ graph, links, open, hidden = [], about }: GroupSceneInput): Scene {
  const groups = graph.places.groups.filter(({ id }) => !hidden.includes(id));
  const opened = groups.filter(({ id }) => open.includes(id));
  const drawn = drawnNodes(opened, links);
  const layout = layoutGroups(groups, drawn);
  const ends = linkEnds({ links, opened, drawn, ...(about === undefined ? {} : { about }) });
  const isSystem = systemLinks(graph.places);
  const bundles = bundleLinks({ links, endOf: ends.line, isSystem });
  const between = bundles.filter(({ from, to }) => from !== to || !groups.some(({ id }) => id === from));
  const groupOf = groupsOfEnds(groups);
  const rankOf = bundleRank(opened, groupOf, about);
  const asked = between.filter((bundle) => rankOf(bundle) <= LAST_ASKED_RANK).length;
  const most = isCrowd(groups) ? Math.max(MOST_LINES_OF_CROWD, Math.min(MOST_LINES, asked)) : MOST_LINES;
  const kept = heaviestBundles(between, most, rankOf);
  // A line that stops at a border is still one of the node behind it.
  const counts = boxCounts(bundleLinks({ links, endOf: ends.own, isSystem }), groupOf);
  const boxes = layout.groups.flatMap((placed) => boxesOf(placed, counts));
  const nodes = opened.reduce((sum, group) => sum + group.nodes.length, 0);
  const drawnCount = [...drawn.values()].reduce((sum, own) => sum + own.length, 0);
  return {
    width: layout.width,
    height: layout.height,
    boxes,
    lines: linesOf(kept, boxes, layout),
    captions: [],
    drawn: { nodes: drawnCount, ofNodes: nodes, lines: kept.length, ofLines: between.length },
    first: firstSeen(boxes, open),
  };
}

/** All open groups together, as who opens two looks for what is between them; then the one that was opened last. */
function firstSeen(boxes: readonly SceneBox[], open: readonly string[]): readonly Rect[] {
  const opened = boxes.filter(({ kind }) => kind === 'open');
  const newestId = open.findLast((id) => opened.some((box) => box.id === id));
  const newest = opened.filter(({ id }) => id === newestId);
  return (opened.length > 1 ? [opened, newest] : [newest]).filter(({ length }) => length > 0).map(surroundings);
}

/** Some boxes, with something around. */
function surroundings(boxes: readonly Rect[]): Rect {
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const around = 2 * SURROUNDINGS;
  return { x: left - SURROUNDINGS, y: top - SURROUNDINGS, width: right - left + around, height: bottom - top + around };
}

/** `bundleRank` of what is asked for by selecting a box or opening a group. */
const LAST_ASKED_RANK = 3;

/** What is selected, then lines of open groups: what would be blocked, what stays in a group, what leaves it; the rest. */
function bundleRank(
  opened: readonly MapGroup[],
  groupOf: ReadonlyMap<string, string>,
  about: string | undefined,
): (bundle: Bundle) => number {
  const open = new Set(opened.map(({ id }) => id));
  const group = (end: string) => groupOf.get(end) ?? end;
  // A group that is open and selected asks for no more than one that is open.
  const isAbout = (id: string) => id === about && !open.has(id);
  return ({ id, from, to, class: gravest }) => {
    if ([id, from, to].some(isAbout)) return gravest === 'blocked' ? 0 : 1;
    if (!open.has(group(from)) && !open.has(group(to))) return 5;
    if (gravest === 'blocked') return 2;
    return group(from) === group(to) ? 3 : 4;
  };
}

/** Open groups share the room evenly; of a group that has too many, those with most links are drawn. */
function drawnNodes(opened: readonly MapGroup[], links: readonly MapLink[]): ReadonlyMap<string, readonly MapNode[]> {
  const share = Math.floor(MOST_NODES / Math.max(1, opened.length));
  const total = opened.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const degrees = new Map<string, number>();
  for (const { client, server } of links) {
    for (const { id } of [client, server]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  }
  const degree = ({ id }: MapNode) => degrees.get(id) ?? 0;
  return new Map(
    opened.map(({ id, nodes }) => {
      if (total <= MOST_NODES || nodes.length <= share) return [id, nodes];
      const ranked = [...nodes].sort((a, b) => compareNumber(degree(b), degree(a)) || compareText(a.id, b.id));
      const kept = new Set(ranked.slice(0, Math.max(1, share - 1)));
      return [id, nodes.filter((node) => kept.has(node))];
    }),
  );
}

function boxesOf({ group, rect, nodes, rest }: PlacedGroup, boxCount: BoxCounts): readonly SceneBox[] {
  const { id, kind, title } = group;
  const members = membersText(kind, group.nodes);
  const closed = nodes.length === 0;
  const { counts: groupCounts, inside } = boxCount(id);
  const name = kind === 'namespace' ? `Namespace ${title}` : title;
  const head: SceneBox = {
    ...{ ...rect, id, kind: closed ? 'closed' : 'open', groupKind: kind, title, counts: groupCounts },
    note: closed && inside > 0 ? `${members}, ${grouped(inside)} inside` : members,
    label: `${name}, ${members}; connections: ${countsText(groupCounts)}`,
  };
  const place = (at: Rect, box: Pick<SceneBox, 'id' | 'kind' | 'title' | 'note'>): SceneBox => {
    const { counts } = boxCount(box.id);
    const label = `${box.title}${box.note === '' ? '' : `, ${box.note}`}; connections: ${countsText(counts)}`;
    return { ...at, ...box, groupKind: kind, parent: id, counts, label };
  };
  return [
    head,
    ...nodes.map(({ node, rect: at }) =>
      place(at, { id: node.id, kind: 'node', title: node.title, note: nodeNote(node) }),
    ),
    ...(rest === undefined
      ? []
      : [
          place(rest, {
            ...{ id: restId(id), kind: 'rest', note: 'not drawn one by one' },
            title: `${group.nodes.length - nodes.length} more`,
          }),
        ]),
  ];
}

export function nodeNote({ kind, endpoints }: MapNode): string {
  return kind !== 'namespace' && endpoints > 1 ? counted(endpoints, 'address', 'addresses') : '';
}

function groupsOfEnds(groups: readonly MapGroup[]): ReadonlyMap<string, string> {
  return new Map(
    groups.flatMap(({ id, nodes }) => [restId(id), ...nodes.map((node) => node.id)].map((end) => [end, id] as const)),
  );
}

function linesOf(bundles: readonly Bundle[], boxes: readonly SceneBox[], layout: Layout): readonly SceneLine[] {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const router = makeRouter(
    boxes.map((box) => (box.kind === 'open' ? { ...box, ...TITLE_SIZE } : box)),
    { x: 0, y: 0, width: layout.width, height: layout.height },
    bundles.length,
  );
  const gravestLast = [...bundles].sort((left, right) => compareNumber(gravity(right.class), gravity(left.class)));
  return gravestLast.flatMap((bundle): SceneLine[] => {
    const [from, to] = [byId.get(bundle.from), byId.get(bundle.to)];
    if (from === undefined || to === undefined) return [];
    const start = from.kind === 'open' ? anchorOn(from, to, 'from') : from;
    const end = to.kind === 'open' ? anchorOn(to, from, 'to') : to;
    const curve = from === to ? loopAt(from) : router.route(start, end);
    const nodes = from.kind === 'node' && to.kind === 'node';
    return [lineOf(bundle, { from, to, curve: within(curve, layout), text: nodes ? '' : bundleText(bundle) })];
  });
}

type DrawnCurve = Pick<Curve, 'path' | 'middle'>;

export interface LinePlace {
  readonly from: Pick<SceneBox, 'title'>;
  readonly to: Pick<SceneBox, 'title'>;
  readonly curve: DrawnCurve;
  readonly text: string;
  readonly anchor?: SceneLine['textAnchor'];
}

export function lineOf(bundle: Bundle, { from, to, curve, text, anchor = 'middle' }: LinePlace): SceneLine {
  return {
    id: bundle.id,
    from: bundle.from,
    to: bundle.to,
    path: curve.path,
    class: bundle.class,
    width: lineWidth(bundle),
    system: bundle.system,
    text,
    textX: rounded(curve.middle.x),
    textY: rounded(curve.middle.y),
    textAnchor: anchor,
    label: `${from.title} to ${to.title}: ${countsText(bundle.counts)}`,
  };
}

/** What would be blocked must be seen first; scanners make thousands of attempts, which nobody looks for. */
const LEAST_WIDTH: Partial<Record<MapClass, number>> = { blocked: 2.6 };
const MOST_WIDTH: Partial<Record<MapClass, number>> = { attempt: 1.6, unused: 1.6 };

/** Grows with the logarithm of the connections. */
function lineWidth({ class: mapClass, total }: Pick<Bundle, 'class' | 'total'>): number {
  const width = Math.min(MOST_WIDTH[mapClass] ?? 6, 1.4 + 0.55 * Math.log2(total));
  return rounded(Math.max(LEAST_WIDTH[mapClass] ?? 0, width));
}

/** The number, and before it how many are of the gravest class where that is not plainly allowed. */
function bundleText({ class: gravest, counts, total }: Bundle): string {
  if (gravest === 'allowed') return String(total);
  const grave = `${MAP_STYLES[gravest].icon} ${counts[gravest]}`;
  return counts[gravest] === total ? grave : `${grave} of ${total}`;
}

/** A text at the edge stays in the picture. */
function within({ path, middle }: DrawnCurve, { width, height }: Layout): DrawnCurve {
  const clamp = (value: number, most: number) => Math.max(16, Math.min(most - 16, value));
  return { path, middle: { x: clamp(middle.x, width), y: clamp(middle.y, height) } };
}

/** For renderers: classes of a box that ask for attention, gravest first. */
export function alertsOf({ counts }: Pick<SceneBox, 'counts'>): readonly MapClass[] {
  const grave: readonly MapClass[] = ['blocked', 'unknown'];
  return totalOf(counts) === 0
    ? []
    : grave.filter((mapClass) => counts[mapClass] > 0).sort((a, b) => gravity(a) - gravity(b));
}
