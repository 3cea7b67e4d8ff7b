// What `explain` asks the policies of a report: a connection between endpoints, or one to a Service.
import type { ConnectionProtocol, Endpoint } from '../connections/connection.ts';
import type { Cidr } from '../net/cidr.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { PolicyQuery } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportDocument, ReportService } from './document.ts';
import { outsideAddress, type Resolve, type Resolved } from './endpoint-argument.ts';
import { connectionText, endpointText } from './endpoint-text.ts';
import { judgedWorkloads, makeOutsideQuestions, type Question, queriesOf } from './judge.ts';
import { type JudgedWorkload, makePieces, type PieceMaker } from './pieces.ts';
import { makeAskService } from './service-queries.ts';

export type ExplainedQuestion =
  | {
      readonly kind: 'question';
      /** `shop/web -> shop/api TCP/8080`. */
      readonly text: string;
      readonly queries: readonly PolicyQuery[];
    }
  /** `end`: which of the two names cannot be asked about. */
  | { readonly kind: 'unusable'; readonly end: 'from' | 'to'; readonly reason: string; readonly mend: string }
  | { readonly kind: 'too-many'; readonly pairs: number };

export interface Asking {
  readonly document: ReportDocument;
  readonly policies: CompiledPolicies;
  readonly dataplane: Dataplane;
  readonly resolve: Resolve;
  /** Pairs of pods and pieces of blocks that may be asked about; any number where undefined. */
  readonly mostPairs?: number;
}

export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly port: { readonly protocol: ConnectionProtocol; readonly port: number };
}

export function explainedQuestion({ from, to, port }: Asked, asking: Asking): ExplainedQuestion {
  const { document, policies, dataplane, resolve } = asking;
  const client = endpointFor('from', resolve(from), from);
  if (client.kind === 'unusable') return client;
  const workloads = judgedWorkloads(document.workloads);
  const blocks = policyBlocks(policies);
  const pieces = makePieces(workloads, blocks, dataplane.nodeClassOf);
  const asked = { ...{ workloads, blocks, dataplane, pieces, resolve }, client: client.endpoint, port };
  const resolved = resolve(to);
  if (resolved.kind === 'service') return serviceQuestion(resolved.service, asked);
  const server = endpointFor('to', resolved, to);
  if (server.kind === 'unusable') return server;
  const question = { client: client.endpoint, server: server.endpoint, ...port };
  const pairs = pairsOf(question, pieces);
  if (pairs > (asking.mostPairs ?? pairs)) return { kind: 'too-many', pairs };
  const { services = [] } = document;
  const askOutside = makeOutsideQuestions({ workloads, blocks, dataplane, services, pieces });
  const queries = askOutside(question) ?? queriesOf(question, pieces);
  return { kind: 'question', text: connectionText(question), queries };
}

interface ServiceAsked extends Pick<Asking, 'dataplane' | 'resolve'>, Pick<Asked, 'port'> {
  readonly workloads: readonly JudgedWorkload[];
  readonly blocks: readonly Cidr[];
  readonly pieces: PieceMaker;
  readonly client: Endpoint;
}

function serviceQuestion(service: ReportService, asked: ServiceAsked): ExplainedQuestion {
  const { workloads, blocks, dataplane, pieces, resolve, client, port } = asked;
  const askService = makeAskService({
    ...{ workloads, blocks, dataplane },
    holderOf: (address, view) => {
      const endpoint = endpointAt(address, resolve(address));
      return { endpoint, pieces: pieces.piecesOf(endpoint, view) };
    },
  });
  const clientsTo = (other: Endpoint) => pieces.piecesOf(client, { side: 'client', other });
  const found = askService({ service, ...port, client, clientsTo });
  if (found.kind === 'unusable') return unusable('to', found.reason, 'name a port of the Service');
  const name = `svc/${service.namespace}/${service.name}`;
  const text = `${endpointText(client)} -> ${name} ${port.protocol}/${port.port}`;
  return { kind: 'question', text, queries: found.queries };
}

function unusable(end: 'from' | 'to', reason: string, mend: string): Extract<ExplainedQuestion, { kind: 'unusable' }> {
  return { kind: 'unusable', end, reason, mend };
}

function endpointFor(end: 'from' | 'to', resolved: Resolved, text: string) {
  if (resolved.kind === 'endpoint') return resolved;
  if (resolved.kind === 'service' && resolved.address !== undefined) return outsideAddress(resolved.address);
  return unusable(end, reasonOf(resolved, text), 'name a workload of the report, an address or a CIDR');
}

function reasonOf(resolved: Resolved, text: string): string {
  if (resolved.kind === 'unresolved') return resolved.reason;
  return resolved.kind === 'service' ? 'a Service opens no connections' : `${text} is a single pod`;
}

function endpointAt(address: string, resolved: Resolved): Endpoint {
  return resolved.kind === 'endpoint' ? resolved.endpoint : outsideAddress(address).endpoint;
}

function pairsOf({ client, server }: Question, { piecesOf }: PieceMaker): number {
  const servers = piecesOf(server, { side: 'server', other: client });
  return servers.length * piecesOf(client, { side: 'client', other: server }).length;
}
