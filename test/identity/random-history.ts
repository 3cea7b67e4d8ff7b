// Random lives of pods that use one address, the snapshots of them, and the rules read second by second.
import fc from 'fast-check';
import type { Pod, Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { BYSTANDER, pod, snapshot } from './cluster-builders.ts';

interface Life {
  readonly name: string;
  readonly start: number;
  /** The last second in which it ran. */
  readonly end: number;
  /** Whether it ends by itself and its object stays, address and all, until `removed`; else it is deleted. */
  readonly finishes: boolean;
  /** The first second in which the object is gone. */
  readonly removed: number;
}

export interface History {
  readonly lives: readonly Life[];
  readonly snapshotTimes: readonly number[];
}

const times = fc
  .uniqueArray(fc.integer({ min: 1, max: 450 }), { minLength: 1, maxLength: 7 })
  .map((list) => list.sort((left, right) => left - right));

const lifeShape = fc.record({
  start: fc.integer({ min: 0, max: 400 }),
  length: fc.integer({ min: 0, max: 150 }),
  finishes: fc.boolean(),
  lingers: fc.integer({ min: 1, max: 200 }),
});

function toLife(shape: { start: number; length: number; finishes: boolean; lingers: number }, index: number): Life {
  const end = shape.start + shape.length;
  return {
    name: `p${index}`,
    start: shape.start,
    end,
    finishes: shape.finishes,
    removed: end + (shape.finishes ? shape.lingers : 1),
  };
}

/** Lives may overlap, as they did in CNI defects. */
export const historyArbitrary: fc.Arbitrary<History> = fc.record({
  lives: fc.array(lifeShape, { minLength: 1, maxLength: 5 }).map((shapes) => shapes.map(toLife)),
  snapshotTimes: times,
});

/** One life after the other, as a CNI gives addresses out; objects of finished pods still linger. */
export const sequentialHistoryArbitrary: fc.Arbitrary<History> = fc.record({
  lives: fc.array(lifeShape, { minLength: 1, maxLength: 6 }).map((shapes) => {
    let next = 0;
    return shapes.map((shape, index) => {
      const life = toLife({ ...shape, start: next + (shape.start % 40) }, index);
      next = life.end + 1;
      return life;
    });
  }),
  snapshotTimes: times,
});

export function snapshotsOf({ lives, snapshotTimes }: History): readonly Snapshot[] {
  return snapshotTimes.map((time) =>
    snapshot(time, {
      pods: [BYSTANDER, ...lives.filter((life) => isShown(life, time)).map((life) => podOf(life, time))],
    }),
  );
}

function isShown(life: Life, time: number): boolean {
  return life.start <= time && time < life.removed;
}

function podOf(life: Life, time: number): Pod {
  const over = time > life.end;
  return pod({
    name: life.name,
    startSeconds: life.start,
    phase: over ? 'Succeeded' : 'Running',
    finishedSeconds: over ? life.end : undefined,
  });
}

/** Who truly ran at that second, if any snapshot ever shows it. */
export function truthAt({ lives, snapshotTimes }: History, second: number): string | undefined {
  const life = lives.find(({ start, end }) => start <= second && second <= end);
  const known = life !== undefined && snapshotTimes.some((time) => isShown(life, time));
  return known ? `shop/${life.name}` : undefined;
}

/** The names that the rules allow at that second, sorted. */
export function holdersAt(history: History, second: number): readonly string[] {
  const known = history.lives.filter((life) => history.snapshotTimes.some((time) => isShown(life, time)));
  return known
    .filter((life) => holds(life, second, history.snapshotTimes, known))
    .map(({ name }) => `shop/${name}`)
    .sort();
}

function holds(life: Life, second: number, snapshotTimes: readonly number[], known: readonly Life[]): boolean {
  if (second < life.start) return false;
  const sightings = snapshotTimes.filter((time) => isShown(life, time));
  const lastSighting = Math.max(...sightings);
  // Gone in a snapshot after the last one that has it.
  if (snapshotTimes.some((time) => time > lastSighting && time <= second)) return false;
  const rivals = known.filter((other) => other !== life).map(({ start }) => start);
  if (lastSighting > life.end) {
    // Shown as finished: surely until then, 30 seconds more unless somebody else began since this one did.
    if (second <= life.end) return true;
    return second <= life.end + 30 && !rivals.some((start) => start >= life.start && start <= second);
  }
  if (second <= lastSighting) return true;
  // Not seen any more: until somebody else began after the last sighting.
  return !rivals.some((start) => start > lastSighting && start <= second);
}
