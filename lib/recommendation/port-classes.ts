// Which ports have to be asked about for a pod: those its own policies mention; any other port is like an unseen one.
import type { Workload } from '../identity/workload.ts';
import type { Cidr } from '../net/cidr.ts';
import { HIGHEST_PORT } from '../net/port-set.ts';
import { standingOf } from '../policy/applicable.ts';
import type { CompiledPolicies, CompiledRule } from '../policy/compiled.ts';
import { evaluateDirection } from '../policy/evaluate.ts';
import type { Direction, PolicyEndpoint } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { buildTiers } from '../policy/tiers.ts';
import type { KeptConnection } from './eligible.ts';
import type { PortManifest } from './manifests.ts';
import { portText } from './ports.ts';
import type { PodProbe } from './probes.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** `undefined`: every port, as nothing isolates the pod in this direction or a rule has no ports or a range of them. */
export type PortClasses = ReadonlyMap<string, PortManifest> | undefined;

/** What one direction of a pod's policies can tell apart. */
export interface Reach {
  /** Only those that select the pod: for it the verdicts are the same, and found sooner. */
  readonly policies: CompiledPolicies;
  readonly ports: PortClasses;
  /** Blocks that its rules name: outside addresses in none of them are all alike. */
  readonly blocks: readonly Cidr[];
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

interface ReachScope {
  readonly direction: Direction;
  readonly unseen: PortManifest;
  readonly stranger: PolicyEndpoint;
  readonly dataplane: Dataplane;
}

/** What the policies that select the pod can tell apart; which these are, the evaluator says. */
export function reachOf(
  policies: CompiledPolicies,
  pod: PodProbe,
  { direction, unseen, stranger, dataplane }: ReachScope,
): Reach {
  const sides = direction === 'egress' ? { client: pod, server: stranger } : { client: stranger, server: pod };
  const verdict = evaluateDirection(policies, { ...sides, ...unseen }, { direction, dataplane });
  const standing = standingOf(policies, { subject: pod, direction, profile: dataplane.profileOf(pod) });
  const applied = standing.tiers.flatMap(({ levels }) => levels.flatMap((level) => level.applied));
  const names = new Set(applied.map(({ policy }) => policy.name));
  const selecting = policies.policies.filter(({ name }) => names.has(name));
  const blocks = policyBlocks({ ...policies, policies: selecting });
  const own = { ...policies, policies: selecting, tiers: buildTiers(selecting) };
  if (verdict.kind !== 'denied') return { policies: own, ports: undefined, blocks };
  const rules = applied.flatMap((one) => one.rules);
  const ports = rules.map(rulePorts);
  const known = ports.flatMap((list) => (list === undefined ? [] : [list]));
  return {
    policies: own,
    ports: known.length === ports.length ? portMap(known.flat()) : undefined,
    blocks,
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
