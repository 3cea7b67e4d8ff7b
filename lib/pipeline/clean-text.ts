// The careful way through a damaged text object: each line by the reference parser, good ones rewritten, others noted.
import { LISTED_ROWS } from '../connections/instance-sql.ts';
import { checkLayout, type Layout, parseHeader } from '../sources/flow-log-layout.ts';
import { type FlowLogLine, type FlowLogRecord, type MalformedReason, parseLine } from '../sources/flow-log-line.ts';

/** A line that was left out; `text` is its beginning, for people. */
export interface MalformedNote {
  readonly line: number;
  readonly reason: MalformedReason | 'truncated';
  readonly text: string;
}

/** What the careful reading found, filled while the text is read. At most `keep` notes are kept; `count` is exact. */
export interface MalformedNotes {
  count: number;
  readonly notes: MalformedNote[];
}

/** Columns of the rewritten text, in order. */
export const CLEAN_FIELDS = [
  ...['interface-id', 'srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr', 'srcport', 'dstport', 'protocol'],
  ...['packets', 'bytes', 'start', 'end', 'action', 'log-status', 'tcp-flags'],
] as const;

const NOTE_CHARACTERS = 200;
/** Seconds are stored in 32 bits: until 2106. */
const LATEST_STORED_SECONDS = 4_294_967_295;

export interface CleanTextInput {
  readonly lines: AsyncIterable<readonly string[]>;
  readonly layout: Layout;
  /** The text's first line is the header that `layout` was read from. */
  readonly header: boolean;
  /** The stream ended early: the last line is not whole even if it looks so. */
  readonly truncated: boolean;
  readonly notes: MalformedNotes;
}

/** Yields the rewritten text, a batch of lines at a time, and fills `notes`. Another header in the middle is followed. */
export async function* cleanText(input: CleanTextInput): AsyncGenerator<string> {
  let { layout } = input;
  let number = 0;
  let held: string | undefined;
  const take = (line: string): string => {
    number += 1;
    if (number === 1 && input.header) return '';
    const parsed = parseLine(line, layout);
    if (parsed === undefined) return '';
    if (parsed.kind === 'malformed') {
      if (parsed.reason === 'repeated-header') layout = followHeader(line, layout);
      note(input.notes, { line: number, reason: parsed.reason, text: line });
      return '';
    }
    const written = writeLine(parsed);
    if (written === undefined) note(input.notes, { line: number, reason: 'time-out-of-range', text: line });
    return written ?? '';
  };
  yield `${CLEAN_FIELDS.join(' ')}\n`;
  for await (const batch of input.lines) {
    const parts: string[] = [];
    for (const line of batch) {
      if (held !== undefined) parts.push(take(held));
      held = line;
    }
    yield parts.join('');
  }
  if (held !== undefined && !input.truncated) yield take(held);
  if (input.truncated) note(input.notes, { line: number + 1, reason: 'truncated', text: held ?? '' });
}

function followHeader(line: string, layout: Layout): Layout {
  const next = parseHeader(line);
  return next !== undefined && checkLayout(next, { source: '' }) === undefined ? next : layout;
}

function note(notes: MalformedNotes, item: MalformedNote): void {
  notes.count += 1;
  if (notes.notes.length < LISTED_ROWS) notes.notes.push({ ...item, text: item.text.slice(0, NOTE_CHARACTERS) });
}

function writeLine(line: Exclude<FlowLogLine, { kind: 'malformed' }>): string | undefined {
  if ((line.endSeconds ?? 0) > LATEST_STORED_SECONDS || (line.startSeconds ?? 0) > LATEST_STORED_SECONDS)
    return undefined;
  if (line.kind === 'record') return `${recordColumns(line).map(writeValue).join(' ')}\n`;
  const status = line.kind === 'noData' ? 'NODATA' : 'SKIPDATA';
  const times = [line.startSeconds ?? line.endSeconds ?? 0, line.endSeconds ?? line.startSeconds ?? 0];
  return `${writeValue(line.interfaceId)} - - - - - - - - - ${times.join(' ')} - ${status} -\n`;
}

function recordColumns(record: FlowLogRecord): readonly (string | number | undefined)[] {
  return [
    record.interfaceId,
    record.sourceAddress ?? record.packetSourceAddress,
    record.destinationAddress ?? record.packetDestinationAddress,
    record.packetSourceAddress,
    record.packetDestinationAddress,
    record.sourcePort,
    record.destinationPort,
    record.protocol,
    record.packets,
    record.bytes,
    record.startSeconds,
    record.endSeconds,
    record.action,
    'OK',
    record.tcpFlags,
  ];
}

function writeValue(value: string | number | undefined): string {
  return value === undefined ? '-' : String(value);
}
