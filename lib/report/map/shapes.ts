// Lines between boxes: bent to one side, so that both directions of a pair are seen, and ending at the borders.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Curve {
  readonly path: string;
  /** Where it begins, what it bends to, where it ends. */
  readonly points: readonly [Point, Point, Point];
  /** Where a text about it stands. */
  readonly middle: Point;
}

export function centreOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Lines that come and go along one way do not end at one place, and not at a corner. */
const ANCHOR_SHIFT = 10;
const ANCHOR_INSET = 24;

/** The place on the border of a large box that is next to the other end: a box without extent. */
export function anchorOn({ x, y, width, height }: Rect, other: Rect, end: 'from' | 'to'): Rect {
  const centre = centreOf(other);
  const shift = end === 'from' ? ANCHOR_SHIFT : -ANCHOR_SHIFT;
  const along = (value: number, start: number, length: number): number => {
    if (value < start || value > start + length) return value < start ? start : start + length;
    return Math.max(start + ANCHOR_INSET, Math.min(start + length - ANCHOR_INSET, value + shift));
  };
  return { x: along(centre.x, x, width), y: along(centre.y, y, height), width: 0, height: 0 };
}

/** `bend`: how far its middle is to the left of the straight way from `from` to `to`. */
export function curveBetween(from: Rect, to: Rect, bend: number): Curve {
  const [start, end] = [centreOf(from), centreOf(to)];
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(dx, dy) || 1;
  // The curve comes half as near to its control point as that is away.
  const control = {
    x: (start.x + end.x) / 2 + (dy / length) * bend * 2,
    y: (start.y + end.y) / 2 - (dx / length) * bend * 2,
  };
  const [first, last] = [borderPoint(from, control), borderPoint(to, control)];
  return {
    path: `M${point(first)}Q${point(control)} ${point(last)}`,
    points: [first, control, last],
    middle: { x: first.x / 4 + control.x / 2 + last.x / 4, y: first.y / 4 + control.y / 2 + last.y / 4 },
  };
}

/** `part`: of the way, 0 to 1. */
export function pointAt({ points: [first, control, last] }: Pick<Curve, 'points'>, part: number): Point {
  const rest = 1 - part;
  const [a, b, c] = [rest * rest, 2 * rest * part, part * part];
  return { x: a * first.x + b * control.x + c * last.x, y: a * first.y + b * control.y + c * last.y };
}

/** From the right border of `from` to the left border of `to`, level at both ends. */
export function levelCurve(from: Rect, to: Rect): string {
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  const half = (end.x - start.x) / 2;
  const [first, second] = [
    { x: start.x + half, y: start.y },
    { x: end.x - half, y: end.y },
  ];
  return `M${point(start)}C${point(first)} ${point(second)} ${point(end)}`;
}

/** From a box to itself, at its upper right corner. */
export function loopAt({ x, y, width, height }: Rect): Pick<Curve, 'path' | 'middle'> {
  const [start, end] = [
    { x: x + width - 24, y },
    { x: x + width, y: y + Math.min(16, height / 2) },
  ];
  const [first, second] = [
    { x: start.x, y: y - 26 },
    { x: end.x + 26, y: end.y },
  ];
  return {
    path: `M${point(start)}C${point(first)} ${point(second)} ${point(end)}`,
    middle: { x: end.x + 8, y: y - 12 },
  };
}

/** Where the way from the middle of the box towards a point crosses its border. */
function borderPoint(box: Rect, towards: Point): Point {
  const middle = centreOf(box);
  const [dx, dy] = [towards.x - middle.x, towards.y - middle.y];
  if (dx === 0 && dy === 0) return middle;
  const part = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  return { x: middle.x + dx * part, y: middle.y + dy * part };
}

function point({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

/** One decimal: what no eye tells apart has the same bytes. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}
