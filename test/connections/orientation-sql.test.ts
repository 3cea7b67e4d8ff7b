import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { call, FIN, type Row, row, SYN, SYN_ACK, talk, writeLog } from './flow-lines.ts';
import { useObserve } from './observe.ts';
import { NODES, PODS, podNamed, steady } from './small-cluster.ts';

const observe = useObserve();

/** Rows in the middle of connections: the server's port is 8080 of `api`, each client port is another one. */
function midstream(client: string, server: string, ports: readonly number[]): readonly Row[] {
  return ports.flatMap((port) => talk(`${client}:${port} -> ${server}`));
}

const GRPC = { name: undefined, protocol: 'TCP' as const, port: 50_051, hostPort: undefined };
const DECLARED: Partial<Snapshot> = {
  pods: PODS.map((pod) => (pod.meta.name.startsWith('api') ? { ...pod, ports: [GRPC] } : pod)),
  nodes: NODES,
};

interface Case {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly lines: readonly string[];
  readonly unoriented?: number;
  readonly shown?: Partial<Snapshot>;
  /** What is told only where both directions are seen at once; each SYN of two objects stands for itself. */
  readonly together?: true;
}

const FLAG_CASES: readonly Case[] = [
  {
    name: 'a SYN marks the client',
    rows: call('web:40000 -> api:8080'),
    lines: ['web -> api TCP/8080 established syn'],
  },
  {
    name: 'a SYN of a low port marks the client of a high one',
    rows: [row('web:900 -> api:50051', { flags: SYN }), row('api:50051 -> web:900', { flags: SYN_ACK, on: 'eni-1' })],
    lines: ['web -> api TCP/50051 established syn'],
  },
  {
    name: 'a SYN-ACK marks the server where the request is in no row',
    rows: [row('api:8080 -> web:40000', { flags: SYN_ACK })],
    lines: ['web -> api TCP/8080 established syn-ack'],
  },
  {
    name: 'a SYN-ACK tells where the client has lost its SYN to the interval before',
    rows: [row('web:40000 -> api:8080'), row('api:8080 -> web:40000', { flags: SYN_ACK, on: 'eni-1' })],
    lines: ['web -> api TCP/8080 established syn-ack'],
  },
  {
    name: 'flags are OR-ed over the interval: 3 is a SYN, 19 is a SYN-ACK',
    rows: [
      row('web:40000 -> api:8080', { flags: SYN | FIN }),
      row('api:8080 -> web:40000', { flags: SYN_ACK | FIN, on: 'eni-1' }),
    ],
    lines: ['web -> api TCP/8080 established syn'],
  },
  {
    name: 'a FIN tells nothing: either side may close first',
    rows: [row('web:40000 -> api:8080', { flags: FIN }), row('api:8080 -> web:40000', { flags: FIN, on: 'eni-1' })],
    lines: ['web -> api TCP/8080 established port-range'],
  },
  {
    name: 'a SYN of both sides is a contradiction and proves nothing',
    together: true,
    rows: [row('web:20000 -> api:8080', { flags: SYN }), row('api:8080 -> web:20000', { flags: SYN, on: 'eni-1' })],
    lines: [],
    unoriented: 2,
  },
  {
    name: 'a SYN-ACK of both sides is a contradiction and proves nothing',
    together: true,
    rows: [
      row('web:20000 -> api:8080', { flags: SYN_ACK }),
      row('api:8080 -> web:20000', { flags: SYN_ACK, on: 'eni-1' }),
    ],
    lines: [],
    unoriented: 2,
  },
  {
    name: 'the bits that look like flags mean nothing outside TCP',
    rows: [row('web:20000 -> api:8080', { flags: SYN, protocol: 17 })],
    lines: [],
    unoriented: 1,
  },
];

const MEMORY_CASES: readonly Case[] = [
  {
    name: 'a listener proven by flags is known to rows of other clients',
    rows: [...call('web:40000 -> api:8080'), ...talk('db:20000 -> api:8080')],
    lines: ['db -> api TCP/8080 established listener', 'web -> api TCP/8080 established syn'],
  },
  {
    name: 'a listener proven on one pod is known for another pod of the workload',
    rows: [...call('web:40000 -> api:8080'), ...talk('db:20000 -> api2:8080')],
    lines: ['db -> api TCP/8080 established listener', 'web -> api TCP/8080 established syn'],
  },
  {
    name: 'a listener proven in a later hour is known to earlier rows',
    rows: [...call('web:40000 -> api:8080', { at: 7300 }), ...talk('db:20000 -> api:8080', { at: 20 })],
    lines: ['db -> api TCP/8080 established listener', 'web -> api TCP/8080 established syn'],
  },
  {
    name: 'a SYN that nobody answered proves no listener',
    rows: [row('web:40000 -> api:8080', { flags: SYN }), ...talk('db:20000 -> api:8080')],
    lines: ['web -> api TCP/8080 unanswered syn'],
    unoriented: 2,
  },
  {
    name: 'a listener of another protocol proves nothing',
    rows: [...call('web:40000 -> api:8080'), ...talk('db:20000 -> api:8080', { protocol: 17 })],
    lines: ['web -> api TCP/8080 established syn'],
    unoriented: 2,
  },
  {
    name: 'two proven listeners that face each other prove nothing',
    rows: [
      ...call('web:40000 -> api:8080'),
      ...call('web:40001 -> db:5432'),
      ...talk('api:8080 -> db:5432', { on: 'eni-2' }),
    ],
    lines: ['web -> api TCP/8080 established syn', 'web -> db TCP/5432 established syn'],
    unoriented: 2,
  },
  {
    name: 'a declared port is the server, also in the range of outgoing connections',
    rows: talk('web:40000 -> api:50051'),
    lines: ['web -> api TCP/50051 established declared'],
    shown: DECLARED,
  },
  {
    name: 'a proven listener goes before a declared port',
    rows: [...call('job:40000 -> web:20000'), ...talk('api:50051 -> web:20000')],
    lines: ['api -> web TCP/20000 established listener', 'job -> web TCP/20000 established syn'],
    shown: DECLARED,
  },
];

const FAN_CASES: readonly Case[] = [
  {
    name: 'a port that three peers spoke to is the server, above the range of outgoing ports too',
    rows: midstream('web', 'api:50051', [40_000, 40_001, 40_002]),
    lines: ['web -> api TCP/50051 established fan-in'],
  },
  {
    name: 'a port that three peers spoke to is the server, whichever of the ports is higher',
    rows: midstream('web', 'api:50051', [20_000, 20_001, 20_002]),
    lines: ['web -> api TCP/50051 established fan-in'],
  },
  {
    name: 'peers of several pods count together over the workload',
    rows: [...talk('web:20000 -> api:8080'), ...talk('db:20001 -> api:8080'), ...talk('job:20002 -> api2:8080')],
    lines: [
      'db -> api TCP/8080 established fan-in',
      'job -> api TCP/8080 established fan-in',
      'web -> api TCP/8080 established fan-in',
    ],
  },
  {
    name: 'two peers are too few',
    rows: midstream('web', 'api:8080', [20_000, 20_001]),
    lines: [],
    unoriented: 4,
  },
  {
    name: 'a fixed source port that nobody answers is no server',
    rows: ['api', 'db', 'cache', 'job'].map((name, index) =>
      row(`web:20000 -> ${name}:${21_000 + index}`, { protocol: 17 }),
    ),
    lines: [],
    unoriented: 4,
  },
  {
    name: 'replies alone to many clients are fan-in as well once these were heard',
    rows: [20_000, 20_001, 20_002].flatMap((port) => talk(`web:${port} -> api:8125`, { protocol: 17 })),
    lines: ['web -> api UDP/8125 established fan-in'],
  },
  {
    name: 'only the port range is left for a single connection, and is named so',
    rows: talk('web:40000 -> api:8080'),
    lines: ['web -> api TCP/8080 established port-range'],
  },
  {
    name: 'a server port in the range of outgoing connections is not guessed at',
    rows: talk('web:40000 -> api:50051'),
    lines: [],
    unoriented: 2,
  },
];

describe.each([
  { rung: 'flags', cases: FLAG_CASES },
  { rung: 'listeners', cases: MEMORY_CASES },
  { rung: 'fan-in and port ranges', cases: FAN_CASES },
])('orientation by $rung', ({ cases }) => {
  it.each(cases)('$name', async ({ rows, lines, unoriented, shown }) => {
    const snapshots = steady(shown ?? {});

    const seen = await observe({ objects: [writeLog(rows)], snapshots });

    expect(seen.lines).toEqual(lines);
    expect(seen.records.unoriented).toBe(unoriented);
  });

  it.each(cases.filter((one) => one.together !== true))(
    '$name, its rows in one object each',
    async ({ rows, lines, unoriented, shown }) => {
      const objects = rows.map((one) => writeLog([one]));

      const seen = await observe({ objects, snapshots: steady(shown ?? {}) });

      expect(seen.lines).toEqual(lines);
      expect(seen.records.unoriented).toBe(unoriented);
    },
  );
});

describe('orientation', () => {
  it('takes the strongest evidence of the window', async () => {
    const rows = [...talk('web:20000 -> api:8080'), ...call('web:20001 -> api:8080', { at: 4000 })];

    const seen = await observe({ objects: [writeLog(rows)] });

    expect(seen.lines).toEqual(['web -> api TCP/8080 established syn']);
    expect(seen.connections[0]?.records).toBe(4);
  });

  it('knows a port of a hostNetwork pod as its node’s', async () => {
    const exporter = podNamed('exporter', {
      hostNetwork: true,
      addresses: ['10.0.3.1'],
      nodeName: 'node-3',
      ports: [{ name: undefined, protocol: 'TCP', port: 39_100, hostPort: 39_100 }],
    });

    const seen = await observe({
      objects: [writeLog(talk('web:40000 -> node-3:39100'))],
      snapshots: steady({ pods: [...PODS, exporter] }),
    });

    expect(seen.lines).toEqual(['web -> node-3 TCP/39100 established declared']);
  });
});
