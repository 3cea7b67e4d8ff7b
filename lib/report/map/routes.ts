// Ways for lines: round the boxes between where a moderate bend does it, and a clear place for the number on them.
import { type Curve, centreOf, curveBetween, type Point, pointAt, type Rect } from './shapes.ts';

/** Tried in turn, in CSS pixels to the left of the straight way; to the right below zero. */
const BENDS = [10, 30, 56, -30, 84, -56, 120, -84, 170, -120] as const;
/** A line should keep this far from boxes that it does not belong to. */
const CLEARANCE = 8;
/** Where along the line a number is tried, the middle first. */
const PLACES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8] as const;
const SAMPLES = 14;
/** Among more lines than this, nobody sees where one of them turns off: fewer ways are tried, numbers may meet. */
const MOST_CAREFUL_LINES = 250;
const FEW_BENDS = 4;
/** About the size of a number on a line. */
const NUMBER = { width: 56, height: 18 } as const;

export interface Router {
  /** The way that runs behind the fewest boxes; of equal ones the first of `BENDS`. */
  readonly route: (from: Rect, to: Rect) => Curve;
}

/**
 * `obstacles`: boxes that lines should not run behind. Numbers keep clear of them and of those before. `picture`: what
 * lines should not leave. `lines`: how many there will be.
 */
export function makeRouter(obstacles: readonly Rect[], picture: Rect, lines: number): Router {
  const numbers: Rect[] = [];
  const careful = lines <= MOST_CAREFUL_LINES;
  const bends = careful ? BENDS : BENDS.slice(0, FEW_BENDS);
  const route = (from: Rect, to: Rect): Curve => {
    const between = obstacles.filter((box) => box !== from && box !== to && isNear(box, from, to));
    let best: { readonly curve: Curve; readonly crossings: number } | undefined;
    for (const bend of bends) {
      const curve = curveBetween(from, to, bend);
      const crossings = crossed(curve, between, picture);
      if (best === undefined || crossings < best.crossings) best = { curve, crossings };
      if (crossings === 0) break;
    }
    const curve = best?.curve ?? curveBetween(from, to, 0);
    const middle = numberPlace(curve, [from, to, ...between], numbers);
    if (careful) numbers.push(numberAt(middle));
    return { ...curve, middle };
  };
  return { route };
}

function crossed(curve: Curve, boxes: readonly Rect[], picture: Rect): number {
  const points = Array.from({ length: SAMPLES - 1 }, (_, index) => pointAt(curve, (index + 1) / SAMPLES));
  const outside = points.some((point) => !isInside(point, picture, 0)) ? 1 : 0;
  const around = boundsOf(curve.points);
  const near = boxes.filter((box) => overlap(around, box));
  return outside + near.filter((box) => points.some((point) => isInside(point, box, CLEARANCE))).length;
}

/** With the clearance around it. */
function boundsOf(points: readonly Point[]): Rect {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs) - CLEARANCE, Math.min(...ys) - CLEARANCE];
  return { x, y, width: Math.max(...xs) + CLEARANCE - x, height: Math.max(...ys) + CLEARANCE - y };
}

function numberPlace(curve: Curve, boxes: readonly Rect[], numbers: readonly Rect[]): Point {
  const places = PLACES.map((part) => pointAt(curve, part));
  const clear = places.find((place) => ![...boxes, ...numbers].some((box) => overlap(numberAt(place), box)));
  return clear ?? places.find((place) => !boxes.some((box) => overlap(numberAt(place), box))) ?? curve.middle;
}

function numberAt({ x, y }: Point): Rect {
  return { x: x - NUMBER.width / 2, y: y - NUMBER.height / 2, ...NUMBER };
}

function overlap(left: Rect, right: Rect): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}

function isInside({ x, y }: Point, box: Rect, margin: number): boolean {
  return x > box.x - margin && x < box.x + box.width + margin && y > box.y - margin && y < box.y + box.height + margin;
}

/** Whether any of the ways can reach it. */
function isNear(box: Rect, from: Rect, to: Rect): boolean {
  const [start, end] = [centreOf(from), centreOf(to)];
  const reach = Math.max(...BENDS) + CLEARANCE;
  return (
    box.x < Math.max(start.x, end.x) + reach &&
    box.x + box.width > Math.min(start.x, end.x) - reach &&
    box.y < Math.max(start.y, end.y) + reach &&
    box.y + box.height > Math.min(start.y, end.y) - reach
  );
}
