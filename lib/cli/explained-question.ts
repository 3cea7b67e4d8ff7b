// What `explain` asks the policies of a report: a connection between endpoints, or one to a Service.
import type { Endpoint } from '../connections/connection.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { PolicyQuery } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportDocument } from '../report/document.ts';
import { outsideAddress, type Resolve, type Resolved } from '../report/endpoint-argument.ts';
import { connectionText, endpointText } from '../report/endpoint-text.ts';
import { judgedWorkloads, makeOutsideQuestions, queriesOf } from '../report/judge.ts';
import { makePieces } from '../report/pieces.ts';
import { makeAskService } from '../report/service-queries.ts';
import { UnusableError } from './exit.ts';
import type { parsePortArgument } from './port-argument.ts';

export interface ExplainedQuestion {
  /** `shop/web -> shop/api TCP/8080`. */
  readonly text: string;
  readonly queries: readonly PolicyQuery[];
}

export interface Asking {
  readonly document: ReportDocument;
  readonly policies: CompiledPolicies;
  readonly dataplane: Dataplane;
  readonly resolve: Resolve;
}

export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly port: ReturnType<typeof parsePortArgument>;
}

export function explainedQuestion({ from, to, port }: Asked, asking: Asking): ExplainedQuestion {
  const { document, policies, dataplane, resolve } = asking;
  const client = endpointFor('--from', from, resolve);
  const workloads = judgedWorkloads(document.workloads);
  const blocks = policyBlocks(policies);
  const pieces = makePieces(workloads, blocks, dataplane.nodeClassOf);
  const resolved = resolve(to);
  if (resolved.kind !== 'service') {
    const question = { client, server: endpointFor('--to', to, resolve), ...port };
    const { services = [] } = document;
    const askOutside = makeOutsideQuestions({ workloads, blocks, dataplane, services, pieces });
    return { text: connectionText(question), queries: askOutside(question) ?? queriesOf(question, pieces) };
  }
  const { service } = resolved;
  const askService = makeAskService({
    ...{ workloads, blocks, dataplane },
    holderOf: (address, view) => {
      const endpoint = endpointAt(address, resolve(address));
      return { endpoint, pieces: pieces.piecesOf(endpoint, view) };
    },
  });
  const clientsTo = (other: Endpoint) => pieces.piecesOf(client, { side: 'client', other });
  const asked = askService({ service, ...port, client, clientsTo });
  if (asked.kind === 'unusable') throw new UnusableError('--to', asked.reason, 'name a port of the Service');
  const name = `svc/${service.namespace}/${service.name}`;
  return { text: `${endpointText(client)} -> ${name} ${port.protocol}/${port.port}`, queries: asked.queries };
}

function endpointFor(option: string, text: string, resolve: Resolve): Endpoint {
  const resolved = resolve(text);
  if (resolved.kind === 'endpoint') return resolved.endpoint;
  if (resolved.kind === 'service' && resolved.address !== undefined) return outsideAddress(resolved.address).endpoint;
  throw new UnusableError(option, reasonOf(resolved, text), 'name a workload of the report, an address or a CIDR');
}

function reasonOf(resolved: Resolved, text: string): string {
  if (resolved.kind === 'unresolved') return resolved.reason;
  return resolved.kind === 'service' ? 'a Service opens no connections' : `${text} is a single pod`;
}

function endpointAt(address: string, resolved: Resolved): Endpoint {
  return resolved.kind === 'endpoint' ? resolved.endpoint : outsideAddress(address).endpoint;
}
