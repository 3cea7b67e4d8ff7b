// Which ports have to be asked about: those that somebody names, and one of each kind that rules tell apart.
import { compareNumber, compareText } from '../base/order.ts';
import type { ConnectionProtocol } from '../connections/connection.ts';
import { containsPort, formatPortSet, HIGHEST_PORT, type PortRange, portSet } from '../net/port-set.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';

export interface PermissionPort {
  readonly protocol: ConnectionProtocol;
  readonly port: number;
  /** Where it stands for others as well: `any other`, `8001-8099`. */
  readonly standsFor?: string;
}

/** `TCP/8080`, `UDP/any other` */
export function portText({ protocol, port, standsFor }: PermissionPort): string {
  return `${protocol}/${standsFor ?? port}`;
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;

/** The ends of the ranges that rules name, one port between each two of them, and one that no rule names; in order. */
export function rulePorts(sets: readonly CompiledPolicies[]): readonly PermissionPort[] {
  const named = sets.flatMap(namedRanges);
  return PROTOCOLS.flatMap((protocol) => {
    const ranges = named.filter((range) => range.protocol === protocol);
    const ends = [...new Set(ranges.flatMap(({ first, last }) => [first, last]))].sort(compareNumber);
    const between = ends.flatMap((end, index): readonly PermissionPort[] => {
      const inner = { first: end + 1, last: (ends[index + 1] ?? 0) - 1 };
      const isNamed = ranges.some(({ first, last }) => first < inner.first && inner.last < last);
      if (inner.first > inner.last || !isNamed) return [];
      return [{ protocol, port: inner.first, ...(inner.first < inner.last && { standsFor: formatPortSet([inner]) }) }];
    });
    return distinctPorts([...ends.map((port) => ({ protocol, port })), ...between, ...unnamed(protocol, ranges)]);
  });
}

/** Each once, in order; of two the first. */
export function distinctPorts(ports: readonly PermissionPort[]): readonly PermissionPort[] {
  const distinct = new Map<string, PermissionPort>();
  for (const entry of ports) {
    const key = `${entry.protocol}/${entry.port}`;
    if (!distinct.has(key)) distinct.set(key, entry);
  }
  return [...distinct.values()].sort(
    (left, right) => compareText(left.protocol, right.protocol) || compareNumber(left.port, right.port),
  );
}

/** The highest port but the last few, which rules that end a range like to name; none where ranges name all. */
function unnamed(protocol: ConnectionProtocol, ranges: readonly PortRange[]): readonly PermissionPort[] {
  const taken = portSet(ranges);
  let port = HIGHEST_PORT - 2;
  while (port > 0 && containsPort(taken, port)) port -= 1;
  return port === 0 ? [] : [{ protocol, port, standsFor: 'any other' }];
}

type NamedRange = PortRange & { readonly protocol: string };

function namedRanges({ policies }: CompiledPolicies): readonly NamedRange[] {
  return policies.flatMap(({ sections }) =>
    [...sections.ingress.rules, ...sections.egress.rules].flatMap(({ ports }) =>
      (ports.kind === 'all' ? [] : ports.ports).flatMap((entry) =>
        entry.kind === 'numbers' ? [{ protocol: entry.protocol, first: entry.first, last: entry.last }] : [],
      ),
    ),
  );
}
