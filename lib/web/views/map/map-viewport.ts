// Which part of the map is in sight: a rectangle of the drawing, moved and zoomed without touching what is drawn.
import type { Rect } from '../../../report/map/shapes.ts';

/** Pixels of the screen for one of the drawing. */
const LARGEST_SCALE = 4;
const SMALLEST_SCALE = 0.05;
/** Fitting never makes text larger than this. */
const FITTED_SCALE = 1.1;
/** Drawn smaller than this, what is open or in focus cannot be read. */
const READABLE_SCALE = 0.5;
/** Of a part that is shown in place of all: larger text makes up for it, as it does for `enlargement`. */
const READABLE_PART_SCALE = 0.35;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** All of `target`, in the middle; `size` is that of the element. */
export function fitted(target: Rect, size: Size): Rect {
  const scale = Math.min(FITTED_SCALE, size.width / target.width, size.height / target.height);
  return around(target.x + target.width / 2, target.y + target.height / 2, size, scale);
}

/** All of the drawing where it can be read, else the first of its parts that can, or the last of them. */
export function seenFirst(whole: Rect, parts: readonly Rect[], size: Size): Rect {
  const scale = ({ width, height }: Rect) => Math.min(size.width / width, size.height / height);
  if (scale(whole) >= READABLE_SCALE) return whole;
  return parts.find((part) => scale(part) >= READABLE_PART_SCALE) ?? parts.at(-1) ?? whole;
}

/** `factor` above 1 shows less, larger. `at`: the point that stays where it is, as parts of the element, 0 to 1. */
export function zoomed(view: Rect, size: Size, factor: number, at: { readonly x: number; readonly y: number }): Rect {
  const scale = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, (size.width / view.width) * factor));
  const [width, height] = [size.width / scale, size.height / scale];
  return { x: view.x + (view.width - width) * at.x, y: view.y + (view.height - height) * at.y, width, height };
}

/** By pixels of the screen. */
export function panned(view: Rect, size: Size, dx: number, dy: number): Rect {
  const perPixel = view.width / size.width;
  return { ...view, x: view.x - dx * perPixel, y: view.y - dy * perPixel };
}

/** The view as it is where the box is in sight, else moved to it. */
export function showing(view: Rect, box: Rect): Rect {
  const seen =
    box.x >= view.x &&
    box.y >= view.y &&
    box.x + box.width <= view.x + view.width &&
    box.y + box.height <= view.y + view.height;
  if (seen) return view;
  return { ...view, x: box.x + box.width / 2 - view.width / 2, y: box.y + box.height / 2 - view.height / 2 };
}

/** By how much text is drawn larger where the map is drawn small: in steps, as each of them draws all of it anew. */
export type Enlargement = 1 | 1.2 | 1.8;

/** `scale`: pixels of the screen for one of the drawing. */
export function enlargement(scale: number): Enlargement {
  if (scale >= 0.75) return 1;
  return scale >= 0.5 ? 1.2 : 1.8;
}

function around(x: number, y: number, { width, height }: Size, scale: number): Rect {
  return { x: x - width / scale / 2, y: y - height / scale / 2, width: width / scale, height: height / scale };
}
