// Traffic that no workload needs: scans, attempts at dead addresses, strays after a close, and ICMP.
import type { Draws, FlowDraft } from './flows.ts';
import { lifeOf, outside, partiesOf } from './flows.ts';
import type { Party, Pod } from './model.ts';

const SCANNED_PORTS = [21, 22, 23, 25, 110, 139, 445, 1433, 2375, 3389, 5900, 6443, 8888, 11211, 27017] as const;
const SILENT = { packets: 0, bytes: 0 } as const;

/** What a flow is when nothing is said about it: one packet that nobody answers. */
function stray(client: Party, server: Party, second: number): FlowDraft {
  return {
    client,
    server,
    protocol: 6,
    clientPort: 0,
    serverPort: 0,
    opens: true,
    closes: false,
    answer: 'none',
    blockedAt: undefined,
    lateReject: undefined,
    bursts: [{ start: second, end: second, request: { packets: 1, bytes: 44 }, reply: SILENT }],
  };
}

function livePods(draws: Draws, second: number): Pod[] {
  return draws.world.pods.filter((pod) => {
    const life = lifeOf({ kind: 'pod', pod }, draws.world.settings);
    return !pod.spec.hostNetwork && life.from <= second && second <= life.to;
  });
}

/** One pod knocks at closed ports of many addresses within a few minutes: silence or RST, never a service. */
export function drawScan(key: string, draws: Draws): void {
  const { world, random } = draws;
  const scanners = partiesOf({ kind: 'workload', key }, world).filter(
    (party) => lifeOf(party, world.settings).to - lifeOf(party, world.settings).from > 400,
  );
  const scanner = scanners[0];
  if (scanner === undefined) return;
  const life = lifeOf(scanner, world.settings);
  const begin = random.int(life.from, life.to - 300);
  const unused = Array.from({ length: 12 }, (_, index) => outside(`10.0.${index * 8}.${251 + (index % 4)}`, world));
  const targets: Party[] = [
    ...random
      .shuffle(livePods(draws, begin))
      .slice(0, 14)
      .map((pod): Party => ({ kind: 'pod', pod })),
    ...unused,
  ];
  for (const target of targets) {
    for (const port of random.shuffle(SCANNED_PORTS).slice(0, 8)) {
      const second = Math.min(begin + random.int(0, 240), lifeOf(target, world.settings).to);
      if (!isOpen(target, port) && !samePod(target, scanner))
        draws.add(probe({ scanner, target, port, second, draws }));
    }
  }
}

function isOpen(target: Party, port: number): boolean {
  return target.kind === 'pod' && target.pod.spec.ports.some((item) => item.port === port);
}

function probe(request: {
  readonly scanner: Party;
  readonly target: Party;
  readonly port: number;
  readonly second: number;
  readonly draws: Draws;
}): FlowDraft {
  const { scanner, target, port, second, draws } = request;
  const reset = target.kind === 'pod' && draws.random.chance(0.5);
  const flow = stray(scanner, target, second);
  const reply = reset ? { packets: 1, bytes: 40 } : SILENT;
  return {
    ...flow,
    clientPort: draws.nextPort(scanner),
    serverPort: port,
    answer: reset ? 'reset' : 'none',
    bursts: flow.bursts.map((burst) => ({ ...burst, reply })),
  };
}

function samePod(left: Party, right: Party): boolean {
  return left.kind === 'pod' && right.kind === 'pod' && left.pod === right.pod;
}

/** Clients that still try a server which is gone: its address belongs to nobody while it cools down. */
export function drawStaleAttempts(draws: Draws): void {
  const { world, random } = draws;
  const gone = world.pods.filter(
    (pod) =>
      !pod.spec.hostNetwork &&
      pod.spec.service !== undefined &&
      pod.ended > world.settings.from &&
      pod.ended + 55 < world.settings.to,
  );
  for (const pod of gone) {
    if (!random.chance(0.4)) continue;
    const second = pod.ended + random.int(5, 45);
    const client = random.pick(livePods(draws, second));
    const port = pod.spec.ports[0]?.port ?? 80;
    draws.add({
      ...stray({ kind: 'pod', pod: client }, outside(pod.address, world), second),
      clientPort: draws.nextPort({ kind: 'pod', pod: client }),
      serverPort: port,
    });
  }
}

/** Late packets of connections that are long forgotten, turned away at the security group: FIN without SYN. */
export function drawStrays(draws: Draws): void {
  const { world, random } = draws;
  for (let count = 0; count < 4 * world.settings.hours; count += 1) {
    const second = random.int(world.settings.from + 10, world.settings.to - 10);
    const pod = random.pick(livePods(draws, second));
    const client = outside(`203.0.113.${random.int(1, 254)}`, world);
    draws.add({
      ...stray(client, { kind: 'pod', pod }, second),
      clientPort: 443,
      serverPort: random.int(32_768, 60_999),
      opens: false,
      closes: true,
      blockedAt: 'server',
    });
  }
}

export function drawPings(draws: Draws): void {
  const { world, random } = draws;
  for (let count = 0; count < 4 * world.settings.hours; count += 1) {
    const second = random.int(world.settings.from + 10, world.settings.to - 10);
    const [first, other] = random.shuffle(livePods(draws, second));
    if (first === undefined || other === undefined) continue;
    const far: Party = random.chance(0.3) ? outside('198.51.100.7', world) : { kind: 'pod', pod: other };
    const packets = { packets: 3, bytes: 252 };
    draws.add({
      ...stray({ kind: 'pod', pod: first }, far, second),
      protocol: 1,
      answer: 'full',
      bursts: [{ start: second, end: second, request: packets, reply: packets }],
    });
  }
}
