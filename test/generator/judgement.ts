// What the rows of one flow prove, row by row: whether its ends can be named, and what became of it.
import type { Format } from './formats.ts';
import type { Knowledge, Proof } from './knowledge.ts';
import { stronger, weaker } from './knowledge.ts';
import type { Flow, Outcome, Row } from './model.ts';

/** A row together with the layout of the object it was written to. */
export interface WrittenRow {
  readonly row: Row;
  readonly format: Format;
}

export interface Judgement {
  readonly flow: Flow;
  /** `substituted`: no row shows both real addresses, and no pair of rows does. */
  readonly proof: Proof | 'substituted';
  /** Undefined for packets that are no attempt: a FIN or RST without a connection. */
  readonly outcome: Outcome | undefined;
  readonly rows: number;
  readonly seenBy: readonly ('client' | 'server')[];
  /** Whether a SYN or SYN-ACK is among the rows that show flags. */
  readonly handshake: boolean;
}

export function judge(flow: Flow, rows: readonly WrittenRow[], knowledge: Knowledge): Judgement {
  const provable = rows.filter((item) => item.format.hasPacketAddresses || hasCounterpart(item, rows));
  const proofs = provable.map(({ row }) =>
    weaker(knowledge.proofOf(flow.client, row.start, row.end), knowledge.proofOf(flow.server, row.start, row.end)),
  );
  const best = proofs.reduce<Proof | undefined>(
    (sofar, proof) => (sofar === undefined ? proof : stronger(sofar, proof)),
    undefined,
  );
  return {
    flow,
    proof: best ?? 'substituted',
    outcome: outcomeOf(rows.map(({ row }) => row)),
    rows: rows.length,
    seenBy: (['client', 'server'] as const).filter((side) => rows.some(({ row }) => row.side === side)),
    handshake: rows.some(({ row, format }) => format.hasFlags && (row.flags & 2) !== 0),
  };
}

/** Without the packet's addresses a row shows the far side only; the other interface's row of the same packets shows the other. */
function hasCounterpart({ row }: WrittenRow, rows: readonly WrittenRow[]): boolean {
  return rows.some(
    ({ row: other }) =>
      other.side !== row.side && other.sender === row.sender && other.start <= row.end && row.start <= other.end,
  );
}

function outcomeOf(rows: readonly Row[]): Outcome | undefined {
  const blocked = rows.some((row) => row.action === 'REJECT' && row.sender === 'client' && (row.flags & 2) !== 0);
  if (blocked) return 'rejected';
  const accepted = rows.filter((row) => row.action === 'ACCEPT');
  const asked = accepted.some((row) => row.sender === 'client');
  const replies = accepted.filter((row) => row.sender === 'server');
  const udp = rows.some((row) => row.flow.protocol === 17);
  if (replies.some((row) => udp || row.flags !== 4)) return 'established';
  if (!asked) return undefined;
  return udp ? 'oneway' : 'unanswered';
}
