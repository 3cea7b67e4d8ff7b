// What the interfaces write about a flow: which of them see it, under which addresses, in which aggregation intervals.
import { addressOf } from './flows.ts';
import type { Burst, Flow, NetworkInterface, Node, Party, Row } from './model.ts';
import { at } from './random.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const SYN_ACK = 18;

export function interfaceOf(party: Party): NetworkInterface | undefined {
  switch (party.kind) {
    case 'pod':
      return party.pod.eni;
    case 'node':
      return at(party.node.interfaces, 0);
    case 'outside':
      return party.eni;
  }
}

export function nodeOf(party: Party): Node | undefined {
  return party.kind === 'pod' ? party.pod.node : party.kind === 'node' ? party.node : undefined;
}

/** Packets between two that share a node are routed inside it and pass no interface. */
export function staysOnNode(flow: Flow): boolean {
  const node = nodeOf(flow.client);
  return node !== undefined && node === nodeOf(flow.server);
}

export function intervalOf(eni: NetworkInterface, second: number, length: number): number {
  return Math.floor((second - eni.phase) / length);
}

/** All rows of a flow, client's interface first, then by interval. */
export function rowsOf(flow: Flow, intervalSeconds: number): Row[] {
  if (staysOnNode(flow)) return [];
  const sides = ['client', 'server'] as const;
  return sides.flatMap((side) => {
    const eni = interfaceOf(side === 'client' ? flow.client : flow.server);
    if (eni === undefined || (flow.blockedAt === 'client' && side === 'server')) return [];
    return [...intervalRows({ flow, side, eni, intervalSeconds }), ...lateRows({ flow, side, eni })];
  });
}

interface SideRequest {
  readonly flow: Flow;
  readonly side: 'client' | 'server';
  readonly eni: NetworkInterface;
}

function intervalRows(request: SideRequest & { readonly intervalSeconds: number }): Row[] {
  const { flow, side, eni, intervalSeconds } = request;
  const rows: Row[] = [];
  const pieces = cutAtIntervals(flow.bursts, eni, intervalSeconds);
  pieces.forEach((piece, index) => {
    const first = index === 0;
    const last = index === pieces.length - 1;
    const action = flow.blockedAt === side ? 'REJECT' : 'ACCEPT';
    const fin = last && flow.closes ? FIN : 0;
    const tcp = flow.protocol === 6;
    // Without an answer every packet is the SYN again.
    const knocks = flow.opens && (first || flow.answer === 'none');
    const request = { ...piece.request, flags: tcp ? (knocks ? SYN : 0) | fin : 0 };
    rows.push(makeRow({ flow, side, eni, sender: 'client', action, span: piece, counts: request }));
    if (flow.answer === 'none') return;
    const opening = first && flow.opens ? (flow.answer === 'reset' ? RST : SYN_ACK) : 0;
    const reply = { ...piece.reply, flags: tcp ? opening | fin : 0 };
    rows.push(makeRow({ flow, side, eni, sender: 'server', action, span: piece, counts: reply }));
  });
  return rows;
}

/** A packet of the server after the close, which the client's security group no longer knows. */
function lateRows({ flow, side, eni }: SideRequest): Row[] {
  const last = flow.bursts.at(-1);
  if (flow.lateReject === undefined || side === 'server' || last === undefined) return [];
  const second = last.end + flow.lateReject;
  const counts = { packets: 1, bytes: 40, flags: flow.id % 2 === 0 ? 0 : RST };
  return [
    makeRow({ flow, side, eni, sender: 'server', action: 'REJECT', span: { start: second, end: second }, counts }),
  ];
}

function makeRow(
  request: SideRequest & {
    readonly sender: 'client' | 'server';
    readonly action: Row['action'];
    readonly span: { readonly start: number; readonly end: number };
    readonly counts: { readonly packets: number; readonly bytes: number; readonly flags: number };
  },
): Row {
  const { flow, side, eni, sender, action, span, counts } = request;
  const forward = sender === 'client';
  const packetSource = addressOf(forward ? flow.client : flow.server);
  const packetDestination = addressOf(forward ? flow.server : flow.client);
  const direction = side === sender ? 'egress' : 'ingress';
  return {
    eni,
    flow,
    side,
    sender,
    action,
    direction,
    packetSource,
    packetDestination,
    // The interface's own side shows its primary address, whichever address the packet had.
    sourceAddress: direction === 'egress' ? eni.primary : packetSource,
    destinationAddress: direction === 'ingress' ? eni.primary : packetDestination,
    sourcePort: forward ? flow.clientPort : flow.serverPort,
    destinationPort: forward ? flow.serverPort : flow.clientPort,
    packets: counts.packets,
    bytes: counts.bytes,
    flags: counts.flags,
    start: span.start,
    end: span.end,
    path: direction === 'ingress' ? '-' : packetDestination.startsWith('10.') ? '1' : '8',
  };
}

/** One piece for each interval with packets: first and last packet in it, and what both sides sent. */
function cutAtIntervals(bursts: readonly Burst[], eni: NetworkInterface, length: number): Burst[] {
  const pieces = new Map<number, Burst>();
  for (const burst of bursts) {
    const first = intervalOf(eni, burst.start, length);
    const last = intervalOf(eni, burst.end, length);
    for (let interval = first; interval <= last; interval += 1) {
      const begin = interval * length + eni.phase;
      const part: Burst = {
        start: Math.max(burst.start, begin),
        end: Math.min(burst.end, begin + length - 1),
        request: share(burst.request, interval - first, last - first + 1),
        reply: share(burst.reply, interval - first, last - first + 1),
      };
      const known = pieces.get(interval);
      pieces.set(interval, known === undefined ? part : joined(known, part));
    }
  }
  return [...pieces.entries()].sort((left, right) => left[0] - right[0]).map(([, piece]) => piece);
}

function joined(left: Burst, right: Burst): Burst {
  const sum = (a: Burst['request'], b: Burst['request']): Burst['request'] => ({
    packets: a.packets + b.packets,
    bytes: a.bytes + b.bytes,
  });
  return {
    start: left.start,
    end: right.end,
    request: sum(left.request, right.request),
    reply: sum(left.reply, right.reply),
  };
}

/** The `index`-th of `parts` shares; all shares together are the whole, and none of a busy burst is empty. */
function share(counts: Burst['request'], index: number, parts: number): Burst['request'] {
  const cut = (total: number): number =>
    Math.floor((total * (index + 1)) / parts) - Math.floor((total * index) / parts);
  return { packets: cut(counts.packets), bytes: cut(counts.bytes) };
}
