// Where groups and their nodes are: shelves of groups by name, a grid in each open one. Same input, same places.
import type { MapGroup, MapNode } from './map-places.ts';
import type { Rect } from './shapes.ts';

export const CLOSED_SIZE = { width: 208, height: 88 } as const;
/** Two lines of a name. */
export const NODE_SIZE = { width: 228, height: 46 } as const;
/** Between groups: wide enough for the numbers on lines. */
const GROUP_GAP = { x: 96, y: 84 } as const;
/** More namespaces than this are drawn small, without numbers, and closer. */
const CROWD = 30;
const CROWD_GAP = { x: 56, y: 48 } as const;
const NODE_GAP = { x: 40, y: 34 } as const;
const MARGIN = 32;
/** Within an open group: its title above, some air around. */
const HEAD = 58;
const PADDING = 24;
/** Places in an open group come in steps, so that a new workload seldom makes the box wider. */
const SLOT_STEP = 4;

export interface PlacedGroup {
  readonly group: MapGroup;
  readonly rect: Rect;
  /** Nodes drawn one by one, with their places; empty where the group is closed. */
  readonly nodes: readonly { readonly node: MapNode; readonly rect: Rect }[];
  /** For those that are not; only where there are some. */
  readonly rest?: Rect;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** In the order given. */
  readonly groups: readonly PlacedGroup[];
}

export function isCrowd(groups: readonly MapGroup[]): boolean {
  return groups.filter(({ kind }) => kind === 'namespace').length > CROWD;
}

/** `drawn`: the nodes of each open group that are drawn one by one; a group that it lacks is closed. */
export function layoutGroups(groups: readonly MapGroup[], drawn: ReadonlyMap<string, readonly MapNode[]>): Layout {
  const gap = isCrowd(groups) ? CROWD_GAP : GROUP_GAP;
  const placed: PlacedGroup[] = [];
  let y = MARGIN;
  let width = 0;
  for (const [index, shelf] of shelvesOf(groups).entries()) {
    // Every other shelf is set in, so that lines up and down do not run behind the boxes between.
    let x = MARGIN + (index % 2) * ((CLOSED_SIZE.width + gap.x) / 2);
    let height = 0;
    for (const group of shelf) {
      const item = placeGroup(group, drawn.get(group.id), { x, y });
      placed.push(item);
      x += item.rect.width + gap.x;
      height = Math.max(height, item.rect.height);
    }
    width = Math.max(width, x - gap.x + MARGIN);
    y += height + gap.y;
  }
  return { width: Math.max(width, 2 * MARGIN), height: Math.max(y - gap.y + MARGIN, 2 * MARGIN), groups: placed };
}

/** Which shelf a group is on depends on how many there are, not on what is open: opening one moves none to another. */
function shelvesOf(groups: readonly MapGroup[]): readonly (readonly MapGroup[])[] {
  const namespaces = groups.filter(({ kind }) => kind === 'namespace');
  const outside = groups.filter(({ kind }) => kind !== 'namespace');
  const length = Math.max(1, Math.ceil(Math.sqrt(0.9 * namespaces.length)));
  const shelves: (readonly MapGroup[])[] = [];
  for (let start = 0; start < namespaces.length; start += length) shelves.push(namespaces.slice(start, start + length));
  return outside.length === 0 ? shelves : [...shelves, outside];
}

function placeGroup(
  group: MapGroup,
  drawn: readonly MapNode[] | undefined,
  { x, y }: { readonly x: number; readonly y: number },
): PlacedGroup {
  if (drawn === undefined) return { group, rect: { x, y, ...CLOSED_SIZE }, nodes: [] };
  const cells = drawn.length + (drawn.length < group.nodes.length ? 1 : 0);
  const slots = Math.max(1, cells <= SLOT_STEP ? cells : Math.ceil(cells / SLOT_STEP) * SLOT_STEP);
  const columns = Math.ceil(Math.sqrt(slots / 2));
  const rows = Math.ceil(Math.max(1, cells) / columns);
  const width = 2 * PADDING + columns * (NODE_SIZE.width + NODE_GAP.x) - NODE_GAP.x;
  const height = HEAD + PADDING + rows * (NODE_SIZE.height + NODE_GAP.y) - NODE_GAP.y;
  const cell = (index: number): Rect => ({
    x: x + PADDING + (index % columns) * (NODE_SIZE.width + NODE_GAP.x),
    y: y + HEAD + Math.floor(index / columns) * (NODE_SIZE.height + NODE_GAP.y),
    ...NODE_SIZE,
  });
  return {
    group,
    rect: { x, y, width, height },
    nodes: drawn.map((node, index) => ({ node, rect: cell(index) })),
    ...(cells > drawn.length ? { rest: cell(drawn.length) } : {}),
  };
}
