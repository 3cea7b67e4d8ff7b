// The reference reading of one text line of a flow log: what each column may hold and what makes a line malformed.
import { canonicalAddress } from '../net/address.ts';
import { canonicalFieldName, findFlowLogField } from './flow-log-fields.ts';
import { type Layout, parseHeader } from './flow-log-layout.ts';

/** Stable codes for lines that cannot be used. `encoding`: the line holds U+FFFD, which decoding puts for invalid UTF-8. */
export const MALFORMED_REASONS = [
  'encoding',
  'repeated-header',
  'column-count',
  'log-status',
  'not-an-integer',
  'number-out-of-range',
  'port-out-of-range',
  'protocol-out-of-range',
  'flags-out-of-range',
  'counter-out-of-range',
  'time-out-of-range',
  'time-order',
  'address',
  'action',
  'missing-value',
  'missing-address',
] as const;
export type MalformedReason = (typeof MALFORMED_REASONS)[number];

/** A line with traffic. Undefined: the layout has no such column, or AWS wrote `-` for "could not be computed". */
export interface FlowLogRecord {
  readonly kind: 'record';
  readonly interfaceId: string | undefined;
  readonly sourceAddress: string | undefined;
  readonly destinationAddress: string | undefined;
  readonly packetSourceAddress: string | undefined;
  readonly packetDestinationAddress: string | undefined;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  readonly protocol: number | undefined;
  readonly packets: number | undefined;
  readonly bytes: number | undefined;
  readonly startSeconds: number | undefined;
  readonly endSeconds: number | undefined;
  readonly action: 'ACCEPT' | 'REJECT' | undefined;
  readonly tcpFlags: number | undefined;
  /** All columns that are not `-`, by canonical field name: the ones above in canonical form and all others. */
  readonly values: ReadonlyMap<string, string | number>;
}

/** noData: no traffic on the interface in the interval. skipData: AWS dropped records, nobody knows how many. */
export interface StatusLine {
  readonly kind: 'noData' | 'skipData';
  readonly interfaceId: string | undefined;
  readonly startSeconds: number | undefined;
  readonly endSeconds: number | undefined;
}

export interface MalformedLine {
  readonly kind: 'malformed';
  readonly reason: MalformedReason;
  readonly field: string | undefined;
}

export type FlowLogLine = FlowLogRecord | StatusLine | MalformedLine;

const ABSENT = '-';
const ADDRESS_FIELDS: ReadonlySet<string> = new Set(['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr']);
const NEEDED_FIELDS = ['srcport', 'dstport', 'protocol', 'start', 'end'] as const;

/** Times of 13 digits are milliseconds, which some forwarders write: as seconds they would lie past the year 33000. */
const MILLISECONDS_FROM = 1_000_000_000_000;
/** 9999-12-31T23:59:59Z */
const LATEST_SECONDS = 253_402_300_799;
const MAX_INT32 = 2_147_483_647;

interface NumberRule {
  readonly max: number;
  readonly reason: MalformedReason;
}

/** A counter beyond 2^53 - 1 is no traffic of one interface in ten minutes, and is not exact in a number. */
const COUNTER: NumberRule = { max: Number.MAX_SAFE_INTEGER, reason: 'counter-out-of-range' };
const PORT: NumberRule = { max: 65_535, reason: 'port-out-of-range' };
const TIME: NumberRule = { max: LATEST_SECONDS, reason: 'time-out-of-range' };
const NUMBER: NumberRule = { max: MAX_INT32, reason: 'number-out-of-range' };

const NUMBER_RULES: ReadonlyMap<string, NumberRule> = new Map([
  ['version', NUMBER],
  ['srcport', PORT],
  ['dstport', PORT],
  ['protocol', { max: 255, reason: 'protocol-out-of-range' }],
  ['tcp-flags', { max: 255, reason: 'flags-out-of-range' }],
  ['traffic-path', NUMBER],
  ['packets', COUNTER],
  ['bytes', COUNTER],
  ['start', TIME],
  ['end', TIME],
]);

type Values = Map<string, string | number>;

/** What the line says, or undefined for a blank one. Columns are separated by exactly one space; a trailing CR is dropped. */
export function parseLine(line: string, layout: Layout): FlowLogLine | undefined {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.trim() === '') return undefined;
  if (text.includes('\uFFFD')) return malformed('encoding');
  const tokens = text.split(' ');
  if (isHeader(tokens, text, layout)) return malformed('repeated-header');
  if (tokens.length !== layout.fields.length) return malformed('column-count');
  const status = statusOf(tokens, layout);
  switch (status) {
    case 'OK':
    case undefined:
      return readRecord(tokens, layout);
    case 'NODATA':
      return readStatusLine('noData', tokens, layout);
    case 'SKIPDATA':
      return readStatusLine('skipData', tokens, layout);
    default:
      return malformed('log-status', 'log-status');
  }
}

function malformed(reason: MalformedReason, field?: string): MalformedLine {
  return { kind: 'malformed', reason, field };
}

/** The file's own header again, or another one: both come from files that were put together. */
function isHeader(tokens: readonly string[], text: string, layout: Layout): boolean {
  const first = canonicalFieldName(tokens[0] ?? '');
  if (first !== layout.fields[0] && findFlowLogField(first) === undefined) return false;
  const same = tokens.every((token, index) => canonicalFieldName(token) === layout.fields[index]);
  return (same && tokens.length === layout.fields.length) || parseHeader(text) !== undefined;
}

/** Undefined where the layout has no such column: the line then counts as OK if it has addresses. */
function statusOf(tokens: readonly string[], layout: Layout): string | undefined {
  const column = layout.fields.indexOf('log-status');
  return column < 0 ? undefined : tokens[column];
}

/** Such a row has dashes for traffic; only who and when is read. */
function readStatusLine(kind: StatusLine['kind'], tokens: readonly string[], layout: Layout): FlowLogLine {
  const values = readColumns(tokens, layout, new Set(['interface-id', 'start', 'end']));
  if (!(values instanceof Map)) return values;
  const startSeconds = numberOf(values, 'start');
  const endSeconds = numberOf(values, 'end');
  if ((startSeconds ?? 0) > (endSeconds ?? LATEST_SECONDS)) return malformed('time-order', 'start');
  return { kind, interfaceId: textOf(values, 'interface-id'), startSeconds, endSeconds };
}

function readRecord(tokens: readonly string[], layout: Layout): FlowLogLine {
  const values = readColumns(tokens, layout);
  if (!(values instanceof Map)) return values;
  const problem = problemOf(values, layout);
  if (problem !== undefined) return problem;
  const action = textOf(values, 'action');
  return {
    kind: 'record',
    interfaceId: textOf(values, 'interface-id'),
    sourceAddress: textOf(values, 'srcaddr'),
    destinationAddress: textOf(values, 'dstaddr'),
    packetSourceAddress: textOf(values, 'pkt-srcaddr'),
    packetDestinationAddress: textOf(values, 'pkt-dstaddr'),
    sourcePort: numberOf(values, 'srcport'),
    destinationPort: numberOf(values, 'dstport'),
    protocol: numberOf(values, 'protocol'),
    packets: numberOf(values, 'packets'),
    bytes: numberOf(values, 'bytes'),
    startSeconds: numberOf(values, 'start'),
    endSeconds: numberOf(values, 'end'),
    action: action === 'ACCEPT' || action === 'REJECT' ? action : undefined,
    tcpFlags: numberOf(values, 'tcp-flags'),
    values,
  };
}

/** What is wrong with the row as a whole although each column can be read. */
function problemOf(values: Values, layout: Layout): MalformedLine | undefined {
  for (const sides of [
    ['srcaddr', 'pkt-srcaddr'],
    ['dstaddr', 'pkt-dstaddr'],
  ]) {
    const expected = sides.filter((name) => layout.fields.includes(name));
    if (expected.length > 0 && !expected.some((name) => values.has(name)))
      return malformed('missing-address', expected[0]);
  }
  const missing = NEEDED_FIELDS.find((name) => layout.fields.includes(name) && !values.has(name));
  if (missing !== undefined) return malformed('missing-value', missing);
  const action = values.get('action');
  if (action !== undefined && action !== 'ACCEPT' && action !== 'REJECT') return malformed('action', 'action');
  const late = (numberOf(values, 'start') ?? 0) > (numberOf(values, 'end') ?? LATEST_SECONDS);
  return late ? malformed('time-order', 'start') : undefined;
}

/** The columns that are not `-`, or the first that cannot be read. */
function readColumns(tokens: readonly string[], layout: Layout, only?: ReadonlySet<string>): Values | MalformedLine {
  const values: Values = new Map();
  for (const [index, name] of layout.fields.entries()) {
    const token = tokens[index] ?? ABSENT;
    if (token === ABSENT || (only !== undefined && !only.has(name))) continue;
    const value = readColumn(name, token);
    if (typeof value === 'object') return value;
    values.set(name, value);
  }
  return values;
}

function readColumn(name: string, token: string): string | number | MalformedLine {
  const rule = NUMBER_RULES.get(name);
  if (rule !== undefined) return readNumber(name, token, rule);
  if (ADDRESS_FIELDS.has(name)) return canonicalAddress(token) ?? malformed('address', name);
  return token === '' ? malformed('missing-value', name) : token;
}

function readNumber(name: string, token: string, rule: NumberRule): number | MalformedLine {
  if (!/^-?\d+$/.test(token)) return malformed('not-an-integer', name);
  const written = Number(token);
  const value = rule === TIME && written >= MILLISECONDS_FROM ? Math.floor(written / 1000) : written;
  return value >= 0 && value <= rule.max ? value : malformed(rule.reason, name);
}

function textOf(values: Values, name: string): string | undefined {
  const value = values.get(name);
  return typeof value === 'string' ? value : undefined;
}

function numberOf(values: Values, name: string): number | undefined {
  const value = values.get(name);
  return typeof value === 'number' ? value : undefined;
}
