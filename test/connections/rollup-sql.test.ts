import { describe, expect, it } from 'vitest';
import { BEGIN, call, FIN, type Row, row, SYN, SYN_ACK, talk, writeLog } from './flow-lines.ts';
import { useObserve } from './observe.ts';

const observe = useObserve();

const REQUEST = { packets: 7, bytes: 700 } as const;
const ANSWER = { packets: 5, bytes: 9000 } as const;

/** Both interfaces' rows of both directions: four rows of the same packets. */
const FOUR: readonly Row[] = [
  row('web:40000 -> api:8080', { ...REQUEST, flags: SYN, on: 'eni-1' }),
  row('api:8080 -> web:40000', { ...ANSWER, flags: SYN_ACK, on: 'eni-1' }),
  row('web:40000 -> api:8080', { ...REQUEST, flags: SYN, on: 'eni-2' }),
  row('api:8080 -> web:40000', { ...ANSWER, flags: SYN_ACK, on: 'eni-2' }),
];

const at = (...indexes: readonly number[]) => writeLog(FOUR.filter((_, index) => indexes.includes(index)));

describe('the rows of both interfaces', () => {
  it.each([
    { split: 'in one object', objects: [at(0, 1, 2, 3)] },
    { split: 'in one object an interface', objects: [at(0, 1), at(2, 3)] },
    { split: 'in one object a direction', objects: [at(0, 2), at(1, 3)] },
    { split: 'crossed over two objects', objects: [at(0, 3), at(1, 2)] },
    { split: 'in one object each', objects: [at(0), at(1), at(2), at(3)] },
    { split: 'in one object each, the last first', objects: [at(3), at(2), at(1), at(0)] },
  ])('$split are one connection with its packets counted once', async ({ objects }) => {
    const seen = await observe({ objects });

    expect(seen.lines).toEqual(['web -> api TCP/8080 established syn']);
    expect(seen.connections).toMatchObject([{ records: 4, packets: 12, bytes: 9700 }]);
  });

  it('count what one interface lost by what the other has', async () => {
    const later = [
      row('web:40001 -> api:8080', { ...REQUEST, flags: SYN, on: 'eni-1' }),
      row('api:8080 -> web:40001', { ...ANSWER, flags: SYN_ACK, on: 'eni-1' }),
    ];

    const seen = await observe({ objects: [writeLog([...FOUR, ...later])] });

    expect(seen.connections).toMatchObject([{ records: 6, packets: 24, bytes: 19_400 }]);
  });

  it('count a refused attempt that both saw once', async () => {
    const attempt = { packets: 1, bytes: 60, flags: SYN } as const;
    const rows = ['eni-1', 'eni-2'].map((on) => row('web:40000 -> api:8080', { ...attempt, on }));

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.connections).toMatchObject([{ records: 2, packets: 1, bytes: 60, outcome: 'unanswered' }]);
  });
});

describe('connections of one pair of workloads', () => {
  it('are added up over pods, client ports and hours', async () => {
    const size = { packets: 1, bytes: 100 } as const;
    const rows = [
      ...call('web:40000 -> api:8080', size),
      ...call('web2:40000 -> api:8080', size),
      ...call('web:40001 -> api2:8080', { ...size, at: 3700 }),
      ...call('web:40002 -> api2:8080', { ...size, at: 7300, until: 7310 }),
    ];

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.lines).toEqual(['web -> api TCP/8080 established syn']);
    expect(seen.connections).toMatchObject([
      { records: 8, packets: 8, bytes: 800, firstSeenSeconds: BEGIN, lastSeenSeconds: BEGIN + 7310 },
    ]);
  });

  it('are one from its handshake to its FIN although the rows between have no flags', async () => {
    const minute = (index: number, flags: number) => [
      row('web:40000 -> api:8080', { at: 60 * index, until: 60 * index + 59, flags: flags === 18 ? SYN : flags }),
      row('api:8080 -> web:40000', { at: 60 * index, until: 60 * index + 59, flags, on: 'eni-1' }),
    ];
    const rows = [...minute(0, SYN_ACK), ...minute(1, 0), ...minute(2, 0), ...minute(3, FIN)];

    const seen = await observe({ objects: [writeLog(rows.slice(0, 4)), writeLog(rows.slice(4))] });

    expect(seen.lines).toEqual(['web -> api TCP/8080 established syn']);
    expect(seen.connections).toMatchObject([{ records: 8, lastSeenSeconds: BEGIN + 239 }]);
  });

  it('are told apart by server port, protocol and direction', async () => {
    const rows = [
      ...call('web:40000 -> api:8080'),
      ...call('web:40001 -> api:8081'),
      ...call('api:40002 -> web:8080'),
      ...call('web:40003 -> web2:7946'),
      row('web:40004 -> api:8080', { flags: SYN, packets: 1, bytes: 60 }),
    ];

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.lines).toEqual([
      'api -> web TCP/8080 established syn',
      'web -> api TCP/8080 established syn',
      'web -> api TCP/8081 established syn',
      'web -> web TCP/7946 established syn',
    ]);
  });

  it('say whether any packet carried data', async () => {
    const bare = { packets: 2, bytes: 120 } as const;
    const rows = [
      ...call('web:40000 -> api:22', bare),
      ...call('web:40001 -> api:8080'),
      ...talk('web:40002 -> api:22', bare),
    ];

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.connections.map(({ port, payload }) => [port, payload])).toEqual([
      [22, false],
      [8080, true],
    ]);
  });
});

describe('a window', () => {
  it('is counted by the start of rows, whatever hour they end in', async () => {
    const seen = await observe({ objects: [writeLog(call('web:40000 -> api:8080', { at: 3590, until: 3650 }))] });

    expect(seen.connections).toMatchObject([
      { records: 2, firstSeenSeconds: BEGIN + 3590, lastSeenSeconds: BEGIN + 3650 },
    ]);
  });
});
