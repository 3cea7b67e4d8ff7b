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
  /** Each piece of the client, and the client as a whole. */
  readonly clients: readonly PolicyEndpoint[];
  readonly client: Endpoint;
}

export type ServiceQueries =
  | { readonly kind: 'queries'; readonly queries: readonly PolicyQuery[] }
  | { readonly kind: 'unusable'; readonly reason: string };

export type AskService = (question: ServiceQuestion) => ServiceQueries;

export interface ServiceAsking {
  readonly workloads: readonly JudgedWorkload[];
  readonly blocks: readonly Cidr[];
  readonly dataplane: Pick<Dataplane, 'nodeClassOf'>;
  /** Of an address that a Service without a selector lists: a node, a pod, or outside. */
  readonly piecesOfAddress: (address: string, view: View) => readonly PolicyEndpoint[];
}

/** Beyond this the memory starts anew, so that it stays bounded. */
const REMEMBERED_PORTS = 10_000;

export function makeAskService({ workloads, blocks, dataplane, piecesOfAddress }: ServiceAsking): AskService {
  const pieces = new WeakMap<JudgedWorkload, PieceMaker>();
  const remembered = new Map<string, ReturnType<typeof backendsOf>>();
  const piecesOf = (backend: Backend, view: View): readonly PolicyEndpoint[] => {
    if (backend.kind === 'address') return piecesOfAddress(backend.address, view);
    const { workload } = backend;
    const known = pieces.get(workload) ?? rememberPieces(makePieces([workload], blocks, dataplane.nodeClassOf));
    pieces.set(workload, known);
    const { namespace, kind, name } = workload;
    return known.piecesOf({ kind: 'workload', namespace, workloadKind: kind, name }, view);
  };
  return ({ service, protocol, port, clients, client }) => {
    const key = `${service.namespace}/${service.name} ${protocol}/${port}`;
    const found = remembered.get(key) ?? backendsOf(service, { protocol, port }, workloads);
    if (remembered.size >= REMEMBERED_PORTS) remembered.clear();
    remembered.set(key, found);
    if (found.kind === 'unusable') return found;
    const { via, backends } = found;
    const servers = backends.flatMap((backend) =>
      piecesOf(backend, { side: 'server', other: client }).map((server) => ({ server, port: backend.port })),
    );
    return {
      kind: 'queries',
      queries: clients.flatMap((from) =>
        servers.map((to) => ({ client: from, ...to, protocol, ...(via === undefined ? {} : { via }) })),
      ),
    };
  };
}
