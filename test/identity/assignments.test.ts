// Who held an address when: one small history for each rule, then random ones against the rules second by second.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressAssignment } from '../../lib/identity/assignment.ts';
import { buildAssignments } from '../../lib/identity/assignments.ts';
import { OPEN_END_SECONDS } from '../../lib/identity/timeline.ts';
import type { Pod, Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { BYSTANDER, node, pod, service, snapshot } from './cluster-builders.ts';
import {
  type History,
  historyArbitrary,
  holdersAt,
  sequentialHistoryArbitrary,
  snapshotsOf,
  truthAt,
} from './random-history.ts';

/** `100-159 shop/a`, in order; `…` for no end, `a | b` where ambiguous. */
function timeline(snapshots: readonly Snapshot[], address = '10.0.0.1'): readonly string[] {
  return buildAssignments(snapshots)
    .filter((assignment) => assignment.address === address)
    .map((assignment) => {
      const end = assignment.toSeconds === OPEN_END_SECONDS ? '…' : assignment.toSeconds;
      return `${assignment.fromSeconds}-${end} ${namesOf(assignment).join(' | ')}`;
    });
}

function namesOf({ holder }: AddressAssignment): readonly string[] {
  const singles = holder.kind === 'ambiguous' ? holder.candidates : [holder];
  return singles.map((single) => (single.kind === 'workload' ? single.pod : `${single.kind} ${single.name}`));
}

/** Snapshots at these seconds, each with the bystander and the given pods. */
function shown(...moments: readonly (readonly [timeSeconds: number, ...pods: readonly Pod[]])[]): readonly Snapshot[] {
  return moments.map(([timeSeconds, ...pods]) => snapshot(timeSeconds, { pods: [BYSTANDER, ...pods] }));
}

const A = pod({ name: 'a', startSeconds: 100 });
const B = pod({ name: 'b', startSeconds: 250 });
const FINISHED = pod({ name: 'a', startSeconds: 100, phase: 'Succeeded', finishedSeconds: 150 });
const EVICTED = pod({ name: 'a', startSeconds: 100, phase: 'Failed' });

describe('buildAssignments, one pod', () => {
  it.each<[string, readonly Snapshot[], readonly string[]]>([
    ['is open while the newest snapshot has it', shown([200, A]), ['100-… shop/a']],
    ['ends where the first snapshot lacks it', shown([200, A], [300], [400]), ['100-299 shop/a']],
    ['goes on where only one snapshot in between lacks it', shown([200, A], [300], [400, A]), ['100-… shop/a']],
    ['starts at its creation where that is later', shown([200, pod({ creationSeconds: 120 })]), ['120-… shop/web']],
    [
      'starts at its creation where no start is known',
      shown([200, pod({ creationSeconds: 90, startSeconds: undefined })]),
      ['90-… shop/web'],
    ],
    [
      'starts at the first sighting where nothing is known',
      shown([150], [200, pod({ startSeconds: undefined })]),
      ['200-… shop/web'],
    ],
    [
      'starts at its start though the address shows later',
      shown([150, pod({ phase: 'Pending', addresses: [] })], [200, pod()]),
      ['100-… shop/web'],
    ],
    [
      'ends 30 s after it finished though it keeps its address',
      shown([120, A], [200, FINISHED], [900, FINISHED]),
      ['100-180 shop/a'],
    ],
    ['ends 30 s after it finished though never seen alive', shown([900, FINISHED]), ['100-180 shop/a']],
    ['ends when it is collected, slack or not', shown([140, A], [160, FINISHED], [170]), ['100-169 shop/a']],
    [
      'keeps its end though the address vanishes with it',
      shown([120, A], [200, { ...FINISHED, addresses: [] }]),
      ['100-180 shop/a'],
    ],
    [
      'is held until shown as failed where no end is known',
      shown([120, A], [200, EVICTED], [300, EVICTED]),
      ['100-199 shop/a'],
    ],
    [
      'ends when it had to be deleted, if then gone',
      shown([120, { ...A, meta: { ...A.meta, deletionSeconds: 180 } }], [300]),
      ['100-180 shop/a'],
    ],
    [
      'outlives its deletion while it is shown',
      shown([200, { ...A, meta: { ...A.meta, deletionSeconds: 180 } }], [300]),
      ['100-200 shop/a'],
    ],
    [
      'is open though terminating in the newest snapshot',
      shown([200, { ...A, meta: { ...A.meta, deletionSeconds: 180 } }]),
      ['100-… shop/a'],
    ],
    ['holds nothing while it has no address', shown([200, pod({ phase: 'Pending', addresses: [] })]), []],
    ['holds nothing that is its node’s', shown([200, pod({ hostNetwork: true })]), []],
    [
      'gives its address up when its sandbox is made anew',
      shown([200, A], [300, { ...A, addresses: ['10.0.0.2'] }]),
      ['100-299 shop/a'],
    ],
  ])('%s', (_rule, snapshots, expected) => {
    expect(timeline(snapshots)).toEqual(expected);
  });

  it('holds the new address of a new sandbox only after the old one was shown', () => {
    expect(timeline(shown([200, A], [300, { ...A, addresses: ['10.0.0.2'] }]), '10.0.0.2')).toEqual(['201-… shop/a']);
  });

  it('holds its addresses of both families', () => {
    const snapshots = shown([200, pod({ name: 'a', addresses: ['10.0.0.1', '2001:db8::1'] })], [300]);

    expect(timeline(snapshots, '10.0.0.1')).toEqual(['100-299 shop/a']);
    expect(timeline(snapshots, '2001:db8::1')).toEqual(['100-299 shop/a']);
  });

  it('is not ended by a snapshot that was made without pods', () => {
    expect(timeline([snapshot(200, { pods: [A] }), snapshot(300, { nodes: [node()] })])).toEqual(['100-… shop/a']);
  });

  it('takes snapshots of one time for parts of one export, in any order', () => {
    const parts = [
      snapshot(300, { pods: [BYSTANDER] }),
      snapshot(200, { pods: [BYSTANDER] }),
      snapshot(300, { pods: [A] }),
    ];

    expect(timeline(parts)).toEqual(['100-… shop/a']);
  });

  it('names the workload, the pod and the node', () => {
    const [assignment] = buildAssignments([snapshot(200, { pods: [A] })]);

    expect(assignment?.holder).toEqual({ kind: 'workload', id: 'shop/Pod/a', pod: 'shop/a', nodeName: 'node-1' });
  });
});

describe('buildAssignments, one address after another holder', () => {
  it.each<[string, readonly Snapshot[], readonly string[]]>([
    [
      'who vanished between snapshots ended before the next started',
      shown([200, A], [300, B]),
      ['100-249 shop/a', '250-… shop/b'],
    ],
    [
      'the next may have gone again by the next snapshot',
      shown([200, A], [300], [400, B]),
      ['100-249 shop/a', '250-… shop/b'],
    ],
    [
      'a finished Job is no rival for the pod that came 60 s later',
      shown([120, A], [300, FINISHED, pod({ name: 'b', startSeconds: 210 })]),
      ['100-180 shop/a', '210-… shop/b'],
    ],
    [
      'slack never reaches into the next start',
      shown([300, FINISHED, pod({ name: 'b', startSeconds: 160 })]),
      ['100-159 shop/a', '160-… shop/b'],
    ],
    [
      'slack is none where the next began in the last second',
      shown([300, FINISHED, pod({ name: 'b', startSeconds: 150 })]),
      ['100-149 shop/a', '150-150 shop/a | shop/b', '151-… shop/b'],
    ],
    [
      'two shown alive at once are ambiguous',
      shown([300, A, B], [400, B]),
      ['100-249 shop/a', '250-399 shop/a | shop/b', '400-… shop/b'],
    ],
    [
      'a terminating pod and the next one are ambiguous',
      shown([260, { ...A, meta: { ...A.meta, deletionSeconds: 240 } }, B], [400, B]),
      ['100-249 shop/a', '250-260 shop/a | shop/b', '261-… shop/b'],
    ],
    ['an evicted pod gives way to the next', shown([120, A], [300, EVICTED, B]), ['100-249 shop/a', '250-… shop/b']],
    ['an evicted pod never seen alive gives way too', shown([300, EVICTED, B]), ['100-249 shop/a', '250-… shop/b']],
    [
      'two Jobs that really overlapped are ambiguous there',
      shown([900, FINISHED, pod({ name: 'b', startSeconds: 140, phase: 'Failed', finishedSeconds: 200 })]),
      ['100-139 shop/a', '140-150 shop/a | shop/b', '151-230 shop/b'],
    ],
    [
      'the same pod made anew goes on',
      shown([200, A], [300, pod({ name: 'a', uid: 'second', startSeconds: 250 })]),
      ['100-… shop/a'],
    ],
  ])('%s', (_rule, snapshots, expected) => {
    expect(timeline(snapshots)).toEqual(expected);
  });

  it('lists both candidates, sorted', () => {
    const ambiguous = buildAssignments(shown([300, B, A])).find(({ holder }) => holder.kind === 'ambiguous');

    expect(ambiguous?.holder).toMatchObject({ candidates: [{ id: 'shop/Pod/a' }, { id: 'shop/Pod/b' }] });
  });
});

describe('buildAssignments, nodes and services', () => {
  it.each<[string, readonly Snapshot[], readonly string[]]>([
    ['a node holds its address ever and always', [snapshot(200, { nodes: [node()] })], ['0-… node node-1']],
    [
      'a node holds it from its creation',
      [snapshot(200, { nodes: [node({ creationSeconds: 50 })] })],
      ['50-… node node-1'],
    ],
    [
      'a node holds it until a snapshot lacks it',
      [snapshot(200, { nodes: [node()] }), snapshot(300, { nodes: [node({ name: 'b', addresses: [] })] })],
      ['0-299 node node-1'],
    ],
    [
      'hostNetwork pods leave it to the node',
      [snapshot(200, { nodes: [node()], pods: [pod({ hostNetwork: true, addresses: ['10.0.0.9'] })] })],
      ['0-… node node-1'],
    ],
    [
      'pods tell of their node where nodes were not exported',
      [snapshot(200, { pods: [pod({ hostAddresses: ['10.0.0.9'] })] })],
      ['0-… node node-1'],
    ],
    [
      'a finished pod tells nothing of it',
      [snapshot(200, { pods: [pod({ phase: 'Failed', hostAddresses: ['10.0.0.9'] })] })],
      [],
    ],
    [
      'a pod may get the address of a former node',
      [
        snapshot(200, { nodes: [node()] }),
        snapshot(300, {
          nodes: [node({ name: 'b', addresses: [] })],
          pods: [pod({ addresses: ['10.0.0.9'], startSeconds: 250 })],
        }),
      ],
      ['0-249 node node-1', '250-… shop/web'],
    ],
    [
      'a node may get the address of a former pod',
      [
        snapshot(200, {
          pods: [BYSTANDER, pod({ addresses: ['10.0.0.9'] })],
          nodes: [node({ name: 'b', addresses: [] })],
        }),
        snapshot(300, { pods: [BYSTANDER], nodes: [node({ creationSeconds: 240 })] }),
      ],
      ['100-239 shop/web', '240-… node node-1'],
    ],
    [
      'a service holds its cluster address',
      [snapshot(200, { services: [service({ name: 'api', clusterAddresses: ['10.0.0.9'] })] })],
      ['0-… service api'],
    ],
    [
      'a service holds no external address',
      [snapshot(200, { services: [service({ name: 'api', externalAddresses: ['10.0.0.9'] })] })],
      [],
    ],
  ])('%s', (_rule, snapshots, expected) => {
    expect(timeline(snapshots, '10.0.0.9')).toEqual(expected);
  });

  it('sorts by address, then by time', () => {
    const snapshots = shown([300, B, A, pod({ name: 'c', addresses: ['10.0.0.0'] })]);
    const order = buildAssignments(snapshots).map(({ address, fromSeconds }) => `${address} ${fromSeconds}`);

    expect(order).toEqual(['10.0.0.0 100', '10.0.0.1 100', '10.0.0.1 250', '10.9.9.9 0']);
  });
});

const SECONDS = Array.from({ length: 601 }, (_, second) => second);

/** Of each second the names of its holders, from the segments of the one address; two segments at once fail. */
function answers(history: History): readonly (readonly string[])[] {
  const segments = segmentsOf(history);
  return SECONDS.map((second) => {
    const holding = segments.filter(({ fromSeconds, toSeconds }) => fromSeconds <= second && second <= toSeconds);
    if (holding.length > 1) throw new Error(`two segments hold second ${second}`);
    return holding.flatMap(namesOf);
  });
}

function segmentsOf(history: History): readonly AddressAssignment[] {
  return buildAssignments(snapshotsOf(history)).filter(({ address }) => address === '10.0.0.1');
}

describe('buildAssignments, any history', () => {
  it('answers every second as the rules do', () => {
    fc.assert(
      fc.property(historyArbitrary, (history) => {
        expect(answers(history)).toEqual(SECONDS.map((second) => holdersAt(history, second)));
      }),
    );
  });

  it('names the true holder, alone or among others, whenever a snapshot ever showed it', () => {
    fc.assert(
      fc.property(sequentialHistoryArbitrary, (history) => {
        const named = answers(history);
        const missed = SECONDS.filter((second) => {
          const truth = truthAt(history, second);
          return truth !== undefined && !named[second]?.includes(truth);
        });
        expect(missed).toEqual([]);
      }),
    );
  });

  it('has segments in order, with a change at every seam', () => {
    fc.assert(
      fc.property(historyArbitrary, (history) => {
        const segments = segmentsOf(history);
        for (const [index, segment] of segments.entries()) {
          const before = segments[index - 1];
          expect(segment.fromSeconds).toBeLessThanOrEqual(segment.toSeconds);
          if (before === undefined) continue;
          expect(before.toSeconds).toBeLessThan(segment.fromSeconds);
          if (before.toSeconds + 1 === segment.fromSeconds) expect(before.holder).not.toEqual(segment.holder);
        }
      }),
    );
  });
});
