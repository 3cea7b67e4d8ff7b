// What rollups need to know of the snapshots: who held which address when, who listens, and which ranges are pods'. Pure.
import { compareBy } from '../base/order.ts';
import { HOLDER } from '../connections/attribution-sql.ts';
import type { AddressAssignment, SingleHolder } from '../identity/assignment.ts';
import { buildAssignments } from '../identity/assignments.ts';
import { type DeclaredPort, declaredPorts } from '../identity/listeners.ts';
import type { SecondsRange } from '../identity/timeline.ts';
import { parseAddress } from '../net/address.ts';
import { parseCidr } from '../net/cidr.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';

const PROTOCOL_NUMBERS = { TCP: 6, UDP: 17, SCTP: 132 } as const;

/** Later than any flow log; the open end of assignments. */
const FOREVER_SECONDS = Number.MAX_SAFE_INTEGER;

/** Lines of the identity files, in their order. */
export interface IdentityFacts {
  /** By address, then by time: a timeline without holes for each address that some snapshot shows. */
  readonly assignments: readonly AssignmentLine[];
  /** By number, from 0. */
  readonly holders: readonly HolderLine[];
  readonly declared: readonly DeclaredLine[];
  readonly podRanges: readonly AddressRange[];
}

export function identityFacts(snapshots: readonly Snapshot[]): IdentityFacts {
  const holders = new Map<string, HolderLine>();
  const assignments = timelineLines(buildAssignments(snapshots), holders);
  const known = new Set(assignments.map(({ address }) => address));
  return {
    assignments,
    holders: [...holders.values()],
    declared: declaredLines(snapshots, known),
    podRanges: podRanges(snapshots),
  };
}

/** Stretches in which an owner is presumed, by start: a rollup proves them by traffic since that start. */
export function presumedRanges({ assignments }: IdentityFacts): readonly SecondsRange[] {
  return assignments
    .filter((line) => line.presumed)
    .map((line) => ({ fromSeconds: line.from_seconds, toSeconds: line.to_seconds }))
    .sort(compareBy((range) => range.fromSeconds));
}

export interface HolderLine {
  readonly holder: number;
  readonly kind: string;
  readonly ref: string;
  readonly node: string | null;
}

export interface AssignmentLine {
  readonly address: string;
  readonly from_seconds: number;
  readonly to_seconds: number;
  readonly holder: number;
  readonly presumed: boolean;
}

/** Fills the holes of every address's timeline with stretches that nobody held, from the epoch to forever. */
function timelineLines(
  assignments: readonly AddressAssignment[],
  holders: Map<string, HolderLine>,
): readonly AssignmentLine[] {
  const lines: AssignmentLine[] = [];
  const gap = (address: string, from: number, to: number) => {
    if (from <= to) lines.push({ address, from_seconds: from, to_seconds: to, holder: HOLDER.none, presumed: false });
  };
  assignments.forEach((item, index) => {
    const { address, fromSeconds, toSeconds } = item;
    const before = assignments[index - 1];
    gap(address, before?.address === address ? before.toSeconds + 1 : 0, fromSeconds - 1);
    const holder = item.holder.kind === 'ambiguous' ? HOLDER.ambiguous : numberOf(item.holder, holders);
    const certainTo = item.certainToSeconds;
    const add = (from: number, to: number, presumed: boolean) => {
      if (from <= to) lines.push({ address, from_seconds: from, to_seconds: to, holder, presumed });
    };
    add(fromSeconds, certainTo, false);
    add(certainTo + 1, toSeconds, true);
    if (assignments[index + 1]?.address !== address) gap(address, toSeconds + 1, FOREVER_SECONDS);
  });
  return lines;
}

function numberOf(holder: SingleHolder, holders: Map<string, HolderLine>): number {
  const [ref, node] = describe(holder);
  const key = `${holder.kind} ${ref} ${node}`;
  const known = holders.get(key);
  if (known !== undefined) return known.holder;
  holders.set(key, { holder: holders.size, kind: holder.kind, ref, node });
  return holders.size - 1;
}

function describe(holder: SingleHolder): readonly [ref: string, node: string | null] {
  switch (holder.kind) {
    case 'workload':
      return [holder.id, holder.nodeName ?? null];
    case 'node':
      return [holder.name, holder.name];
    case 'service':
      return [`${holder.namespace}/${holder.name}`, null];
  }
}

export interface DeclaredLine {
  /** As a rollup names an endpoint. */
  readonly key: string;
  readonly protocol: number;
  readonly port: number;
}

/** Distinct; node ports are open on every node. An address that some snapshot shows is never outside the cluster. */
function declaredLines(snapshots: readonly Snapshot[], known: ReadonlySet<string>): readonly DeclaredLine[] {
  const nodes = [...new Set(snapshots.flatMap((snapshot) => snapshot.nodes.map((node) => node.name)))];
  const lines = new Map<string, DeclaredLine>();
  for (const declared of declaredPorts(snapshots)) {
    if (declared.holder.kind === 'address' && known.has(declared.holder.address)) continue;
    for (const key of keysOf(declared, nodes)) {
      const protocol = PROTOCOL_NUMBERS[declared.protocol];
      lines.set(`${key} ${protocol} ${declared.port}`, { key, protocol, port: declared.port });
    }
  }
  return [...lines.values()];
}

function keysOf({ holder }: DeclaredPort, nodes: readonly string[]): readonly string[] {
  switch (holder.kind) {
    case 'workload':
      return [`workload ${holder.id}`];
    case 'node':
      return [`node ${holder.name}`];
    case 'address':
      return [`external ${holder.address}`];
    case 'every-node':
      return nodes.map((name) => `node ${name}`);
  }
}

/** IPv4 addresses as numbers; both ends belong to it. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** IPv4 pod ranges that nodes state: an address in one belongs to a pod even if no snapshot shows which. */
function podRanges(snapshots: readonly Snapshot[]): readonly AddressRange[] {
  const texts = new Set(snapshots.flatMap((snapshot) => snapshot.nodes.flatMap((node) => node.podCidrs)));
  return [...texts].sort().flatMap((text) => {
    const cidr = parseCidr(text);
    const first = parseAddress(text.split('/')[0] ?? '');
    if (cidr === undefined || first?.family !== 4) return [];
    const size = 2 ** (32 - cidr.prefix);
    const start = Number(first.value) - (Number(first.value) % size);
    return [{ first: start, last: start + size - 1 }];
  });
}
