// Rows into objects: which file a row lands in, the text of each file and its compressed bytes.
import { gzipSync } from 'node:zlib';
import type { MalformedLine, Oddity } from './damage.ts';
import { assignSpoilers, ODDITIES } from './damage.ts';
import type { Format, StatusRow } from './formats.ts';
import { formatsOf, renderRow, renderStatus } from './formats.ts';
import type { Row } from './model.ts';
import type { Settings } from './options.ts';
import { at, type Random } from './random.ts';

const SLOT_SECONDS = 300;

export type Entry =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'status'; readonly status: StatusRow };

export interface LogObject {
  /** Relative to the prefix of the flow logs. */
  readonly path: string;
  readonly format: Format;
  readonly entries: readonly Entry[];
  readonly bytes: Buffer;
  readonly oddity: Oddity | undefined;
}

export interface LogObjects {
  readonly objects: readonly LogObject[];
  readonly malformed: readonly MalformedLine[];
  readonly truncated: readonly string[];
}

interface Bin {
  readonly slot: number;
  readonly format: Format;
  readonly entries: Entry[];
}

export function packObjects(entries: readonly Entry[], settings: Settings, random: Random): LogObjects {
  const bins = fillBins(entries, settings, random.fork('bins'));
  const sample = settings.profile === 'sample';
  const spoilers = settings.damage ? assignSpoilers(bins.length, sample ? 3 : 12, random.fork('spoilers')) : new Map();
  const odd = settings.damage && !sample ? random.fork('oddities').shuffle(bins.map((_, index) => index)) : [];
  const names = random.fork('names');
  const malformed: MalformedLine[] = [];
  const objects = bins.map((bin, index): LogObject => {
    const path = objectPath(bin, settings, names);
    const spoiler = spoilers.get(index);
    const lines = bin.entries.map((entry) => render(entry, bin.format, settings));
    if (settings.header) lines.unshift(bin.format.fields.join(' '));
    if (spoiler !== undefined) malformed.push({ file: path, ...spoil(lines, bin, spoiler) });
    const oddity = ODDITIES[odd.indexOf(index)];
    return { path, format: bin.format, entries: bin.entries, bytes: pack(lines, oddity), oddity };
  });
  const extra = extraObjects(bins, settings, names);
  const byPath = (left: { path: string }, right: { path: string }): number => (left.path < right.path ? -1 : 1);
  malformed.sort((left, right) => (left.file < right.file ? -1 : left.file > right.file ? 1 : left.line - right.line));
  return {
    objects: [...objects, ...extra].sort(byPath),
    malformed,
    truncated: extra.filter((item) => item.path.includes('truncated')).map((item) => item.path),
  };
}

function endOf(entry: Entry): number {
  return entry.kind === 'row' ? entry.row.end : entry.status.end;
}

/** A slot's files hold rows of all interfaces, mixed, in no order that means anything. */
function fillBins(entries: readonly Entry[], settings: Settings, random: Random): Bin[] {
  const formats = formatsOf(settings.format);
  const bins = new Map<string, Bin>();
  for (const entry of random.shuffle(entries)) {
    const slot = Math.floor(endOf(entry) / SLOT_SECONDS) * SLOT_SECONDS;
    const part = random.int(0, settings.objectsPerSlot - 1);
    const key = `${slot} ${part}`;
    const bin = bins.get(key) ?? {
      slot,
      format: at(formats, (slot / SLOT_SECONDS + part * 3) % formats.length),
      entries: [],
    };
    bins.set(key, bin);
    bin.entries.push(entry);
  }
  return [...bins.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, bin]) => bin);
}

export function objectPath(bin: Pick<Bin, 'slot' | 'format'>, settings: Settings, random: Random, mark = ''): string {
  const time = new Date(bin.slot * 1000).toISOString();
  const [year, month, day] = time.slice(0, 10).split('-');
  const stamp = `${time.slice(0, 10).replaceAll('-', '')}T${time.slice(11, 16).replace(':', '')}Z`;
  const folder = `AWSLogs/${settings.account}/vpcflowlogs/${settings.region}/${year}/${month}/${day}`;
  return `${folder}/${settings.account}_vpcflowlogs_${settings.region}_${bin.format.flowLogId}_${stamp}_${mark}${random.hex(8)}.log.gz`;
}

function render(entry: Entry, format: Format, settings: Settings): string {
  return entry.kind === 'row' ? renderRow(entry.row, format, settings) : renderStatus(entry.status, format, settings);
}

/** Puts the bad line somewhere after the middle of the file. */
function spoil(
  lines: string[],
  bin: Bin,
  spoiler: { readonly why: string; readonly spoil: (line: string, format: Format) => string },
): { line: number; why: string } {
  const index = Math.ceil(lines.length / 2);
  const model = bin.entries.findIndex((entry) => entry.kind === 'row');
  const offset = lines.length - bin.entries.length;
  lines.splice(index, 0, spoiler.spoil(at(lines, Math.max(0, model) + offset), bin.format));
  return { line: index + 1, why: spoiler.why };
}

function pack(lines: readonly string[], oddity: Oddity | undefined): Buffer {
  const end = oddity === 'crlf' ? '\r\n' : '\n';
  const text = lines.join(end) + (oddity === 'no final newline' ? '' : end);
  if (oddity !== 'concatenated members') return compress(text);
  const cut = text.indexOf('\n', text.length / 2) + 1;
  return Buffer.concat([compress(text.slice(0, cut)), compress(text.slice(cut))]);
}

/** Latin-1, so that the one bad line can hold bytes that are no UTF-8. The system byte of the header is set to unknown. */
export function compress(text: string, encoding: BufferEncoding = 'latin1'): Buffer {
  const bytes = gzipSync(Buffer.from(text, encoding), { level: 9 });
  bytes[9] = 0xff;
  return bytes;
}

/** An object without a byte, one with its header only, and on request one that was cut off while it was written. */
function extraObjects(bins: readonly Bin[], settings: Settings, random: Random): LogObject[] {
  const bin = bins.at(-1);
  if (bin === undefined || settings.profile === 'sample') return [];
  const make = (mark: string, bytes: Buffer): LogObject => ({
    path: objectPath(bin, settings, random, mark),
    format: bin.format,
    entries: [],
    bytes,
    oddity: undefined,
  });
  const harmless = settings.damage
    ? [make('empty', compress('')), make('header', compress(settings.header ? `${bin.format.fields.join(' ')}\n` : ''))]
    : [];
  if (!settings.truncatedObject) return harmless;
  const lines = bin.entries.map((entry) => render(entry, bin.format, settings));
  const whole = compress(`${bin.format.fields.join(' ')}\n${lines.join('\n')}\n`);
  return [...harmless, make('truncated', whole.subarray(0, Math.floor(whole.length * 0.6)))];
}
