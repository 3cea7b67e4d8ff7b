// Ways of lines and the room for text.
import { describe, expect, it } from 'vitest';
import { drawable, fitNote, fitText, wrapText } from '../../../lib/report/map/drawn-text.ts';
import { makeRouter } from '../../../lib/report/map/routes.ts';
import {
  anchorOn,
  curveBetween,
  loopAt,
  type Point,
  pointAt,
  type Rect,
  rounded,
} from '../../../lib/report/map/shapes.ts';

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

describe('a line to a large box', () => {
  const LARGE: Rect = { x: 100, y: 100, width: 600, height: 300 };
  const size = { width: 40, height: 20 };

  it.each([
    ['above', { x: 280, y: 0, ...size }, { x: 310, y: 100 }, { x: 290, y: 100 }],
    ['to the right', { x: 900, y: 190, ...size }, { x: 700, y: 210 }, { x: 700, y: 190 }],
    ['beyond a corner', { x: 0, y: 500, ...size }, { x: 100, y: 400 }, { x: 100, y: 400 }],
    ['above, near a corner', { x: 90, y: 0, ...size }, { x: 124, y: 100 }, { x: 124, y: 100 }],
  ])('ends on its border, next to a box %s', (_, other, from, to) => {
    expect(anchorOn(LARGE, other, 'from')).toEqual({ ...from, width: 0, height: 0 });
    expect(anchorOn(LARGE, other, 'to')).toEqual({ ...to, width: 0, height: 0 });
  });
});

describe('text', () => {
  it.each([
    ['short', ['short']],
    ['StatefulSet/redis', ['StatefulSet/', 'redis']],
    ['Outside addresses', ['Outside', 'addresses']],
    ['shop/cartservice', ['shop/', 'cartservice']],
    ['productcatalogservice', ['productcatal', 'ogservice']],
    ['a-productcatalogservice-of-many', ['a-productcat', 'alogservice…']],
  ])('%j has two lines where one is too short', (text, expected) => {
    expect(wrapText(text, 96, 12.9)).toEqual(expected);
  });

  it('of a note loses its last part before any letter', () => {
    expect(fitNote('13 workloads, 2 inside', 1000, 12)).toBe('13 workloads, 2 inside');
    expect(fitNote('13 workloads, 2 inside', 100, 12)).toBe('13 workloads');
    expect(fitNote('13 workloads, 2 inside', 40, 12)).toBe('13 w…');
  });

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
