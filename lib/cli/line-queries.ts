// What a line of `evaluate` asks the policies, or why it cannot be asked.
import type { Endpoint } from '../connections/connection.ts';
import type { Workload } from '../identity/workload.ts';
import { isPortNumber } from '../net/port-set.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportService } from '../report/document.ts';
import { makeResolver, outsideAddress, type Resolve, type Resolved } from '../report/endpoint-argument.ts';
import { singlePiece } from '../report/judge.ts';
import { type AskOutside, makeAskOutside } from '../report/outside-services.ts';
import { makePieces, type PieceMaker, rememberPieces, type View } from '../report/pieces.ts';
import { toReportServices } from '../report/report-services.ts';
import { type AskService, type Holder, makeAskService } from '../report/service-queries.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';
import { expand, farSide, type Known, type Named, podPieces } from './line-pieces.ts';

export interface LineInput {
  readonly snapshot: Snapshot;
  /** Those of the snapshot. */
  readonly workloads: readonly Workload[];
  readonly policies: CompiledPolicies;
  readonly dataplane: Dataplane;
}

interface Tools {
  readonly lookUp: (text: string) => Place;
  readonly pieces: PieceMaker;
  readonly askService: AskService;
  /** Undefined where no Service has an address that the world uses. */
  readonly askOutside: AskOutside | undefined;
}

/** What a text names. */
interface Place {
  readonly resolved: Resolved;
  /** What it stands for whatever the other side is: a pod by name, an address or block outside. */
  readonly alone: readonly PolicyEndpoint[] | undefined;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The line cannot be asked; caught where the line is answered. */
export class LineError extends Error {}

/** The questions that the fields of a line are; throws a `LineError`. */
export type ReadQueries = (fields: Fields) => readonly PolicyQuery[];

export function makeReadQueries({ snapshot, workloads, policies, dataplane }: LineInput): ReadQueries {
  const services = toReportServices(snapshot.services, snapshot.endpointSlices);
  const { pods, nodes } = snapshot;
  const resolve = makeResolver({ pods, nodes, workloads, holders: new Map(), services });
  const blocks = policyBlocks(policies);
  const pieces = rememberPieces(makePieces(workloads, blocks, dataplane.nodeClassOf));
  const holderOf = (address: string, view: View): Holder => {
    const known = resolve(address);
    if (known.kind === 'pod') return { endpoint: farSide(known), pieces: podPieces(known.pod) };
    const endpoint = known.kind === 'endpoint' ? known.endpoint : outsideAddress(address).endpoint;
    return { endpoint, pieces: pieces.piecesOf(endpoint, view) };
  };
  const askService = makeAskService({ workloads, blocks, dataplane, holderOf });
  const isReached = services.some(({ externalAddresses = [] }) => externalAddresses.length > 0);
  const askOutside = isReached ? makeAskOutside(services, askService) : undefined;
  const tools: Tools = { lookUp: rememberPlaces(resolve, pieces), pieces, askService, askOutside };
  return (fields) => readQueries(fields, tools);
}

/** Names repeat a lot in long inputs; beyond this the memory starts anew, so that it stays bounded. */
const REMEMBERED_NAMES = 200_000;

function rememberPlaces(resolve: Resolve, pieces: PieceMaker): Tools['lookUp'] {
  const memory = new Map<string, Place>();
  return (text) => {
    const known = memory.get(text);
    if (known !== undefined) return known;
    if (memory.size >= REMEMBERED_NAMES) memory.clear();
    const resolved = resolve(text);
    const place = { resolved, alone: alone(resolved, pieces) };
    memory.set(text, place);
    return place;
  };
}

function alone(resolved: Resolved, pieces: PieceMaker): readonly PolicyEndpoint[] | undefined {
  if (resolved.kind === 'pod') return podPieces(resolved.pod);
  if (resolved.kind !== 'endpoint' || resolved.endpoint.kind !== 'external') return undefined;
  return pieces.piecesOf(resolved.endpoint, { side: 'server', other: resolved.endpoint });
}

function readQueries(fields: Fields, tools: Tools): readonly PolicyQuery[] {
  const { protocol, port } = readPort(fields);
  readExpectation(fields);
  const from = lookUpField(fields, 'from', tools);
  const to = lookUpField(fields, 'to', tools);
  // Most lines by far: nothing is to be found out that was not found out before.
  const isPlain = tools.askOutside === undefined || to.resolved.kind === 'pod';
  const query = isPlain ? singleQuery(from, to, { protocol, port }) : undefined;
  if (query !== undefined) return [query];
  const client = clientOf(named(from, 'from'));
  const server = named(to, 'to');
  if (server.kind === 'service') return queriesToService(client, server.service, { protocol, port }, tools);
  const asked =
    tools.askOutside &&
    server.kind === 'endpoint' &&
    queriesToOutside(client, server.endpoint, { protocol, port }, tools);
  if (asked) return asked;
  const servers = expand(server, { side: 'server', other: client }, tools.pieces);
  const clients = expand(client, { side: 'client', other: server }, tools.pieces);
  return clients.flatMap((one) => servers.map((other) => ({ client: one, server: other, protocol, port })));
}

function singleQuery(from: Place, to: Place, asked: AskedPort): PolicyQuery | undefined {
  const client = only(from);
  const server = only(to);
  return client === undefined || server === undefined ? undefined : { client, server, ...asked };
}

function only({ alone }: Place): PolicyEndpoint | undefined {
  return alone?.length === 1 ? alone[0] : undefined;
}

function queriesToService(
  client: Known,
  service: ReportService,
  asked: AskedPort,
  tools: Tools,
): readonly PolicyQuery[] {
  const { protocol, port } = asked;
  const answer = tools.askService({
    service,
    protocol,
    port,
    client: farSide(client),
    clientsTo: clientsTo(client, tools),
  });
  if (answer.kind === 'unusable') throw new LineError(`"to": ${answer.reason}`);
  return answer.queries;
}

/** Undefined where no Service has the address. */
function queriesToOutside(
  client: Known,
  server: Endpoint,
  asked: AskedPort,
  tools: Tools,
): readonly PolicyQuery[] | undefined {
  const outside = () => singlePiece(tools.pieces, server, farSide(client));
  return tools.askOutside?.({
    server,
    ...asked,
    client: farSide(client),
    clientsTo: clientsTo(client, tools),
    outside,
  });
}

function clientsTo(client: Known, tools: Tools): (server: Endpoint) => readonly PolicyEndpoint[] {
  return (endpoint) => expand(client, { side: 'client', other: { kind: 'endpoint', endpoint } }, tools.pieces);
}

/** A Service's address as a client is an address like any other. */
function clientOf(client: Named): Known {
  if (client.kind !== 'service') return client;
  if (client.address === undefined) throw new LineError('"from": a Service opens no connections');
  return outsideAddress(client.address);
}

type Side = 'from' | 'to';

function lookUpField(fields: Fields, name: Side, { lookUp }: Tools): Place {
  const text = fields[name];
  if (typeof text !== 'string') throw new LineError(`"${name}" is missing`);
  return lookUp(text);
}

function named({ resolved }: Place, name: Side): Named {
  if (resolved.kind === 'unresolved') throw new LineError(`"${name}": ${resolved.reason}`);
  return resolved;
}

interface AskedPort {
  readonly protocol: QueryProtocol;
  readonly port: number;
}

/** ICMP has no ports; only rules without `ports` match it. */
function readPort(fields: Fields): AskedPort {
  const { protocol, port } = fields;
  if (protocol === 'ICMP') return { protocol, port: 0 };
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') {
    throw new LineError('"protocol" is not TCP, UDP, SCTP or ICMP');
  }
  if (!isPortNumber(port)) throw new LineError('"port" is not a number from 1 to 65535');
  return { protocol, port };
}

export const VERDICTS: readonly unknown[] = ['allowed', 'denied', 'unknown'];

function readExpectation({ expect }: Fields): void {
  if (expect === undefined || VERDICTS.includes(expect)) return;
  throw new LineError('"expect" is not allowed, denied or unknown');
}
