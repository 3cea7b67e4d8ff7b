// Which ports have to be asked about for a pod: those its own policies mention; any other port is like an unseen one.
import type { Workload } from '../identity/workload.ts';
import { HIGHEST_PORT } from '../net/port-set.ts';
import type { CompiledPolicies, CompiledPolicy, CompiledRule } from '../policy/compiled.ts';
import { evaluateDirection } from '../policy/evaluate.ts';
import type { Direction, PolicyEndpoint } from '../policy/model.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import type { KeptConnection } from './eligible.ts';
import type { PortManifest } from './manifests.ts';
import { portText } from './ports.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** `undefined`: every port, as nothing isolates the pod in this direction or a rule has no ports or a range of them. */
export type PortClasses = ReadonlyMap<string, PortManifest> | undefined;

export interface Reach {
  readonly ports: PortClasses;
  /** Whether a rule names addresses or nobody in particular, so that outside addresses differ from each other. */
  readonly outside: boolean;
}

/** All ports that rules, connections and containers name, and one for each protocol that nothing names. */
export function allPortClasses(
  policies: CompiledPolicies,
  kept: readonly KeptConnection[],
  workloads: Iterable<Workload>,
): ReadonlyMap<string, PortManifest> {
  const named: PortManifest[] = [
    ...kept.map(({ connection: { protocol, port } }) => ({ protocol, port })),
    ...[...workloads].flatMap(({ variants }) => variants.flatMap(({ ports }) => ports)),
    ...policies.policies.flatMap(({ sections }) =>
      [...sections.ingress.rules, ...sections.egress.rules].flatMap((rule) => [...(rulePorts(rule) ?? [])]),
    ),
  ].map(({ protocol, port }) => ({ protocol, port }));
  return portMap([...named, ...unseenPorts(named)]);
}

/** One port for each protocol that is none of `named`, the highest. */
export function unseenPorts(named: readonly PortManifest[]): readonly PortManifest[] {
  const taken = new Set(named.map(({ port }) => port));
  let port = HIGHEST_PORT;
  while (taken.has(port)) port -= 1;
  return PROTOCOLS.map((protocol) => ({ protocol, port }));
}

/** What the policies that select the pod can tell apart; which these are, the evaluator says. */
export function reachOf(
  policies: CompiledPolicies,
  pod: PolicyEndpoint,
  scope: { readonly direction: Direction; readonly unseen: PortManifest; readonly stranger: PolicyEndpoint },
): Reach {
  const { direction, unseen, stranger } = scope;
  const sides = direction === 'egress' ? { client: pod, server: stranger } : { client: stranger, server: pod };
  const verdict = evaluateDirection(policies, { ...sides, ...unseen }, { direction, profile: UPSTREAM });
  if (verdict.kind !== 'denied') return { ports: undefined, outside: true };
  const selecting = new Set(verdict.by);
  const rules = policies.policies
    .filter(({ name }) => selecting.has(name))
    .flatMap((policy: CompiledPolicy) => policy.sections[direction].rules);
  const ports = rules.map(rulePorts);
  const known = ports.flatMap((list) => (list === undefined ? [] : [list]));
  return {
    ports: known.length === ports.length ? portMap(known.flat()) : undefined,
    outside: rules.some(({ peers }) => peers.kind === 'all' || peers.peers.some((peer) => peer.kind === 'ip-block')),
  };
}

/** Undefined where the rule is about more than single numbers. */
function rulePorts({ ports }: CompiledRule): readonly PortManifest[] | undefined {
  if (ports.kind === 'all') return undefined;
  const single = ports.ports.flatMap((port) =>
    port.kind === 'numbers' && port.first === port.last ? [{ protocol: port.protocol, port: port.first }] : [],
  );
  return single.length === ports.ports.length ? single : undefined;
}

function portMap(ports: readonly PortManifest[]): ReadonlyMap<string, PortManifest> {
  return new Map(ports.map((port) => [portText(port), port]));
}

/** The ports that both sides could allow. */
export function commonPorts(
  left: PortClasses,
  right: PortClasses,
  all: ReadonlyMap<string, PortManifest>,
): readonly PortManifest[] {
  const [few, many] = (left?.size ?? Infinity) <= (right?.size ?? Infinity) ? [left, right] : [right, left];
  const ports = [...(few ?? all).values()];
  return many === undefined ? ports : ports.filter((port) => many.has(portText(port)));
}
