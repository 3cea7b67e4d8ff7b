import { describe, expect, it } from 'vitest';
import {
  call,
  FIN,
  type Row,
  type RowOptions,
  RST,
  row,
  SYN,
  SYN_ACK,
  statusRow,
  talk,
  writeLog,
} from './flow-lines.ts';
import { useObserve } from './observe.ts';

const observe = useObserve();

const REQUEST = 'web:40000 -> api:8080';
const ANSWER = 'api:8080 -> web:40000';
const answer = (options: RowOptions = {}) => row(ANSWER, { on: 'eni-1', ...options });
const REJECTED = { action: 'REJECT', packets: 1, bytes: 60 } as const;

interface Case {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly lines: readonly string[];
  readonly noise?: number;
}

const TCP_CASES: readonly Case[] = [
  {
    name: 'both sides spoke: established',
    rows: call(REQUEST),
    lines: ['web -> api TCP/8080 established syn'],
  },
  {
    name: 'a SYN without a reply: unanswered, however often it is sent again',
    rows: [row(REQUEST, { flags: SYN, packets: 6, bytes: 360 })],
    lines: ['web -> api TCP/8080 unanswered syn'],
  },
  {
    name: 'a RST alone for an answer: refused, which is no answer',
    rows: [row(REQUEST, { flags: SYN, packets: 1, bytes: 60 }), answer({ flags: RST, packets: 1, bytes: 40 })],
    lines: ['web -> api TCP/8080 unanswered syn'],
  },
  {
    name: 'a RST after the handshake ends a connection that was there',
    rows: [row(REQUEST, { flags: SYN }), answer({ flags: SYN_ACK | RST })],
    lines: ['web -> api TCP/8080 established syn'],
  },
  {
    name: 'a REJECT of a SYN: rejected',
    rows: [row(REQUEST, { flags: SYN, ...REJECTED })],
    lines: ['web -> api TCP/8080 rejected syn'],
  },
  {
    name: 'accepted where it leaves, rejected where it arrives: rejected',
    rows: [row(REQUEST, { flags: SYN, packets: 1, bytes: 60 }), row(REQUEST, { flags: SYN, ...REJECTED, on: 'eni-2' })],
    lines: ['web -> api TCP/8080 rejected syn'],
  },
  {
    name: 'a REJECT of the SYN-ACK is a stateless list on the way back, no attempt',
    rows: [...call(REQUEST), answer({ flags: SYN_ACK, ...REJECTED })],
    lines: ['web -> api TCP/8080 established syn'],
    noise: 1,
  },
  {
    name: 'a REJECT after the close is noise',
    rows: [...call(REQUEST), answer({ ...REJECTED, at: 30 }), row(REQUEST, { flags: RST, ...REJECTED, at: 31 })],
    lines: ['web -> api TCP/8080 established syn'],
    noise: 2,
  },
  {
    name: 'a REJECT without a SYN is no connection by itself',
    rows: [row(REQUEST, REJECTED), row(REQUEST, { ...REJECTED, flags: FIN })],
    lines: [],
    noise: 2,
  },
  {
    name: 'one answer among attempts without any: established',
    rows: [row('web:40001 -> api:8080', { flags: SYN }), ...call(REQUEST)],
    lines: ['web -> api TCP/8080 established syn'],
  },
  {
    name: 'rejected goes before unanswered',
    rows: [row('web:40001 -> api:8080', { flags: SYN }), row(REQUEST, { flags: SYN, ...REJECTED })],
    lines: ['web -> api TCP/8080 rejected syn'],
  },
  {
    name: 'one direction of the middle of a known connection: established, a reply may lie elsewhere',
    rows: [...call('db:40000 -> api:8080'), answer()],
    lines: ['db -> api TCP/8080 established syn', 'web -> api TCP/8080 established listener'],
  },
];

const UDP = { protocol: 17 } as const;
const OTHER_CASES: readonly Case[] = [
  {
    name: 'UDP without a reply: oneway',
    rows: [...talk('db:40000 -> api:53', UDP), row('web:40000 -> api:53', UDP)],
    lines: ['db -> api UDP/53 established port-range', 'web -> api UDP/53 oneway port-range'],
  },
  {
    name: 'the reply of UDP from another interface is a reply',
    rows: [row('web:40000 -> api:53', UDP), row('api:53 -> web:40000', { ...UDP, on: 'eni-2' })],
    lines: ['web -> api UDP/53 established port-range'],
  },
  {
    name: 'a REJECT of UDP is noise: nobody knows whose packet it was',
    rows: [row('web:40000 -> api:53', { ...UDP, ...REJECTED })],
    lines: [],
    noise: 1,
  },
  {
    name: 'SCTP is told by what is known of ports: it has no flags in the log',
    rows: talk('web:40000 -> api:3868', { protocol: 132 }),
    lines: ['web -> api SCTP/3868 established port-range'],
  },
  {
    name: 'IPv6 addresses outside are connections like others',
    rows: call('web:40000 -> [2001:db8::7]:443'),
    lines: ['web -> 2001:db8::7/128 TCP/443 established syn'],
  },
];

describe('outcomes of TCP', () => {
  it.each(TCP_CASES)('$name', async ({ rows, lines, noise }) => {
    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.lines).toEqual(lines);
    expect(seen.records['reject-without-syn']).toBe(noise);
  });

  it.each(TCP_CASES)('$name, its rows in one object each', async ({ rows, lines, noise }) => {
    const seen = await observe({ objects: rows.map((one) => writeLog([one])) });

    expect(seen.lines).toEqual(lines);
    expect(seen.records['reject-without-syn']).toBe(noise);
  });
});

describe('outcomes of other protocols with ports', () => {
  it.each(OTHER_CASES)('$name', async ({ rows, lines, noise }) => {
    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.lines).toEqual(lines);
    expect(seen.records['reject-without-syn']).toBe(noise);
  });

  it.each(OTHER_CASES)('$name, its rows in one object each', async ({ rows, lines, noise }) => {
    const seen = await observe({ objects: rows.map((one) => writeLog([one])) });

    expect(seen.lines).toEqual(lines);
    expect(seen.records['reject-without-syn']).toBe(noise);
  });
});

describe('a format without tcp-flags', () => {
  const SMALL = { packets: 2, bytes: 120 } as const;
  const known = call('db:40000 -> api:8080');

  it.each([
    { name: 'data is an established connection', rows: talk(REQUEST), outcome: 'established' },
    { name: 'bare packets of both sides are a refusal', rows: talk(REQUEST, SMALL), outcome: 'unanswered' },
    { name: 'bare packets of the client are an attempt', rows: [row(REQUEST, SMALL)], outcome: 'unanswered' },
  ])('$name', async ({ rows, outcome }) => {
    const seen = await observe({ objects: [writeLog(known), writeLog(rows, 'no-flags')] });

    expect(seen.lines).toEqual(['db -> api TCP/8080 established syn', `web -> api TCP/8080 ${outcome} listener`]);
  });
});

describe('rows of no connection', () => {
  it('keeps ICMP and other protocols apart, counted by protocol', async () => {
    const rows = [
      ...talk('web:0 -> api:0', { protocol: 1, packets: 3, bytes: 252 }),
      row('web:0 -> api:0', { protocol: 47, bytes: 800 }),
      ...call(REQUEST),
    ];

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.lines).toEqual(['web -> api TCP/8080 established syn']);
    expect(seen.facts.otherProtocols).toEqual([
      { protocol: 1, records: 2, bytes: 504 },
      { protocol: 47, records: 1, bytes: 800 },
    ]);
    expect(seen.records).toEqual({ attributed: 2, 'other-protocol': 3 });
  });

  it('keeps SKIPDATA as a gap of its interface and NODATA as silence that was observed', async () => {
    const rows = [statusRow('SKIPDATA', 'eni-2', 60), statusRow('NODATA', 'eni-3', 60), ...call(REQUEST)];

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.summaries[0]?.facts).toMatchObject({ records: 2, noData: 1, skipData: 1 });
    expect(seen.facts.skipped).toMatchObject([{ interface: 'eni-2', rows: 1 }]);
    expect(seen.facts.skipped.map(({ fromSeconds, toSeconds }) => toSeconds - fromSeconds)).toEqual([59]);
  });

  it('finds the stretch in which no interface wrote anything, NODATA being something', async () => {
    const rows = [...call(REQUEST), statusRow('NODATA', 'eni-1', 900), ...call(REQUEST, { at: 3600 })];

    const seen = await observe({ objects: [writeLog(rows)] });

    const begin = seen.connections[0]?.firstSeenSeconds ?? 0;
    expect(seen.facts.gaps.map((gap) => [gap.fromSeconds - begin, gap.toSeconds - begin])).toEqual([
      [300, 900],
      [1200, 3600],
    ]);
  });
});
