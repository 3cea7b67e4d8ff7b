// One line of a flow log: what is read from it and every way in which it can be damaged.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LAYOUT } from '../../lib/sources/flow-log-layout.ts';
import { type FlowLogLine, MALFORMED_REASONS, parseLine } from '../../lib/sources/flow-log-line.ts';

const V5 = { fields: [...DEFAULT_LAYOUT.fields, 'tcp-flags', 'pkt-srcaddr', 'pkt-dstaddr'] };
const FIELDS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags pkt-srcaddr pkt-dstaddr';
const GOOD =
  '5 111122223333 eni-0aa 10.0.0.1 10.0.0.2 40000 443 6 20 4249 1700000000 1700000060 ACCEPT OK 2 10.0.1.5 10.0.2.6';

/** The good line with some columns replaced. */
function lineWith(changes: Readonly<Record<string, string>>): string {
  const tokens = GOOD.split(' ');
  return FIELDS.split(' ')
    .map((name, index) => changes[name] ?? tokens[index])
    .join(' ');
}

describe('parseLine, a record', () => {
  it('reads every column that the stages use', () => {
    const line = parseLine(GOOD, V5);

    expect(line).toMatchObject({
      kind: 'record',
      interfaceId: 'eni-0aa',
      sourceAddress: '10.0.0.1',
      destinationAddress: '10.0.0.2',
      packetSourceAddress: '10.0.1.5',
      packetDestinationAddress: '10.0.2.6',
      sourcePort: 40000,
      destinationPort: 443,
      protocol: 6,
      packets: 20,
      bytes: 4249,
      startSeconds: 1700000000,
      endSeconds: 1700000060,
      action: 'ACCEPT',
      tcpFlags: 2,
    });
  });

  it.each([
    ['a trailing carriage return', `${GOOD}\r`],
    ['an IPv6 address in a long spelling', lineWith({ 'pkt-srcaddr': '2001:DB8:0:0::1' })],
    ['an interval of one second', lineWith({ start: '1700000060' })],
    ['unknown flags', lineWith({ 'tcp-flags': '-' })],
    ['unknown action', lineWith({ action: '-' })],
    ['unknown packet addresses', lineWith({ 'pkt-srcaddr': '-', 'pkt-dstaddr': '-' })],
    ['unknown interface addresses beside those of the packet', lineWith({ srcaddr: '-', dstaddr: '-' })],
    ['unfilled counters', lineWith({ packets: '-', bytes: '-' })],
    ['the largest ports', lineWith({ srcport: '65535', dstport: '0' })],
  ])('accepts %s', (_what, line) => {
    expect(parseLine(line, V5)?.kind).toBe('record');
  });

  it('writes addresses in canonical form', () => {
    expect(parseLine(lineWith({ 'pkt-srcaddr': '2001:DB8:0:0::1' }), V5)).toMatchObject({
      packetSourceAddress: '2001:db8::1',
    });
  });

  it('leaves out what AWS could not compute', () => {
    const line = parseLine(lineWith({ 'tcp-flags': '-', 'pkt-srcaddr': '-', action: '-', bytes: '-' }), V5);

    expect(line).toMatchObject({
      tcpFlags: undefined,
      packetSourceAddress: undefined,
      action: undefined,
      bytes: undefined,
    });
  });

  it('reads milliseconds, which some forwarders write, as the second they lie in', () => {
    expect(parseLine(lineWith({ start: '1700000000999', end: '1700000060000' }), V5)).toMatchObject({
      startSeconds: 1700000000,
      endSeconds: 1700000060,
    });
  });

  it('takes a line for OK where the layout has no status', () => {
    const layout = { fields: ['srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'start', 'end'] };

    expect(parseLine('10.0.0.1 10.0.0.2 1 2 17 1700000000 1700000001', layout)?.kind).toBe('record');
    expect(parseLine('- - - - - 1700000000 1700000001', layout)).toMatchObject({ reason: 'missing-address' });
  });
});

describe('parseLine, a row without traffic', () => {
  it.each([
    ['NODATA', 'noData'],
    ['SKIPDATA', 'skipData'],
  ])('reads who and when of %s', (status, kind) => {
    const line = `2 111122223333 eni-0aa - - - - - - - 1700000000 1700000060 - ${status}`;

    expect(parseLine(line, DEFAULT_LAYOUT)).toEqual({
      kind,
      interfaceId: 'eni-0aa',
      startSeconds: 1700000000,
      endSeconds: 1700000060,
    });
  });

  it('still refuses a time that cannot be', () => {
    expect(parseLine('2 1 eni-0aa - - - - - - - 1700000060 1700000000 - NODATA', DEFAULT_LAYOUT)).toMatchObject({
      kind: 'malformed',
      reason: 'time-order',
    });
  });

  it.each(['', '\r', '   '])('says nothing of the blank line %j', (line) => {
    expect(parseLine(line, DEFAULT_LAYOUT)).toBeUndefined();
  });
});

const DAMAGED: readonly (readonly string[])[] = [
  ['encoding', lineWith({ 'account-id': '1\uFFFD2' })],
  ['encoding', Buffer.from([...Buffer.from(lineWith({ action: 'ACC' })), 0xff]).toString('utf8')],
  ['repeated-header', FIELDS],
  ['repeated-header', 'srcaddr dstaddr'],
  ['column-count', 'bogus line'],
  ['column-count', `${GOOD} `],
  ['column-count', GOOD.replace(' ', '  ')],
  ['column-count', GOOD.slice(0, 60)],
  ['log-status', lineWith({ 'log-status': 'FINE' }), 'log-status'],
  ['log-status', lineWith({ 'log-status': '-' }), 'log-status'],
  ['not-an-integer', lineWith({ srcport: 'NaN' }), 'srcport'],
  ['not-an-integer', lineWith({ bytes: '1e3' }), 'bytes'],
  ['not-an-integer', lineWith({ packets: '1.0' }), 'packets'],
  ['not-an-integer', lineWith({ dstport: '0x50' }), 'dstport'],
  ['not-an-integer', lineWith({ protocol: '+6' }), 'protocol'],
  ['not-an-integer', lineWith({ version: 'v5' }), 'version'],
  ['number-out-of-range', lineWith({ version: '99999999999' }), 'version'],
  ['port-out-of-range', lineWith({ srcport: '65536' }), 'srcport'],
  ['port-out-of-range', lineWith({ dstport: '-1' }), 'dstport'],
  ['protocol-out-of-range', lineWith({ protocol: '256' }), 'protocol'],
  ['flags-out-of-range', lineWith({ 'tcp-flags': '256' }), 'tcp-flags'],
  ['counter-out-of-range', lineWith({ bytes: '-5' }), 'bytes'],
  ['counter-out-of-range', lineWith({ packets: '99999999999999999999' }), 'packets'],
  ['time-out-of-range', lineWith({ start: '-1' }), 'start'],
  ['time-out-of-range', lineWith({ end: '999999999999' }), 'end'],
  ['time-order', lineWith({ start: '1700000061' }), 'start'],
  ['address', lineWith({ 'pkt-srcaddr': '10.0.0.256' }), 'pkt-srcaddr'],
  ['address', lineWith({ dstaddr: 'web.example' }), 'dstaddr'],
  ['action', lineWith({ action: 'DENY' }), 'action'],
  ['missing-value', lineWith({ srcport: '-' }), 'srcport'],
  ['missing-value', lineWith({ end: '-' }), 'end'],
  ['missing-address', lineWith({ srcaddr: '-', 'pkt-srcaddr': '-' }), 'srcaddr'],
];

describe('parseLine, a damaged line', () => {
  it.each(DAMAGED)('%s: %s', (reason, line, field) => {
    expect(parseLine(line ?? '', V5)).toEqual({ kind: 'malformed', reason, field });
  });

  it('has a case for every reason', () => {
    expect(new Set(DAMAGED.map(([reason]) => reason))).toEqual(new Set(MALFORMED_REASONS));
  });
});

const PUBLISHED = '../shared/fixtures/flow-logs/aws.json';

interface PublishedRecord {
  readonly format: readonly string[];
  readonly line: string;
  readonly expected: Readonly<Record<string, string | number | null>>;
}

const published: readonly PublishedRecord[] = existsSync(PUBLISHED) ? JSON.parse(readFileSync(PUBLISHED, 'utf8')) : [];

/** As the published expectations spell a reading: canonical names, dashes as null. */
function asPublished(line: FlowLogLine | undefined, format: readonly string[]): Record<string, string | number | null> {
  if (line?.kind !== 'record') return {};
  return Object.fromEntries(format.map((name) => [name, line.values.get(name) ?? null]));
}

/** Columns whose type AWS does not document, and those of transit gateways, are carried as text. */
function asText(expected: PublishedRecord['expected']): PublishedRecord['expected'] {
  const untyped = (name: string) => /^(encryption-status$|packets-lost-)/.test(name);
  const entries = Object.entries(expected).map(([name, value]) =>
    untyped(name) && value !== null ? [name, String(value)] : [name, value],
  );
  return Object.fromEntries(entries);
}

describe.skipIf(published.length === 0)('parseLine, records that other projects publish (skipped where absent)', () => {
  const rows = published.map((record, index) => [index, record.line, record] as const);

  it.each(rows.filter(([, , record]) => !('error' in record.expected)))('%i: %s', (_index, text, record) => {
    const line = parseLine(text, { fields: record.format });
    const status = record.expected['log-status'];

    if (status === 'NODATA' || status === 'SKIPDATA') {
      const seconds = (time: string | number | null | undefined) => (Number(time) > 1e12 ? Number(time) / 1000 : time);
      expect(line).toEqual({
        kind: status === 'NODATA' ? 'noData' : 'skipData',
        interfaceId: record.expected['interface-id'],
        startSeconds: seconds(record.expected.start),
        endSeconds: seconds(record.expected.end),
      });
    } else {
      expect(asPublished(line, record.format)).toEqual(asText(record.expected));
    }
  });

  it.each(rows.filter(([, , record]) => 'error' in record.expected))('%i, damaged: %s', (_index, text, record) => {
    expect(parseLine(text, { fields: record.format })?.kind).toBe('malformed');
  });
});
