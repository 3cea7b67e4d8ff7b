import { describe, expect, it } from 'vitest';
import type { Pod, Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { owner, snapshot } from '../identity/cluster-builders.ts';
import { BEGIN, call, type Row, RST, row, SYN, SYN_ACK, talk, writeLog } from './flow-lines.ts';
import { useObserve } from './observe.ts';
import { NODES, PODS, podNamed } from './small-cluster.ts';

const observe = useObserve();
const OTHERS = PODS.filter((pod) => pod.meta.name !== 'db');

function held(name: string, from: number): Pod {
  return podNamed('db', { name, uid: name, owner: owner('StatefulSet', name), startSeconds: BEGIN + from });
}

/** `old` is last seen at second 0 and gone at 3000, or at `gone`; nothing says when it ended. */
function vanishing(gone = 3000, after: readonly Pod[] = []): readonly Snapshot[] {
  return [
    snapshot(BEGIN, { pods: [...OTHERS, held('old', -500)], nodes: NODES }),
    snapshot(BEGIN + gone, { pods: [...OTHERS, ...after], nodes: NODES }),
  ];
}

/** `old` calls out from another port every time, for one second. */
function heartbeats(...seconds: readonly number[]): readonly Row[] {
  return seconds.flatMap((at) => call(`db:${41_000 + (at % 20_000)} -> api:8080`, { at, until: at + 1, on: 'eni-2' }));
}

const OLD = 'old -> api TCP/8080 established syn';
const NOBODY = 'ambiguous 10.0.3.30 -> api TCP/8080 established syn';

describe('an owner that was not seen to the end', () => {
  it.each([
    { name: 'is proven by packets from his last sighting on', beats: [10, 30, 50], lines: [OLD], proven: 6 },
    { name: 'is proven by a packet 29 seconds after his last sighting', beats: [29], lines: [OLD], proven: 2 },
    { name: 'is nobody 30 seconds after his last sighting', beats: [31], lines: [NOBODY], proven: 0 },
    { name: 'is proven over pauses below 30 seconds', beats: [20, 49, 79, 109], lines: [OLD], proven: 8 },
    { name: 'is nobody behind the first longer pause', beats: [20, 52], lines: [OLD, NOBODY], proven: 2 },
    { name: 'stays nobody behind it, however busy', beats: [20, 60, 70, 80], lines: [OLD, NOBODY], proven: 2 },
  ])('$name', async ({ beats, lines, proven }) => {
    const together = await observe({ objects: [writeLog(heartbeats(...beats))], snapshots: vanishing() });
    const apart = await observe({
      objects: heartbeats(...beats).map((one) => writeLog([one])),
      snapshots: vanishing(),
    });

    expect([...together.lines].sort().reverse()).toEqual(lines);
    expect(together.records.attributed ?? 0).toBe(proven);
    expect(apart.lines).toEqual(together.lines);
    expect(apart.records).toEqual(together.records);
  });

  it('is proven as a server by his answers', async () => {
    const calls = [10, 30].flatMap((at) => call(`web:${41_000 + at} -> db:5432`, { at, until: at + 1 }));

    const seen = await observe({ objects: [writeLog(calls)], snapshots: vanishing() });

    expect(seen.lines).toEqual(['web -> old TCP/5432 established syn']);
  });

  it('is not proven by what others send to him', async () => {
    const knocks = [10, 30, 50].map((at) =>
      row(`web:${41_000 + at} -> db:5432`, { at, until: at + 1, flags: SYN, packets: 1, bytes: 60 }),
    );
    const seen = await observe({ objects: [writeLog([...knocks, ...heartbeats(70)])], snapshots: vanishing() });

    expect(seen.lines).toEqual([NOBODY, 'web -> ambiguous 10.0.3.30 TCP/5432 unanswered syn']);
  });

  it('is proven across the full hour', async () => {
    const beats = Array.from({ length: 190 }, (_, index) => 10 + 20 * index);

    const seen = await observe({ objects: [writeLog(heartbeats(...beats))], snapshots: vanishing(10_000) });

    expect(seen.lines).toEqual([OLD]);
    expect(seen.records).toEqual({ attributed: 380 });
  });

  it('is nobody in the hour after a pause at the end of the one before', async () => {
    const beats = Array.from({ length: 178 }, (_, index) => 10 + 20 * index);
    const rows = [...heartbeats(...beats), ...heartbeats(3620, 3640)];

    const seen = await observe({ objects: [writeLog(rows)], snapshots: vanishing(10_000) });

    expect(seen.lines).toEqual([NOBODY, OLD].sort((left, right) => (left.startsWith('old') ? 1 : right ? -1 : 0)));
    expect(seen.records).toEqual({ attributed: 356, ambiguous: 4 });
  });

  it('is proven no further than the start of whom a snapshot shows after him', async () => {
    const next = held('new', 100);

    const seen = await observe({
      objects: [writeLog([...heartbeats(10, 30), ...heartbeats(105, 3100)])],
      snapshots: vanishing(3000, [next]),
    });

    expect([...seen.lines].sort()).toEqual(['new -> api TCP/8080 established syn', OLD]);
    expect(seen.records).toEqual({ attributed: 8 });
  });
});

describe('a peer that goes on sending to an address whose owner has gone', () => {
  /** At work to second 60; the peer repeats itself to 115; a pod that no snapshot shows has the address from 100. */
  const REPEATS = [
    ...talk('api:40000 -> db:5432', { at: 5, until: 28, on: 'eni-2' }),
    ...talk('api:40000 -> db:5432', { at: 30, until: 60, on: 'eni-2' }),
    row('api:40000 -> db:5432', { at: 62, until: 115, on: 'eni-2' }),
    ...call('db:50000 -> web:80', { at: 101, until: 105, on: 'eni-1' }),
  ];
  /** The owner died at 2; whoever came after him answers at 50 what was asked since 5. */
  const LATE_ANSWER = [
    row('api:40000 -> db:5432', { at: 5, until: 50, flags: SYN, on: 'eni-2' }),
    row('db:5432 -> api:40000', { at: 50, until: 50, flags: SYN_ACK, on: 'eni-2' }),
    ...call('db:50000 -> web:80', { at: 52, until: 55, on: 'eni-1' }),
  ];
  const REFUSED = [
    row('api:40000 -> db:5432', { at: 5, until: 50, flags: SYN, on: 'eni-2' }),
    row('db:5432 -> api:40000', { at: 50, until: 50, flags: RST, on: 'eni-2' }),
    ...call('db:50000 -> web:80', { at: 52, until: 55, on: 'eni-1' }),
  ];

  it.each([
    { name: 'repeats of a long connection', rows: REPEATS },
    { name: 'an answer that comes late', rows: LATE_ANSWER },
    { name: 'a refusal that comes late', rows: REFUSED },
  ])('does not prove it alive: $name', async ({ rows }) => {
    const seen = await observe({ objects: [writeLog(rows)], snapshots: vanishing() });

    expect(seen.lines.filter((line) => line.includes('web'))).toEqual([
      'ambiguous 10.0.3.30 -> web TCP/80 established syn',
    ]);
  });
});
