// Sets of port numbers: sorted disjoint ranges and their algebra.

export const LOWEST_PORT = 1;
export const HIGHEST_PORT = 65535;

/** First and last are inside. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Sorted, disjoint, adjacent ranges joined. Made by `portSet` only. */
export type PortSet = readonly PortRange[];

export const ALL_PORTS: PortSet = [{ first: LOWEST_PORT, last: HIGHEST_PORT }];

export function isPortNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= LOWEST_PORT && value <= HIGHEST_PORT;
}

export function portSet(ranges: Iterable<PortRange>): PortSet {
  const sorted = [...ranges].filter((range) => range.first <= range.last).sort((a, b) => a.first - b.first);
  const joined: PortRange[] = [];
  for (const range of sorted) {
    const previous = joined.at(-1);
    if (previous === undefined || previous.last + 1 < range.first) joined.push(range);
    else if (previous.last < range.last) joined[joined.length - 1] = { first: previous.first, last: range.last };
  }
  return joined;
}

export function portSetOf(...ports: readonly number[]): PortSet {
  return portSet(ports.map((port) => ({ first: port, last: port })));
}

export function unionPorts(left: PortSet, right: PortSet): PortSet {
  return portSet([...left, ...right]);
}

export function intersectPorts(left: PortSet, right: PortSet): PortSet {
  return portSet(
    left.flatMap((a) => right.map((b) => ({ first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) }))),
  );
}

/** What is in `set` and not in `removed`. */
export function subtractPorts(set: PortSet, removed: PortSet): PortSet {
  let rest = [...set];
  for (const hole of removed) {
    rest = rest.flatMap((range) => [
      { first: range.first, last: Math.min(range.last, hole.first - 1) },
      { first: Math.max(range.first, hole.last + 1), last: range.last },
    ]);
    rest = rest.filter((range) => range.first <= range.last);
  }
  return portSet(rest);
}

export function containsPort(set: PortSet, port: number): boolean {
  return set.some((range) => range.first <= port && port <= range.last);
}

export function containsPorts(outer: PortSet, inner: PortSet): boolean {
  return subtractPorts(inner, outer).length === 0;
}

export function portCount(set: PortSet): number {
  return set.reduce((count, range) => count + range.last - range.first + 1, 0);
}

/** `80,443,8000-8080`; the empty set is `none`, all ports are `all`. */
export function formatPortSet(set: PortSet): string {
  if (set.length === 0) return 'none';
  if (containsPorts(set, ALL_PORTS)) return 'all';
  return set.map((range) => (range.first === range.last ? `${range.first}` : `${range.first}-${range.last}`)).join(',');
}
