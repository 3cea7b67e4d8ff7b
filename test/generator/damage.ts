// Lines and objects that a careful reader has to survive, with the exact list of what was spoiled where.

import type { Format } from './formats.ts';
import type { Random } from './random.ts';
import { at } from './random.ts';

export interface MalformedLine {
  readonly file: string;
  /** 1-based, the header being line 1. */
  readonly line: number;
  readonly why: string;
}

export type Spoiler = { readonly why: string; readonly spoil: (line: string, format: Format) => string };

function withField(line: string, format: Format, field: string, value: string): string {
  const index = format.fields.indexOf(field);
  return line
    .split(' ')
    .map((token, position) => (position === index ? value : token))
    .join(' ');
}

function addressField(format: Format): string {
  return format.hasPacketAddresses ? 'pkt-srcaddr' : 'srcaddr';
}

/** Each makes one bad line out of a good one; the good one stays. */
export const SPOILERS: readonly Spoiler[] = [
  { why: 'too few columns', spoil: (line) => line.split(' ').slice(0, -2).join(' ') },
  { why: 'too many columns', spoil: (line) => `${line} extra` },
  { why: 'port out of range', spoil: (line, format) => withField(line, format, 'dstport', '70000') },
  { why: 'negative count', spoil: (line, format) => withField(line, format, 'bytes', '-42') },
  { why: 'not an address', spoil: (line, format) => withField(line, format, addressField(format), 'not-an-address') },
  { why: 'unknown action', spoil: (line, format) => withField(line, format, 'action', 'MAYBE') },
  { why: 'start after end', spoil: (line, format) => withField(line, format, 'start', '1893456000') },
  { why: 'repeated header', spoil: (_, format) => format.fields.join(' ') },
  { why: 'not UTF-8', spoil: (line, format) => withField(line, format, addressField(format), '10.0.\u00ff\u00fe.1') },
];

/** Which file gets which bad line; every spoiler is used where there are files enough. */
export function assignSpoilers(fileCount: number, count: number, random: Random): ReadonlyMap<number, Spoiler> {
  const files = random.shuffle(Array.from({ length: fileCount }, (_, index) => index)).slice(0, count);
  return new Map(files.map((file, index) => [file, at(SPOILERS, index % SPOILERS.length)]));
}

/** Unusual and correct: a reader gets the same lines from each of these. */
export type Oddity = 'crlf' | 'no final newline' | 'concatenated members';
export const ODDITIES: readonly Oddity[] = ['crlf', 'no final newline', 'concatenated members'];
