// Which ports have to be asked about for a pod: those its own policies mention; any other port is like an unseen one.
import type { Workload } from '../identity/workload.ts';
import { HIGHEST_PORT } from '../net/port-set.ts';
import { type AppliedTier, standingOf } from '../policy/applicable.ts';
import type { CompiledPolicies, CompiledPolicy, CompiledRule } from '../policy/compiled.ts';
import { indexCandidates } from '../policy/indexed/candidates.ts';
import type { Direction, DirectionVerdict, PolicyEndpoint } from '../policy/model.ts';
import type { KeptConnection } from './eligible.ts';
import type { PortManifest } from './manifests.ts';
import { portText } from './ports.ts';
import type { PodProbe } from './probes.ts';
import type { Proof } from './proof.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** `undefined`: every port, as nothing isolates the pod in this direction or a rule has no ports or a range of them. */
export type PortClasses = ReadonlyMap<string, PortManifest> | undefined;

/** What one direction of a pod's policies can tell apart. */
export interface Reach {
  readonly ports: PortClasses;
  /** Those that may select it. */
  readonly policies: readonly CompiledPolicy[];
  /** Theirs of this direction, as the dataplane counts them. */
  readonly rules: readonly CompiledRule[];
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

interface Unused {
  /** A port and an address that nothing names. */
  readonly unseen: PortManifest;
  readonly stranger: PolicyEndpoint;
}

/** What the policies that select a pod can tell apart; which these are, the evaluator says. */
export function makeReach(
  { inForce: policies, judge, cluster }: Proof,
  { unseen, stranger }: Unused,
): (pod: PodProbe, direction: Direction) => Reach {
  const find = indexCandidates(policies);
  return (pod, direction) => {
    const sides = direction === 'egress' ? { client: pod, server: stranger } : { client: stranger, server: pod };
    const verdict = judge.inForce({ ...sides, ...unseen }, direction);
    const scope = { subject: pod, direction, profile: cluster.dataplane.profileOf(pod) };
    const { tiers } = standingOf(policies, scope, find);
    return reachOf(tiers, verdict);
  };
}

function reachOf(tiers: readonly AppliedTier[], verdict: DirectionVerdict): Reach {
  const applied = tiers.flatMap(({ levels }) => levels.flatMap((level) => level.applied));
  const selecting = [...new Set(applied.map(({ policy }) => policy))];
  const rules = applied.flatMap((one) => one.rules);
  if (verdict.kind !== 'denied') return { ports: undefined, policies: selecting, rules };
  const ports = rules.map(rulePorts);
  const known = ports.flatMap((list) => (list === undefined ? [] : [list]));
  const all = known.length === ports.length;
  return { ports: all ? portMap(known.flat()) : undefined, policies: selecting, rules };
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
