// Questions to the policies about a Service: one for each kind of pod behind it, on the port that the pod listens on.
import type { Endpoint } from '../connections/connection.ts';
import type { Cidr } from '../net/cidr.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportService } from './document.ts';
import { type JudgedWorkload, makePieces, type PieceMaker, rememberPieces, type View } from './pieces.ts';
import { type Backend, backendsOf } from './service-backends.ts';

export interface ServiceQuestion {
  readonly service: ReportService;
  readonly protocol: QueryProtocol;
  /** The Service's own. */
  readonly port: number;
  readonly client: Endpoint;
  /** The pieces of the client towards a server. */
  readonly clientsTo: (server: Endpoint) => readonly PolicyEndpoint[];
  /** Where the client named an external address of the Service: what that is to a dataplane that does not translate it. */
  readonly outside?: PolicyEndpoint;
}

export type ServiceQueries =
  | { readonly kind: 'queries'; readonly queries: readonly PolicyQuery[] }
  | { readonly kind: 'unusable'; readonly reason: string };

export type AskService = (question: ServiceQuestion) => ServiceQueries;

export interface ServiceAsking {
  readonly workloads: readonly JudgedWorkload[];
  readonly blocks: readonly Cidr[];
  readonly dataplane: Pick<Dataplane, 'nodeClassOf'>;
  /** What holds an address that a Service without a selector lists: a node, a pod, or somebody outside. */
  readonly holderOf: (address: string, view: View) => Holder;
}

/** Beyond this the memory starts anew, so that it stays bounded. */
const REMEMBERED_PORTS = 10_000;

export interface Holder {
  readonly endpoint: Endpoint;
  readonly pieces: readonly PolicyEndpoint[];
}

export function makeAskService({ workloads, blocks, dataplane, holderOf }: ServiceAsking): AskService {
  const pieces = new WeakMap<JudgedWorkload, PieceMaker>();
  const remembered = new Map<string, ReturnType<typeof backendsOf>>();
  const holderOfBackend = (backend: Backend, view: View): Holder => {
    if (backend.kind === 'address') return holderOf(backend.address, view);
    const { workload } = backend;
    const known = pieces.get(workload) ?? rememberPieces(makePieces([workload], blocks, dataplane.nodeClassOf));
    pieces.set(workload, known);
    const { namespace, kind, name } = workload;
    const endpoint: Endpoint = { kind: 'workload', namespace, workloadKind: kind, name };
    return { endpoint, pieces: known.piecesOf(endpoint, view) };
  };
  return ({ service, protocol, port, client, clientsTo, outside }) => {
    const key = `${service.namespace}/${service.name} ${protocol}/${port}`;
    const found = remembered.get(key) ?? backendsOf(service, { protocol, port }, workloads);
    if (remembered.size >= REMEMBERED_PORTS) remembered.clear();
    remembered.set(key, found);
    if (found.kind === 'unusable') return found;
    const { backends } = found;
    const via = outside === undefined || found.via === undefined ? found.via : { ...found.via, outside };
    const rest = { protocol, ...(via === undefined ? {} : { via }) };
    const queries = backends.flatMap((backend) => {
      const { endpoint, pieces: servers } = holderOfBackend(backend, { side: 'server', other: client });
      return clientsTo(endpoint).flatMap((from) =>
        servers.map((server) => ({ client: from, server, port: backend.port, ...rest })),
      );
    });
    return { kind: 'queries', queries };
  };
}
