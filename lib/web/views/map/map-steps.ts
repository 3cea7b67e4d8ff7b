// Where an arrow key leads from a box: to the nearest one in that direction.
import { centreOf, type Rect } from '../../../report/map/shapes.ts';

export const STEPS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
} as const;
export type StepKey = keyof typeof STEPS;

/** Way aside counts more than way ahead, so that arrows keep to the row or column. */
const ASIDE = 2.5;

/** The first of equally near ones; undefined where there is none in that direction. */
export function stepFrom<B extends Rect>(boxes: readonly B[], from: B, key: StepKey): B | undefined {
  const { x: stepX, y: stepY } = STEPS[key];
  const start = centreOf(from);
  let nearest: { readonly box: B; readonly cost: number } | undefined;
  for (const box of boxes) {
    const { x, y } = centreOf(box);
    const ahead = (x - start.x) * stepX + (y - start.y) * stepY;
    const aside = Math.abs((x - start.x) * stepY + (y - start.y) * stepX);
    if (box === from || ahead <= 1) continue;
    const cost = ahead + aside * ASIDE;
    if (nearest === undefined || cost < nearest.cost) nearest = { box, cost };
  }
  return nearest?.box;
}
