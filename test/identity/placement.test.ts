// How long workloads shared nodes, by hand and against a count of every second.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedNodes } from '../../lib/identity/placement.ts';
import type { Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { owner, pod, snapshot } from './cluster-builders.ts';

const WINDOW = { fromSeconds: 100, toSeconds: 199 };

interface Run {
  readonly workload: string;
  readonly node: string;
  readonly from: number;
  readonly to: number;
}

/** All are finished Jobs: their times are known to the second. */
function snapshotOf(runs: readonly Run[]): Snapshot {
  const pods = runs.map(({ workload, node, from, to }, index) =>
    pod({
      name: `p${index}`,
      owner: owner('Deployment', workload),
      nodeName: node,
      startSeconds: from,
      phase: 'Succeeded',
      finishedSeconds: to,
    }),
  );
  return snapshot(5000, { pods });
}

const a = (node: string, from = 0, to = 1000): Run => ({ workload: 'a', node, from, to });
const b = (node: string, from = 0, to = 1000): Run => ({ workload: 'b', node, from, to });

describe('sharedNodes', () => {
  it.each<[string, readonly Run[], readonly (readonly [string, number, number, boolean])[]]>([
    ['always together', [a('n1'), b('n1')], [['a b', 100, 100, true]]],
    ['never together', [a('n1'), b('n2')], []],
    ['one of two apart', [a('n1'), b('n1'), b('n2')], [['a b', 100, 200, false]]],
    ['together for the time both ran', [a('n1', 0, 149), b('n1', 140, 1000)], [['a b', 10, 10, true]]],
    ['together for one second', [a('n1', 0, 150), b('n1', 150, 1000)], [['a b', 1, 1, true]]],
    ['one after the other', [a('n1', 0, 149), b('n1', 150, 1000)], []],
    ['together before the window', [a('n1', 0, 99), b('n1')], []],
    ['moved from one node to another', [a('n1', 0, 149), a('n2', 150), b('n1')], [['a b', 50, 100, false]]],
    ['pods of one workload with each other', [a('n1'), a('n1'), a('n2')], [['a a', 100, 300, false]]],
    ['one pod is not beside itself', [a('n1')], []],
  ])('%s', (_what, runs, expected) => {
    const short = (id: string) => id.replace('shop/Deployment/', '');
    const pairs = sharedNodes([snapshotOf(runs)], WINDOW).map((pair) => [
      `${short(pair.left)} ${short(pair.right)}`,
      pair.sharedSeconds,
      pair.pairSeconds,
      pair.always,
    ]);

    expect(pairs).toEqual(expected);
  });

  it('leaves out pods that never got a node', () => {
    const pods = [pod({ name: 'x', nodeName: undefined }), pod({ name: 'y' })];

    expect(sharedNodes([snapshot(150, { pods })], WINDOW)).toEqual([]);
  });

  it('counts running pods to the end of the window', () => {
    const pods = [pod({ name: 'x', startSeconds: 190 }), pod({ name: 'y' })];

    expect(sharedNodes([snapshot(195, { pods })], WINDOW)).toMatchObject([{ sharedSeconds: 10, pairSeconds: 10 }]);
  });

  it('agrees with a count of every second and every two pods', () => {
    const run = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('n1', 'n2'), fc.integer({ min: 60, max: 220 }), fc.nat(80))
      .map(([workload, node, from, length]) => ({ workload, node, from, to: from + length }));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
        const pairs = sharedNodes([snapshotOf(runs)], WINDOW).map(({ left, right, sharedSeconds, pairSeconds }) => [
          `${left} ${right}`,
          sharedSeconds,
          pairSeconds,
        ]);
        expect(pairs).toEqual(countEverySecond(runs));
      }),
    );
  });
});

function countEverySecond(runs: readonly Run[]): readonly (readonly [string, number, number])[] {
  const shared = new Map<string, number>();
  const together = new Map<string, number>();
  for (let second = WINDOW.fromSeconds; second <= WINDOW.toSeconds; second++) {
    const running = runs.filter(({ from, to }) => from <= second && second <= to);
    for (const [index, one] of running.entries()) {
      for (const other of running.slice(index + 1)) {
        const pair = [one.workload, other.workload]
          .map((name) => `shop/Deployment/${name}`)
          .sort()
          .join(' ');
        together.set(pair, (together.get(pair) ?? 0) + 1);
        if (one.node === other.node) shared.set(pair, (shared.get(pair) ?? 0) + 1);
      }
    }
  }
  return [...shared.keys()].sort().map((pair) => [pair, shared.get(pair) ?? 0, together.get(pair) ?? 0]);
}
