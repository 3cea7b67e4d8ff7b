// The packets of the simulated cluster: every dependency turned into connections between the pods that lived at the time.
import type { Burst, Dependency, Flow, NetworkInterface, Node, Party, Pod, Target } from './model.ts';
import { workloadKey } from './model.ts';
import type { Settings } from './options.ts';
import type { Random } from './random.ts';

export interface World {
  readonly settings: Settings;
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  /** Interfaces of load balancers and the control plane, by address; no snapshot names them. */
  readonly outsideInterfaces: ReadonlyMap<string, NetworkInterface>;
}

/** When somebody can send and receive, both ends included. */
interface Life {
  readonly from: number;
  readonly to: number;
}

/** A flow before it has its number. */
export type FlowDraft = Omit<Flow, 'id'>;

export interface Draws {
  readonly world: World;
  readonly random: Random;
  readonly nextPort: (party: Party) => number;
  readonly add: (flow: FlowDraft) => void;
}

const PROTOCOL_NUMBERS = { TCP: 6, UDP: 17 } as const;

export function addressOf(party: Party): string {
  switch (party.kind) {
    case 'pod':
      return party.pod.address;
    case 'node':
      return party.node.address;
    case 'outside':
      return party.address;
  }
}

/** Client ports go up within the range of the client's system and come round only after the whole range. */
export function portCounter(random: Random): Draws['nextPort'] {
  const counters = new Map<string, number>();
  return (party) => {
    const [low, high] = party.kind === 'outside' ? [1_024, 65_535] : [32_768, 60_999];
    const address = addressOf(party);
    const last = counters.get(address) ?? random.int(low, high);
    const next = last + random.int(1, 5);
    const port = next > high ? low + (next - high) : next;
    counters.set(address, port);
    return port;
  };
}

export function lifeOf(party: Party, settings: Settings): Life {
  if (party.kind !== 'pod') return { from: settings.from, to: settings.to - 1 };
  const { pod } = party;
  return { from: Math.max(settings.from, pod.started + 2), to: Math.min(settings.to - 1, pod.ended - 1) };
}

/** Everybody that a target means over the whole window. */
export function partiesOf(target: Target, world: World): Party[] {
  switch (target.kind) {
    case 'workload':
      return world.pods.filter((pod) => workloadKey(pod.spec) === target.key).map((pod) => partyOfPod(pod));
    case 'nodes':
      return world.nodes.map((node) => ({ kind: 'node', node }));
    case 'outside':
      return target.addresses.map((address) => outside(address, world));
  }
}

export function outside(address: string, world: World): Party {
  return { kind: 'outside', address, eni: world.outsideInterfaces.get(address) };
}

/** A pod on the host's network speaks and listens with the node's address: on the wire it is the node. */
function partyOfPod(pod: Pod): Party {
  return pod.spec.hostNetwork ? { kind: 'node', node: pod.node } : { kind: 'pod', pod };
}

export function drawDependency(dependency: Dependency, draws: Draws): void {
  const { world } = draws;
  const clients = uniqueParties(partiesOf(dependency.client, world));
  const servers = uniqueParties(partiesOf(dependency.server, world));
  if (servers.length === 0) return;
  for (const client of clients) {
    if (dependency.style === 'long') drawLong({ dependency, client, servers, draws });
    else drawShort({ dependency, client, servers, draws });
  }
}

function uniqueParties(parties: readonly Party[]): Party[] {
  const seen = new Set<Node | Pod | string>();
  return parties.filter((party) => {
    const key = party.kind === 'pod' ? party.pod : party.kind === 'node' ? party.node : party.address;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface PairRequest {
  readonly dependency: Dependency;
  readonly client: Party;
  readonly servers: readonly Party[];
  readonly draws: Draws;
}

function drawShort({ dependency, client, servers, draws }: PairRequest): void {
  const { world, random } = draws;
  const life = lifeOf(client, world.settings);
  const rate = (dependency.perHour * world.settings.rate) / 3600;
  let time = life.from - Math.log(1 - random.next()) / rate;
  while (time <= life.to) {
    const second = Math.floor(time);
    const server = serverAt({ servers, client, time: second, draws });
    if (server !== undefined) draws.add(shortFlow({ dependency, client, server, second, draws }));
    time -= Math.log(1 - random.next()) / rate;
  }
}

function serverAt(request: {
  readonly servers: readonly Party[];
  readonly client: Party;
  readonly time: number;
  readonly draws: Draws;
}): Party | undefined {
  const { servers, client, time, draws } = request;
  const alive = servers.filter((server) => {
    const life = lifeOf(server, draws.world.settings);
    return life.from <= time && time <= life.to && addressOf(server) !== addressOf(client);
  });
  return alive.length === 0 ? undefined : draws.random.pick(alive);
}

function shortFlow(request: {
  readonly dependency: Dependency;
  readonly client: Party;
  readonly server: Party;
  readonly second: number;
  readonly draws: Draws;
}): FlowDraft {
  const { dependency, client, server, second, draws } = request;
  const { random, world } = draws;
  const { settings } = world;
  const last = Math.min(lifeOf(client, settings).to, lifeOf(server, settings).to);
  const { style } = dependency;
  const answered = style === 'call';
  const base = {
    client,
    server,
    protocol: PROTOCOL_NUMBERS[dependency.protocol],
    clientPort: draws.nextPort(client),
    serverPort: dependency.port,
    opens: true,
    answer: answered ? ('full' as const) : style === 'refused' ? ('reset' as const) : ('none' as const),
    blockedAt:
      style === 'blocked-at-client'
        ? ('client' as const)
        : style === 'blocked-at-server'
          ? ('server' as const)
          : undefined,
  };
  if (dependency.protocol === 'UDP') {
    return { ...base, closes: false, lateReject: undefined, bursts: [datagrams(second, answered, random)] };
  }
  if (!answered)
    return { ...base, closes: false, lateReject: undefined, bursts: [attempt({ second, last, style, random })] };
  const planned = random.chance(0.08) ? random.int(40, 200) : random.int(0, 4);
  const end = Math.min(second + planned, last);
  const lateReject = random.chance(0.01) && end + 60 < last ? random.int(3, 40) : undefined;
  return { ...base, closes: end < last, lateReject, bursts: exchange({ start: second, end, random }) };
}

function datagrams(second: number, answered: boolean, random: Random): Burst {
  const request = { packets: 1, bytes: random.int(60, 110) };
  return {
    start: second,
    end: second,
    request,
    reply: answered ? { packets: 1, bytes: random.int(90, 400) } : { packets: 0, bytes: 0 },
  };
}

/** A SYN and, where nothing comes back, its repetitions after 1, 3 and 7 seconds. */
function attempt(request: {
  readonly second: number;
  readonly last: number;
  readonly style: string;
  readonly random: Random;
}): Burst {
  const { second, last, style, random } = request;
  if (style === 'refused')
    return { start: second, end: second, request: { packets: 1, bytes: 60 }, reply: { packets: 1, bytes: 40 } };
  const repeats = random.int(0, 3);
  const end = Math.min(second + (2 ** repeats - 1), last);
  return {
    start: second,
    end,
    request: { packets: repeats + 1, bytes: 60 * (repeats + 1) },
    reply: { packets: 0, bytes: 0 },
  };
}

/** Packets at the beginning, at the end, and in between with pauses that may leave an interval empty. */
function exchange(request: { readonly start: number; readonly end: number; readonly random: Random }): Burst[] {
  const { start, end, random } = request;
  const bursts: Burst[] = [];
  let time = start;
  while (time <= end) {
    const stop = Math.min(end, time + random.int(0, 6));
    bursts.push(payload(time, end - stop < 8 ? end : stop, random));
    if (end - stop < 8) break;
    time = stop + random.int(4, 70);
    if (time > end) bursts.push(payload(end, end, random));
  }
  return bursts;
}

function payload(start: number, end: number, random: Random): Burst {
  const packets = random.int(4, 24);
  return {
    start,
    end,
    request: { packets, bytes: packets * 52 + random.int(80, 2_400) },
    reply: { packets: Math.max(3, packets - random.int(0, 3)), bytes: packets * 52 + random.int(120, 24_000) },
  };
}

/** Connections kept open: most began before the window and say little; a lost server is replaced by another. */
function drawLong({ dependency, client, servers, draws }: PairRequest): void {
  const { world, random } = draws;
  const life = lifeOf(client, world.settings);
  for (let copy = 0; copy < dependency.perHour; copy += 1) {
    let time = life.from;
    while (time < life.to - 20) {
      const server = serverAt({ servers, client, time, draws });
      if (server === undefined) {
        time += 30;
        continue;
      }
      const serverLife = lifeOf(server, world.settings);
      const end = Math.min(life.to, serverLife.to);
      const before = time === world.settings.from && serverLife.from === world.settings.from;
      draws.add({
        client,
        server,
        protocol: PROTOCOL_NUMBERS[dependency.protocol],
        clientPort: draws.nextPort(client),
        serverPort: dependency.port,
        opens: !before,
        closes: false,
        answer: 'full',
        blockedAt: undefined,
        lateReject: undefined,
        bursts: keepalives({ start: before ? time + random.int(1, 200) : time, end, random }),
      });
      time = end + random.int(3, 20);
    }
  }
}

function keepalives(request: { readonly start: number; readonly end: number; readonly random: Random }): Burst[] {
  const { start, end, random } = request;
  const bursts: Burst[] = [];
  for (let time = start; time <= end; time += random.int(60, 420))
    bursts.push(payload(time, Math.min(end, time + random.int(0, 9)), random));
  return bursts;
}
