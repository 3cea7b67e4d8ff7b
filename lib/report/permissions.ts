// What a set of policies permits between the known workloads and the outside, apart from what was observed.
import { compareText } from '../base/order.ts';
import { type ConnectionProtocol, type Endpoint, endpointKey } from '../connections/connection.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { Direction } from '../policy/model.ts';
import type { ReportConnection } from './document.ts';
import { endpointText } from './endpoint-text.ts';
import type { Question } from './judge.ts';
import { distinctPorts, type PermissionPort, rulePorts } from './permission-ports.ts';
import type { JudgedWorkload } from './pieces.ts';
import { ANY_OTHER_ADDRESS, unseenAddresses } from './unseen-addresses.ts';

export interface PermissionQuestion extends Question {
  readonly protocol: ConnectionProtocol;
  /** What the address or port stands for, where it is one of many that policies do not tell apart. */
  readonly standsFor?: StandsFor;
}

export interface StandsFor {
  /** `addresses in 192.0.2.0/24`, `any other address`. */
  readonly client?: string;
  readonly server?: string;
  /** `8001-8099`, `any other`. */
  readonly port?: string;
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
  /** Of an address that nobody was seen with: those that it stands for. */
  readonly standsFor?: string;
  /** To ask about where it is the server; in order, each once. */
  readonly ports: readonly PermissionPort[];
}

export interface PermissionPair {
  readonly client: PermissionSide;
  readonly server: PermissionSide;
}

/** The same of any other address; undefined where the question is about no unseen address in a block. */
export function generalPermissionText(question: PermissionQuestion): string | undefined {
  const { client, server } = question.standsFor ?? {};
  const general = {
    ...(client === undefined ? {} : { client: ANY_OTHER_ADDRESS }),
    ...(server === undefined ? {} : { server: ANY_OTHER_ADDRESS }),
  };
  const text = permissionText({ ...question, standsFor: { ...question.standsFor, ...general } });
  return text === permissionText(question) ? undefined : text;
}

/** Pairs of workloads and outside addresses × the ports that somebody names, in order of client, server, port. */
export function* permissionQuestions(space: QuestionSpace): Generator<PermissionQuestion> {
  for (const { client, server } of permissionPairs(space)) {
    for (const entry of server.ports) yield questionOf(client, server, entry);
  }
}

/** What is asked about one port of a pair, as `permissionQuestions` asks it. */
export function questionOf(client: PermissionSide, server: PermissionSide, entry: PermissionPort): PermissionQuestion {
  const { protocol, port } = entry;
  const question = { client: client.endpoint, server: server.endpoint, protocol, port };
  if (client.standsFor === undefined && server.standsFor === undefined && entry.standsFor === undefined)
    return question;
  return {
    ...question,
    standsFor: {
      ...(client.standsFor === undefined ? {} : { client: client.standsFor }),
      ...(server.standsFor === undefined ? {} : { server: server.standsFor }),
      ...(entry.standsFor === undefined ? {} : { port: entry.standsFor }),
    },
  };
}

/** `shop/web -> addresses in 192.0.2.0/24 TCP/443`, `shop/web -> shop/api TCP/any other` */
export function permissionText(question: PermissionQuestion): string {
  const { sides, port } = permissionParts(question);
  return `${sides.join(' -> ')} ${port}`;
}

export interface PermissionParts {
  readonly sides: readonly [client: string, server: string];
  /** `TCP/8080`, `TCP/any other` */
  readonly port: string;
}

export function permissionParts(question: PermissionQuestion): PermissionParts {
  const { client, server, protocol, port, standsFor = {} } = question;
  return {
    sides: [standsFor.client ?? endpointText(client), standsFor.server ?? endpointText(server)],
    port: `${protocol}/${standsFor.port ?? port}`,
  };
}

/** The same, a pair at a time, so that pairs can be left out or counted without a look at every port. */
export function* permissionPairs(space: QuestionSpace): Generator<PermissionPair> {
  const portsOf = portsByServer(space);
  const isolationOf = isolations(space.policies);
  const workloads = new Map(space.workloads.map((workload) => [keyOf(workload), workload]));
  const sides = endpointsOf(space).map(({ endpoint, standsFor, namedIn }): PairedSide => {
    const key = endpointKey(endpoint);
    const workload = workloads.get(key);
    const { ingress, egress } = workload === undefined ? NOT_ISOLATED : isolationOf(workload);
    const side = { endpoint, key, ports: portsOf(endpoint), ...(standsFor === undefined ? {} : { standsFor }) };
    return { side, ingress, egress, namespace: workload?.namespace, namedIn };
  });
  for (const client of sides) {
    for (const server of sides) {
      // Where no policy isolates either side, everything is allowed and no policy permits it.
      if ((client.egress || server.ingress) && concerns(client, server) && concerns(server, client))
        yield { client: client.side, server: server.side };
    }
  }
}

interface PairedSide extends Isolation {
  readonly side: PermissionSide;
  readonly namespace: string | undefined;
  readonly namedIn: ReadonlySet<string | undefined> | undefined;
}

const NOT_ISOLATED: Isolation = { ingress: false, egress: false };

/** Whether a policy that may select the other side tells the address from those beside its block. */
function concerns({ namedIn }: PairedSide, { namespace }: PairedSide): boolean {
  return namedIn === undefined || namedIn.has(undefined) || (namespace !== undefined && namedIn.has(namespace));
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

interface Asked {
  readonly endpoint: Endpoint;
  readonly standsFor?: string;
  readonly namedIn?: ReadonlySet<string | undefined>;
}

/** In order of their keys. */
function endpointsOf(space: QuestionSpace): readonly Asked[] {
  const endpoints = new Map<string, Asked>();
  for (const workload of space.workloads) endpoints.set(keyOf(workload), { endpoint: endpointOf(workload) });
  const seen = space.connections.flatMap(({ client, server }) =>
    [client, server].filter(({ kind }) => kind === 'external' || kind === 'node'),
  );
  for (const endpoint of seen) endpoints.set(endpointKey(endpoint), { endpoint });
  for (const unseen of unseenAddresses(space.policies, seen)) endpoints.set(endpointKey(unseen.endpoint), unseen);
  return [...endpoints].sort(([left], [right]) => compareText(left, right)).map(([, asked]) => asked);
}

/** For each server: the ports that rules name, those it declares and those it was used on. All others are alike. */
function portsByServer({
  workloads,
  connections,
  policies,
}: QuestionSpace): (server: Endpoint) => readonly PermissionPort[] {
  const everywhere = rulePorts(policies);
  const own = new Map<string, PermissionPort[]>();
  const add = (key: string, port: PermissionPort): void => {
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
