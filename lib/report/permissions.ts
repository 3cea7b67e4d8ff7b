// What a set of policies permits between the known workloads and the outside, apart from what was observed.
import { compareNumber, compareText } from '../base/order.ts';
import { type ConnectionProtocol, type Endpoint, endpointKey } from '../connections/connection.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { Direction } from '../policy/model.ts';
import type { ReportConnection } from './document.ts';
import type { Question } from './judge.ts';
import type { JudgedWorkload } from './pieces.ts';

/** Stands for every port that nothing names: a rule that allows it allows all ports. */
export const UNNAMED_PORT = 65_533;
/** An address that no observed connection names (TEST-NET-2, never routed). */
export const OUTSIDE: Endpoint = { kind: 'external', cidr: '198.51.100.77/32' };

export interface PermissionQuestion extends Question {
  readonly protocol: ConnectionProtocol;
}

export interface QuestionSpace {
  readonly workloads: readonly JudgedWorkload[];
  /** Those that were needed: a port scan names every port. */
  readonly connections: readonly Pick<ReportConnection, 'client' | 'server' | 'protocol' | 'port'>[];
  readonly policies: readonly CompiledPolicies[];
}

/** One endpoint as either side of questions. */
export interface PermissionSide {
  readonly endpoint: Endpoint;
  /** Its `endpointKey`. */
  readonly key: string;
  /** To ask about where it is the server; in order, each once. */
  readonly ports: readonly Pick<PermissionQuestion, 'protocol' | 'port'>[];
}

export interface PermissionPair {
  readonly client: PermissionSide;
  readonly server: PermissionSide;
}

/** Pairs of workloads and outside addresses × the ports that somebody names, in order of client, server, port. */
export function* permissionQuestions(space: QuestionSpace): Generator<PermissionQuestion> {
  for (const { client, server } of permissionPairs(space)) {
    for (const { protocol, port } of server.ports)
      yield { client: client.endpoint, server: server.endpoint, protocol, port };
  }
}

/** The same, a pair at a time, so that pairs can be left out or counted without a look at every port. */
export function* permissionPairs(space: QuestionSpace): Generator<PermissionPair> {
  const portsOf = portsByServer(space);
  const isolationOf = isolations(space.policies);
  const isolated = new Map(space.workloads.map((workload) => [keyOf(workload), isolationOf(workload)]));
  const sides = endpointsOf(space).map((endpoint) => {
    const key = endpointKey(endpoint);
    const { ingress = false, egress = false } = isolated.get(key) ?? {};
    return { endpoint, key, ingress, egress, ports: portsOf(endpoint) };
  });
  for (const client of sides) {
    for (const server of sides) {
      // Where no policy isolates either side, everything is allowed and no policy permits it.
      if (client.egress || server.ingress) yield { client, server };
    }
  }
}

/** `shop/web -> shop/api TCP/8080` in keys that two reports share. */
export function questionKey({ client, server, protocol, port }: Question): string {
  return `${endpointKey(client)} -> ${endpointKey(server)} ${protocol}/${port}`;
}

function keyOf(workload: JudgedWorkload): string {
  return endpointKey(endpointOf(workload));
}

function endpointOf({ namespace, kind, name }: JudgedWorkload): Endpoint {
  return { kind: 'workload', namespace, workloadKind: kind, name };
}

function endpointsOf(space: QuestionSpace): readonly Endpoint[] {
  const endpoints = new Map<string, Endpoint>([[endpointKey(OUTSIDE), OUTSIDE]]);
  for (const workload of space.workloads) endpoints.set(keyOf(workload), endpointOf(workload));
  for (const { client, server } of space.connections) {
    for (const endpoint of [client, server]) {
      if (endpoint.kind === 'external' || endpoint.kind === 'node') endpoints.set(endpointKey(endpoint), endpoint);
    }
  }
  return [...endpoints].sort(([left], [right]) => compareText(left, right)).map(([, endpoint]) => endpoint);
}

type Port = Pick<PermissionQuestion, 'protocol' | 'port'>;

/** For each server: the ports that rules name, those it declares and those it was used on. All others are alike. */
function portsByServer({ workloads, connections, policies }: QuestionSpace): (server: Endpoint) => readonly Port[] {
  const everywhere = distinctPorts([
    ...(['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ protocol, port: UNNAMED_PORT })),
    ...policies.flatMap(rulePorts),
  ]);
  const own = new Map<string, Port[]>();
  const add = (key: string, port: Port): void => {
    const known = own.get(key);
    if (known === undefined) own.set(key, [port]);
    else known.push(port);
  };
  for (const { server, protocol, port } of connections) add(endpointKey(server), { protocol, port });
  for (const workload of workloads) {
    for (const { protocol, port } of workload.variants.flatMap((variant) => variant.ports))
      add(keyOf(workload), { protocol, port });
  }
  const sorted = new Map([...own].map(([key, ports]) => [key, distinctPorts([...everywhere, ...ports])]));
  return (server) => sorted.get(endpointKey(server)) ?? everywhere;
}

function distinctPorts(ports: readonly Port[]): readonly Port[] {
  const distinct = new Map(ports.map((entry) => [`${entry.protocol}/${entry.port}`, entry]));
  return [...distinct.values()].sort(
    (left, right) => compareText(left.protocol, right.protocol) || compareNumber(left.port, right.port),
  );
}

function rulePorts(policies: CompiledPolicies): readonly Port[] {
  return policies.policies.flatMap(({ sections }) =>
    [...sections.ingress.rules, ...sections.egress.rules].flatMap(({ ports }) => {
      const entries = ports.kind === 'all' ? [] : ports.ports;
      return entries.flatMap((entry) =>
        entry.kind === 'numbers'
          ? [
              { protocol: entry.protocol, port: entry.first },
              { protocol: entry.protocol, port: entry.last },
            ]
          : [],
      );
    }),
  );
}

type Isolation = Readonly<Record<Direction, boolean>>;

/** Which directions some policy declares that is in the workload's namespace, or in none. */
function isolations(sets: readonly CompiledPolicies[]): (workload: JudgedWorkload) => Isolation {
  const declared: Readonly<Record<Direction, Set<string | undefined>>> = { ingress: new Set(), egress: new Set() };
  for (const { namespace, sections } of sets.flatMap(({ policies }) => policies)) {
    if (sections.ingress.declared) declared.ingress.add(namespace);
    if (sections.egress.declared) declared.egress.add(namespace);
  }
  const isIn = (names: ReadonlySet<string | undefined>, { namespace }: JudgedWorkload) =>
    names.has(undefined) || names.has(namespace);
  return (workload) => ({ ingress: isIn(declared.ingress, workload), egress: isIn(declared.egress, workload) });
}
