// Two reports of one cluster, a night apart, with what a person must hear of the second. Imports nothing of lib.
import { at, createRandom, type Random } from './random.ts';

interface Side {
  readonly kind: 'workload' | 'node' | 'external' | 'unknown';
  readonly text: string;
}

/** One connection as both nights may have it; `null` where a night has not. */
interface Lasting {
  readonly client: Side;
  readonly server: Side;
  readonly port: number;
  readonly nights: readonly [Verdict | null, Verdict | null];
}

type Verdict = 'allowed' | 'denied' | 'unknown';

/** What one line of the news says. */
export interface Heard {
  readonly kind: 'blocked' | 'pair' | 'port' | 'addresses';
  readonly client: string;
  readonly server: string;
  readonly ports: readonly string[];
  readonly verdict: Verdict;
  readonly connections: number;
}

export interface TwoNights {
  readonly before: readonly WrittenConnection[];
  readonly now: readonly WrittenConnection[];
  readonly mustHear: readonly Heard[];
  /** Connections that are new and of which nobody must hear. */
  readonly quiet: number;
}

/** Each scene has a client of its own, so that what is to be heard of it depends on no other. */
type Scene = (
  random: Random,
  client: Side,
) => { readonly rows: readonly Lasting[]; readonly hear: readonly Heard[]; readonly quiet: number };

const workload = (name: string): Side => ({ kind: 'workload', text: `shop/${name}` });

export function makeTwoNights(seed: string): TwoNights {
  const random = createRandom(seed);
  const scenes = Array.from({ length: random.int(1, 12) }, () => random.pick(SCENES));
  const played = scenes.map((scene, index) => scene(random.fork(String(index)), workload(`client-${index}`)));
  const rows = random.shuffle(played.flatMap((scene) => scene.rows));
  const night = (number: 0 | 1) =>
    rows.flatMap((row) => {
      const verdict = row.nights[number];
      return verdict === null ? [] : [connectionOf(row, verdict, random)];
    });
  return {
    before: night(0),
    now: night(1),
    mustHear: played.flatMap((scene) => scene.hear),
    quiet: played.reduce((sum, scene) => sum + scene.quiet, 0),
  };
}

const NOTHING = { hear: [], quiet: 0 } as const;

const SCENES: readonly Scene[] = [
  // Whatever was there and stays as it was.
  (random, client) => {
    const verdict = random.pick(['allowed', 'denied', 'unknown'] as const);
    return { ...NOTHING, rows: [{ client, server: workload('api'), port: 8080, nights: [verdict, verdict] }] };
  },
  // Not seen any more, or allowed since: nothing that breaks.
  (random, client) => {
    const now = random.chance(0.5) ? null : 'allowed';
    return { ...NOTHING, rows: [{ client, server: workload('api'), port: 8080, nights: ['denied', now] }] };
  },
  // A workload pair, with several ports.
  (random, client) => {
    const verdict = random.pick(['allowed', 'unknown'] as const);
    const ports = distinct(random, random.int(1, 4), () => random.int(1, 65_535));
    return {
      rows: ports.map((port) => ({ client, server: workload('api'), port, nights: [null, verdict] })),
      hear: [heard('pair', client.text, 'shop/api', ports, verdict, ports.length)],
      quiet: 0,
    };
  },
  // Further ports of a pair, however many it has.
  (random, client) => {
    const [old, ports] = halves(distinct(random, random.int(2, 40), () => random.int(1, 65_535)));
    return {
      rows: [
        ...old.map((port): Lasting => ({ client, server: workload('api'), port, nights: ['allowed', 'allowed'] })),
        ...ports.map((port): Lasting => ({ client, server: workload('api'), port, nights: [null, 'allowed'] })),
      ],
      hear: [heard('port', client.text, 'shop/api', ports, 'allowed', ports.length)],
      quiet: 0,
    };
  },
  // Blocked now: it was allowed, unknown, or not there.
  (random, client) => ({
    rows: [
      { client, server: workload('api'), port: 80, nights: [random.pick(['allowed', 'unknown', null]), 'denied'] },
    ],
    hear: [heard('blocked', client.text, 'shop/api', [80], 'denied', 1)],
    quiet: 0,
  }),
  // Outside addresses that come and go: heard of only where there were few under that verdict.
  (random, client) => {
    const verdict = random.pick(['allowed', 'denied', 'unknown'] as const);
    const count = random.pick([1, 3, 9, 10, 11, 60]);
    const addresses = distinct(random, count + random.int(1, 30), () => addressOf(random));
    const [old, added] = [addresses.slice(0, count), addresses.slice(count)];
    const row = (server: string, nights: Lasting['nights']): Lasting => ({
      ...{ client, server: { kind: 'external', text: server }, port: 443, nights },
    });
    const kind = verdict === 'denied' ? 'blocked' : 'addresses';
    return {
      rows: [
        ...old.map((server) => row(server, [verdict, random.chance(0.5) ? verdict : null])),
        ...added.map((server) => row(server, [null, verdict])),
      ],
      hear: count >= 10 ? [] : [heard(kind, client.text, 'outside', [443], verdict, added.length)],
      quiet: count >= 10 ? added.length : 0,
    };
  },
  // Clients of a site that other people are every day; a policy that begins to block them is heard of at once.
  (random, client) => {
    const addresses = distinct(random, random.int(24, 80), () => addressOf(random));
    const [old, added] = halves(addresses);
    const blocked = random.chance(0.5);
    const now = blocked ? 'denied' : 'allowed';
    const row = (text: string, nights: Lasting['nights']): Lasting => ({
      ...{ client: { kind: 'external', text }, server: client, port: 8443, nights },
    });
    return {
      rows: [...old.map((text) => row(text, ['allowed', now])), ...added.map((text) => row(text, [null, now]))],
      hear: blocked ? [heard('blocked', 'outside', client.text, [8443], 'denied', addresses.length)] : [],
      quiet: blocked ? 0 : added.length,
    };
  },
  // Many addresses were blocked already; others, which were not, are now.
  (random, client) => {
    const [old, narrowed] = halves(distinct(random, random.int(30, 60), () => addressOf(random)));
    const row = (text: string, nights: Lasting['nights']): Lasting => ({
      ...{ client, server: { kind: 'external', text }, port: 5671, nights },
    });
    return {
      rows: [
        ...old.map((text) => row(text, ['denied', 'denied'])),
        ...narrowed.map((text) => row(text, [random.pick(['allowed', 'unknown'] as const), 'denied'])),
      ],
      hear: [heard('blocked', client.text, 'outside', [5671], 'denied', narrowed.length)],
      quiet: 0,
    };
  },
  // Nodes that a cluster adds for the day do what nodes do.
  (random, server) => {
    const nodes = distinct(random, random.int(2, 30), () => random.hex(8)).map((name) => `node ${name}`);
    const [old, added] = halves(nodes);
    const verdict = random.pick(['allowed', 'denied'] as const);
    const row = (text: string, nights: Lasting['nights']): Lasting => ({
      ...{ client: { kind: 'node', text }, server, port: 10_256, nights },
    });
    return {
      rows: [...old.map((text) => row(text, [verdict, null])), ...added.map((text) => row(text, [null, verdict]))],
      hear: [],
      quiet: added.length,
    };
  },
  // What nobody owns for certain is a matter of coverage.
  (random, client) => ({
    rows: [{ client, server: { kind: 'unknown', text: addressOf(random) }, port: 80, nights: [null, 'unknown'] }],
    hear: [],
    quiet: 1,
  }),
];

function heard(
  kind: Heard['kind'],
  client: string,
  server: string,
  ports: readonly number[],
  verdict: Verdict,
  connections: number,
): Heard {
  const sorted = [...ports].sort((left, right) => left - right).map((port) => `TCP/${port}`);
  return { kind, client, server, ports: sorted, verdict, connections };
}

function distinct<T>(random: Random, count: number, make: (random: Random) => T): T[] {
  const made = new Set<T>();
  while (made.size < count) made.add(make(random));
  return [...made];
}

/** Neither is empty where there are two or more. */
function halves<T>(items: readonly T[]): readonly [T[], T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function addressOf(random: Random): string {
  return `${random.int(11, 99)}.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`;
}

type WrittenConnection = ReturnType<typeof connectionOf>;

/** As the report's JSON has it. */
function connectionOf({ client, server, port }: Lasting, verdict: Verdict, random: Random) {
  const direction = {
    isolated: verdict !== 'allowed',
    allowed: verdict === 'allowed',
    by: verdict === 'denied' ? ['shop/some-policy'] : [],
    ...(verdict === 'unknown' ? { unknown: 'a policy could not be read' } : {}),
  };
  const judged = {
    allowed: verdict === 'allowed',
    ...(verdict === 'unknown' ? { unknown: 'a policy could not be read' } : {}),
    egress: direction,
    ingress: { isolated: false, allowed: true, by: [] },
  };
  return {
    client: endpointOf(client),
    server: endpointOf(server),
    ...({ protocol: 'TCP', outcome: 'established', evidence: 'syn' } as const),
    port,
    ...{ records: random.int(1, 900), bytes: 4000, packets: 40 },
    ...{ firstSeen: '2026-11-01T00:00:05Z', lastSeen: '2026-11-01T03:59:59Z', kept: true },
    verdicts: { current: judged, recommended: { ...judged } },
  };
}

function endpointOf({ kind, text }: Side) {
  switch (kind) {
    case 'workload': {
      const parts = text.split('/');
      return { kind, namespace: at(parts, 0), workloadKind: 'Deployment', name: at(parts, 1) };
    }
    case 'node':
      return { kind, name: text.replace('node ', ''), address: '10.0.0.1' };
    case 'external':
      return { kind, cidr: `${text}/32` };
    case 'unknown':
      return { kind, address: text, reason: 'unassigned' as const };
  }
}
