// What a user has to know of the recommendation on the chosen dataplane: what it has no words for, and what that costs.
import { compareText, uniqueSorted } from '../base/order.ts';
import { formatCidr } from '../net/cidr.ts';
import type { Direction } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { profilesOf } from './dataplane-classes.ts';
import type { KeptConnection } from './eligible.ts';
import { nodeEntitiesYaml } from './entity-policy.ts';
import type { Inexpressible, Obstacle } from './expressible.ts';
import type { HealthCheck } from './health-checks.ts';
import { asSeen, isInert } from './proof-dataplane.ts';
import type { Finding } from './recommendation.ts';
import type { Subject } from './subjects.ts';

/** By subject and obstacle. */
export function inexpressibleFindings(inexpressible: readonly Inexpressible[]): readonly Finding[] {
  const groups = new Map<string, Inexpressible[]>();
  for (const one of inexpressible) {
    const key = `${one.subject.id} ${one.obstacle}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([, group]) => inexpressibleFinding(group));
}

const WHY: Readonly<Record<Obstacle, string>> = {
  node: 'no NetworkPolicy names a node there',
  ipv6: 'it takes no IPv6 blocks',
  sctp: 'it is not said to take SCTP',
};

function inexpressibleFinding(group: readonly Inexpressible[]): readonly Finding[] {
  const [first] = group;
  if (first === undefined) return [];
  const { subject, obstacle, profile } = first;
  const connections = uniqueSorted(group.map(({ kept }) => kept.key));
  const entities = obstacle === 'node' && profile.apis.cilium === 'enforced';
  const mend = entities ? ': apply the CiliumNetworkPolicy of the evidence beside it, which names nodes' : '';
  const message = `${connections.length} observed connections cannot be expressed on ${profile.data.title}, as ${WHY[obstacle]}, and are blocked once the policies are applied${mend}`;
  const evidence = {
    ...{ obstacle, connections, dataplane: profile.name },
    ...(entities ? { manifest: nodeEntitiesYaml(subject, group) } : {}),
  };
  const severity = group.some(({ kept }) => kept.connection.outcome === 'established') ? 'high' : 'medium';
  return [{ kind: 'not-expressible', severity, subject: subject.id, message, evidence }];
}

/** Peers that the dataplane has no word for, by subject and direction. */
export function openToEverybodyFindings(kept: readonly KeptConnection[]): readonly Finding[] {
  const groups = new Map<string, { subject: Subject; direction: Direction; kept: KeptConnection[] }>();
  const add = (subject: Subject | undefined, direction: Direction, one: KeptConnection) => {
    if (subject === undefined || one.ways[direction] !== 'everybody') return;
    const group = groups.get(`${subject.id} ${direction}`) ?? { subject, direction, kept: [] };
    group.kept.push(one);
    groups.set(`${subject.id} ${direction}`, group);
  };
  for (const one of kept) {
    add(one.client, 'egress', one);
    add(one.server, 'ingress', one);
  }
  return [...groups.values()].map(({ subject, direction, kept: own }) => {
    const ports = uniqueSorted(own.map(({ connection }) => `${connection.protocol}/${connection.port}`));
    const message = `${direction} is open to everybody on ${ports.join(', ')}: the dataplane takes no ipBlock there, and ${own.length} observed connections with addresses outside would be lost otherwise`;
    const evidence = { direction, ports, connections: own.map(({ key }) => key) };
    return { kind: 'open-to-everybody', severity: 'high', subject: subject.id, message, evidence };
  });
}

/** Of health checks that no rule can let in. */
export function healthCheckFindings(
  checks: readonly HealthCheck[],
  kept: readonly KeptConnection[],
): readonly Finding[] {
  return checks
    .filter(({ expressible }) => !expressible)
    .filter(({ subject, port }) => !isOpen(subject, port, kept))
    .map(({ subject, service, block, port }) => {
      const message = `health checks from ${formatCidr(block)} of the load balancer of Service ${service} may be blocked on ${port.protocol}/${port.port}: the dataplane takes no ipBlock in ingress`;
      const evidence = { service, port: `${port.protocol}/${port.port}` };
      return { kind: 'health-checks-blocked', severity: 'high', subject: subject.id, message, evidence };
    });
}

function isOpen(
  subject: Subject,
  port: { readonly protocol: string; readonly port: number },
  kept: readonly KeptConnection[],
): boolean {
  return kept.some(
    ({ server, ways, connection }) =>
      server === subject &&
      ways.ingress === 'everybody' &&
      connection.protocol === port.protocol &&
      connection.port === port.port,
  );
}

/** Rules that the dataplane takes no notice of: the proof is about what they would do. */
export function inertFindings(dataplane: Dataplane, subjects: readonly Subject[]): readonly Finding[] {
  const both = ['ingress', 'egress'] as const;
  const whole = dataplane.profiles.every((profile) => both.every((direction) => isInert(profile, direction)));
  if (whole) {
    const message = `${dataplane.name} enforces no policies: applied, they change nothing; the proof is about what a dataplane that follows the API would make of them`;
    return [{ kind: 'recommendation-inert', severity: 'high', subject: 'recommendation', message, evidence: {} }];
  }
  return both.flatMap((direction): readonly Finding[] => {
    const workloads = subjects.filter((subject) =>
      profilesOf(subject, { dataplane: asSeen(dataplane) }).some((profile) => isInert(profile, direction)),
    );
    if (workloads.length === 0) return [];
    const message = `${direction} rules are not enforced for pods of ${workloads.length === 1 ? '1 workload' : `${workloads.length} workloads`}: there they change nothing, and the proof is about what they would do`;
    const evidence = { direction, workloads: workloads.map(({ id }) => id) };
    return [{ kind: 'recommendation-inert', severity: 'high', subject: 'recommendation', message, evidence }];
  });
}
