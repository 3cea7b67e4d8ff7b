// Random lives of workloads that hold one address in turn, what they and others send, and who owned each record.
import fc from 'fast-check';
import type { Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { owner, snapshot } from '../identity/cluster-builders.ts';
import { BEGIN, call, type Row, row, SYN, SYN_ACK } from './flow-lines.ts';
import { NODES, PODS, podNamed } from './small-cluster.ts';

/** Seconds since BEGIN; `end` is the last second. */
interface Life {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface AddressHistory {
  readonly lives: readonly Life[];
  readonly rows: readonly Row[];
}

/** Seconds around the beginning or end of a life. */
const REACH = 50;
/** AWS frees an address for so long; late rows of an owner may count up to then. */
const SLACK = 30;

const livesArbitrary = fc
  .array(fc.record({ rest: fc.integer({ min: 31, max: 120 }), length: fc.integer({ min: 20, max: 500 }) }), {
    minLength: 2,
    maxLength: 4,
  })
  .map((shapes) => {
    let at = 0;
    return shapes.map(({ rest, length }, index): Life => {
      const start = at + rest;
      at = start + length;
      return { name: `owner-${index}`, start, end: at };
    });
  });

const deedArbitrary = fc.record({
  /** A share of the life, or of the whole time for attempts. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 20 }),
  what: fc.constantFrom('asks' as const, 'answers' as const, 'attempt' as const, 'attempt' as const),
  port: fc.constantFrom(80, 443),
});

export const addressHistories: fc.Arbitrary<AddressHistory> = fc
  .record({
    lives: livesArbitrary,
    senders: fc.integer({ min: 1, max: 4 }),
    deeds: fc.array(deedArbitrary, { minLength: 30, maxLength: 60 }),
  })
  .map(({ lives, senders, deeds }) => ({
    lives,
    rows: deeds.flatMap((deed, index) =>
      rowsOf(deed.what === 'attempt' ? lives : lives.slice(0, senders), deed, index),
    ),
  }));

type Deed = typeof deedArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Some owners never send a packet; whoever asks or answers is alive all the while; attempts reach the address when he may be gone. */
function rowsOf(lives: readonly Life[], deed: Deed, index: number): readonly Row[] {
  const life = lives[index % lives.length];
  if (life === undefined) return [];
  const port = 40_000 + index;
  if (deed.what === 'attempt') {
    // Around a change of owners, where mistakes are made.
    const at = Math.max(0, (index % 2 === 0 ? life.start : life.end) - REACH + Math.floor(deed.at * 2 * REACH));
    return [row(`api:${port} -> db:${deed.port}`, { at, until: at + deed.length, flags: SYN, packets: 1, bytes: 60 })];
  }
  const at = life.start + Math.floor(deed.at * (life.end - life.start));
  const span = { at, until: Math.min(life.end, at + deed.length) };
  if (deed.what === 'asks') return call(`db:${port} -> api:${deed.port}`, { ...span, on: 'eni-2' });
  return [
    row(`api:${port} -> db:${deed.port}`, { ...span, flags: SYN }),
    row(`db:${deed.port} -> api:${port}`, { ...span, flags: SYN_ACK }),
  ];
}

/** One snapshot after everything: all but the last owner have finished and are still listed with their address. */
export function snapshotsOf({ lives }: AddressHistory): readonly Snapshot[] {
  const pods = lives.map((life, index) => {
    const finished = { phase: 'Succeeded', finishedSeconds: BEGIN + life.end } as const;
    return podNamed('db', {
      ...(index < lives.length - 1 ? finished : {}),
      name: life.name,
      uid: life.name,
      owner: owner('StatefulSet', life.name),
      startSeconds: BEGIN + life.start,
    });
  });
  const others = PODS.filter((pod) => pod.meta.name !== 'db');
  return [snapshot(BEGIN + 10_000, { pods: [...others, ...pods], nodes: NODES })];
}

/** `owner-1 -> api TCP/80` or the reason, with the number of records, each looked at second by second. */
export function countByHand(history: AddressHistory): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of history.rows) {
    const asked = one['pkt-dstaddr'] === '10.0.3.30';
    const isReply = one['tcp-flags'] === String(SYN_ACK);
    const name = ownerOf(history, Number(one.start) - BEGIN, Number(one.end) - BEGIN);
    const serves = asked !== isReply;
    const port = isReply ? one.srcport : one.dstport;
    const text = serves ? `api -> ${name} ${port}` : `${name} -> api ${port}`;
    counts[text] = (counts[text] ?? 0) + 1;
  }
  return counts;
}

function ownerOf({ lives }: AddressHistory, from: number, to: number): string {
  const seen = new Set<string>();
  for (let second = from; second <= to; second += 1) seen.add(ownerAt(lives, second));
  const [only = ''] = seen;
  return seen.size === 1 ? only : 'ambiguous';
}

function ownerAt(lives: readonly Life[], second: number): string {
  const index = lives.findLastIndex((life) => life.start <= second);
  const life = lives[index];
  if (life === undefined) return 'unassigned';
  const last = index === lives.length - 1;
  return last || second <= life.end + SLACK ? life.name : 'unassigned';
}
