// Ways of lines and the room for text.
import { describe, expect, it } from 'vitest';
import { drawable, fitText } from '../../../lib/report/map/drawn-text.ts';
import { makeRouter } from '../../../lib/report/map/routes.ts';
import { curveBetween, loopAt, type Point, pointAt, type Rect, rounded } from '../../../lib/report/map/shapes.ts';

const LEFT: Rect = { x: 0, y: 100, width: 100, height: 50 };
const MIDDLE: Rect = { x: 200, y: 100, width: 100, height: 50 };
const RIGHT: Rect = { x: 400, y: 100, width: 100, height: 50 };
const PICTURE: Rect = { x: 0, y: 0, width: 500, height: 400 };

function isIn({ x, y }: Point, box: Rect): boolean {
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}

describe('a line', () => {
  it('begins and ends at the borders of its boxes', () => {
    const { path } = curveBetween(LEFT, MIDDLE, 0);

    expect(path).toBe('M100 125Q150 125 200 125');
  });

  it('and the one back are on different sides', () => {
    const [there, back] = [curveBetween(LEFT, MIDDLE, 10), curveBetween(MIDDLE, LEFT, 10)];

    expect(there.middle.y).toBeLessThan(125);
    expect(back.middle.y).toBeGreaterThan(125);
  });

  it('goes round a box between, and stays in the picture', () => {
    const curve = makeRouter([LEFT, MIDDLE, RIGHT], PICTURE, 3).route(LEFT, RIGHT);
    const points = Array.from({ length: 51 }, (_, index) => pointAt(curve, index / 50));

    expect(points.filter((point) => isIn(point, MIDDLE))).toEqual([]);
    const low = { ...PICTURE, y: 90, height: 400 };
    const below = makeRouter([LEFT, MIDDLE, RIGHT], low, 3).route(LEFT, RIGHT);
    expect(below.middle.y).toBeGreaterThan(MIDDLE.y + MIDDLE.height);
  });

  it('has its number clear of boxes and of other numbers', () => {
    const router = makeRouter([LEFT, MIDDLE, RIGHT], PICTURE, 3);
    const [first, second] = [router.route(LEFT, RIGHT), router.route(LEFT, RIGHT)];

    for (const { middle } of [first, second]) expect(isIn(middle, MIDDLE)).toBe(false);
    expect(Math.hypot(first.middle.x - second.middle.x, first.middle.y - second.middle.y)).toBeGreaterThan(17);
  });

  it('between boxes of the same middle has a place', () => {
    expect(curveBetween(LEFT, LEFT, 10).path).not.toContain('NaN');
    expect(loopAt(LEFT).path).not.toContain('NaN');
    expect(Object.is(rounded(-0.01), 0)).toBe(true);
  });
});

describe('text', () => {
  it.each([
    ['short', 100, 'short'],
    ['a name that is far too long', 80, 'a name th…'],
    ['👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 40, '👩‍🚀👩…'],
  ])('%j in %d pixels is %j', (text, width, expected) => {
    expect(fitText(text, width, 12.9)).toBe(expected);
  });

  it('has nothing that XML forbids, and no half of a character', () => {
    expect(drawable('a\u0000b\nc\u0007d\ud800e\ufffef')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf');
  });
});
