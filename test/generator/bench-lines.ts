// Rows of the large input as text: one connection after the other, both interfaces and both directions of each.
import type { BenchEdge, BenchPod, BenchTraffic } from './bench-plan.ts';
import { at, createRandom, type Random } from './random.ts';

const DNS_SHARE = 0.2;
const REJECT_SHARE = 0.03;
/** Rows of the server's interface come this many connections after the client's. */
const LAG = 400;

export interface BenchLines {
  /** The next lines; together they are `count` rows when `remaining` is zero. */
  readonly next: (remaining: number) => readonly string[];
  /** Indexes into the plan's connections that have got rows. */
  readonly seen: ReadonlySet<number>;
}

/** Rows of the five minutes that begin at `slot`, `total` of them; they go forward in time, as interfaces deliver them. */
export function benchLines(
  plan: BenchTraffic,
  request: { readonly slot: number; readonly total: number; readonly label: string },
): BenchLines {
  const { slot, total, label } = request;
  const random = createRandom(label);
  const seen = new Set<number>();
  const late: string[] = [];
  const next = (remaining: number): readonly string[] => {
    const now = slot + Math.floor((1 - remaining / total) * 280);
    const lines = random.chance((REJECT_SHARE * 4) / (1 + REJECT_SHARE * 3))
      ? knock(plan, now, random, seen)
      : exchange(plan, now, random, seen);
    const own = lines.slice(0, 2);
    late.push(...lines.slice(2));
    if (late.length > LAG * 2) own.push(...late.splice(0, 2));
    return remaining <= own.length + late.length ? [...own, ...late.splice(0)].slice(0, remaining) : own;
  };
  return { next, seen };
}

function exchange(plan: BenchTraffic, now: number, random: Random, seen: Set<number>): string[] {
  const dns = random.chance(DNS_SHARE);
  const edges = dns ? plan.lookups : plan.calls;
  const index = random.int(0, edges.length - 1);
  const edge = at(edges, index);
  const client = random.pick(edge.clients);
  const server = random.pick(edge.servers);
  if (client.node === server.node) return [];
  seen.add(index + (dns ? plan.calls.length : 0));
  return pairRows({ edge, client, server, now, random });
}

function pairRows(request: {
  readonly edge: BenchEdge;
  readonly client: BenchPod;
  readonly server: BenchPod;
  readonly now: number;
  readonly random: Random;
}): string[] {
  const { edge, client, server, now, random } = request;
  const port = random.int(32_768, 60_999);
  const start = now + random.int(0, 9);
  const end = edge.protocol === 17 ? start : start + random.int(0, 3);
  const packets = edge.protocol === 17 ? 1 : random.int(5, 14);
  const sent = packets * (edge.protocol === 17 ? 70 : 90) + random.int(0, 15) * 8;
  const received = packets * 120 + random.int(0, 15) * 16;
  // One in ten is the middle of a longer connection.
  const middle = edge.protocol === 17 || random.chance(0.1);
  const there = `${edge.protocol} ${packets} ${sent} ${start} ${end} ACCEPT OK ${client.address} ${server.address} ${middle ? 0 : 3}`;
  const back = `${edge.protocol} ${packets} ${received} ${start} ${end} ACCEPT OK ${server.address} ${client.address} ${middle ? 0 : 19}`;
  return [
    `5 111122223333 ${client.eni} ${client.primary} ${server.address} ${port} ${edge.port} ${there} egress`,
    `5 111122223333 ${client.eni} ${server.address} ${client.primary} ${edge.port} ${port} ${back} ingress`,
    `5 111122223333 ${server.eni} ${client.address} ${server.primary} ${port} ${edge.port} ${there} ingress`,
    `5 111122223333 ${server.eni} ${server.primary} ${client.address} ${edge.port} ${port} ${back} egress`,
  ];
}

function knock(plan: BenchTraffic, now: number, random: Random, seen: Set<number>): string[] {
  const index = random.int(0, plan.knocks.length - 1);
  const { address, target, port } = at(plan.knocks, index);
  seen.add(plan.calls.length + plan.lookups.length + index);
  const start = now + random.int(0, 9);
  const from = random.int(1_024, 65_535);
  return [
    `5 111122223333 ${target.eni} ${address} ${target.primary} ${from} ${port} 6 1 60 ${start} ${start} REJECT OK ${address} ${target.address} 2 ingress`,
  ];
}
