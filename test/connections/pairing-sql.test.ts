import { describe, expect, it } from 'vitest';
import { call, type Row, type RowOptions, row, SYN, talk, writeLog } from './flow-lines.ts';
import { useObserve } from './observe.ts';

const observe = useObserve();

/** In the default format every interface shows its primary address on its own side. */
function both(sides: string, options: RowOptions = {}): readonly Row[] {
  const [client, , server] = sides.split(' ').map((side) => side.slice(0, side.lastIndexOf(':')));
  const nodes: Readonly<Record<string, string>> = {
    web: 'eni-1',
    api: 'eni-2',
    db: 'eni-3',
    cache: 'eni-3',
    job: 'eni-4',
  };
  return [client, server].flatMap((name = '') => {
    const on = nodes[name.replace(/\d$/, '')] ?? name.replace('node', 'eni');
    return talk(sides, { ...options, on });
  });
}

const v2 = (rows: readonly Row[]) => writeLog(rows, 'v2');
/** Who listens where is known from logs with flags. */
const LISTENERS = writeLog([
  ...call('job:40000 -> api:8080', { at: 7200 }),
  ...call('job:40000 -> db:5432', { at: 7200 }),
  ...call('job:40000 -> cache:5432', { at: 7200 }),
]);
const KNOWN = [
  'job -> api TCP/8080 established syn',
  'job -> cache TCP/5432 established syn',
  'job -> db TCP/5432 established syn',
];

describe('the default format', () => {
  it('puts the two interfaces’ rows of one connection together', async () => {
    const seen = await observe({ objects: [LISTENERS, v2(both('web:40000 -> api:8080'))] });

    expect(seen.lines).toEqual([...KNOWN, 'web -> api TCP/8080 established listener']);
    expect(seen.connections.at(-1)).toMatchObject({ records: 4, packets: 20, bytes: 10_000 });
    expect(seen.records).toEqual({ attributed: 10 });
  });

  it('puts them together over several objects, directions and interfaces apart', async () => {
    const rows = both('web:40000 -> api:8080').map((one) => v2([one]));

    const seen = await observe({ objects: [LISTENERS, ...rows] });

    expect(seen.lines).toEqual([...KNOWN, 'web -> api TCP/8080 established listener']);
    expect(seen.connections.at(-1)).toMatchObject({ records: 4, packets: 20, bytes: 10_000 });
  });

  it('counts rows of which only one interface is logged, and shows no node where a pod was', async () => {
    const seen = await observe({ objects: [LISTENERS, v2(talk('web:40000 -> api:8080', { on: 'eni-1' }))] });

    expect(seen.lines).toEqual(KNOWN);
    expect(seen.records).toEqual({ attributed: 6, substituted: 2 });
  });

  it('puts together conversations that use the same ports at the same time where their counters differ', async () => {
    const rows = [
      ...both('web:40000 -> db:5432', { packets: 3, bytes: 3000 }),
      ...both('web2:40000 -> cache:5432', { packets: 4, bytes: 4000 }),
    ];

    const seen = await observe({ objects: [LISTENERS, v2(rows)] });

    expect(seen.lines).toEqual([
      ...KNOWN,
      'web -> cache TCP/5432 established listener',
      'web -> db TCP/5432 established listener',
    ]);
    expect(seen.connections.slice(3)).toMatchObject([{ bytes: 8000 }, { bytes: 6000 }]);
  });

  it('pairs nobody where equal counters leave two ways to put them together', async () => {
    const rows = [...both('web:40000 -> db:5432'), ...both('api:40000 -> cache:5432')];
    const same = [...both('web:40000 -> db:5432'), ...both('web2:40000 -> cache:5432')];

    const told = await observe({ objects: [LISTENERS, v2(rows)] });
    const open = await observe({ objects: [LISTENERS, v2(same)] });

    expect(told.lines).toEqual([
      'api -> cache TCP/5432 established listener',
      ...KNOWN,
      'web -> db TCP/5432 established listener',
    ]);
    expect(open.lines).toEqual(KNOWN);
    expect(open.records).toEqual({ attributed: 6, substituted: 8 });
  });

  it('keeps apart conversations that use the same ports one after the other', async () => {
    const rows = [...both('web:40000 -> db:5432', { at: 0 }), ...both('web2:40000 -> cache:5432', { at: 300 })];

    const seen = await observe({ objects: [LISTENERS, v2(rows)] });

    expect(seen.lines.slice(3)).toEqual([
      'web -> cache TCP/5432 established listener',
      'web -> db TCP/5432 established listener',
    ]);
  });

  it('does not pair rows whose times do not meet', async () => {
    const rows = [
      ...talk('web:40000 -> api:8080', { on: 'eni-1', at: 0 }),
      ...talk('web:40000 -> api:8080', { on: 'eni-2', at: 30 }),
    ];

    const seen = await observe({ objects: [LISTENERS, v2(rows)] });

    expect(seen.lines).toEqual(KNOWN);
    expect(seen.records.substituted).toBe(4);
  });

  it('knows a node by its own address at both ends', async () => {
    const rows = [...both('node-4:40000 -> api:8080'), ...both('web:40001 -> api:8080')];

    const seen = await observe({ objects: [LISTENERS, v2(rows)] });

    expect(seen.lines).toEqual([
      'node-4 -> api TCP/8080 established listener',
      ...KNOWN,
      'web -> api TCP/8080 established listener',
    ]);
    expect(seen.records.substituted).toBeUndefined();
  });

  it('knows the IPv4 address of an interface that IPv6 passes as well', async () => {
    const six = talk('[2600:1f14::b]:41000 -> [2001:db8::99]:443', { on: 'eni-1' });
    const more = talk('[2600:1f14::b]:41001 -> [2001:db8::98]:443', { on: 'eni-1' });

    const seen = await observe({ objects: [LISTENERS, v2([...both('web:40000 -> api:8080'), ...six, ...more])] });

    expect(seen.lines).toEqual([...KNOWN, 'web -> api TCP/8080 established listener']);
    expect(seen.records).toEqual({ attributed: 10, substituted: 4 });
  });

  it('cannot tell the near side where all rows of an interface show the same two nodes', async () => {
    const seen = await observe({ objects: [LISTENERS, v2(both('node-4:40000 -> api:8080'))] });

    expect(seen.lines).toEqual(KNOWN);
    expect(seen.records.substituted).toBe(4);
  });

  it('does not take the near address of an interface for the node when the far side is outside', async () => {
    const seen = await observe({ objects: [LISTENERS, v2(talk('web:40000 -> 192.0.2.7:443', { on: 'eni-1' }))] });

    expect(seen.lines).toEqual(KNOWN);
    expect(seen.records.substituted).toBe(2);
  });

  it('shows an attempt by its bare packets, for there are no flags', async () => {
    const bare = { packets: 1, bytes: 60 } as const;
    const rows = ['eni-1', 'eni-2'].map((on) => row('web:40000 -> api:8080', { ...bare, on, flags: SYN }));

    const seen = await observe({ objects: [LISTENERS, v2(rows)] });

    expect(seen.lines).toEqual([...KNOWN, 'web -> api TCP/8080 unanswered listener']);
  });

  it('counts a rejected row as noise: without flags nobody knows a SYN', async () => {
    const rows = [row('web:40000 -> api:8080', { action: 'REJECT', on: 'eni-1' })];

    const seen = await observe({ objects: [LISTENERS, v2(rows)] });

    expect(seen.lines).toEqual(KNOWN);
    expect(seen.records).toEqual({ attributed: 6, 'reject-without-syn': 1 });
  });
});
