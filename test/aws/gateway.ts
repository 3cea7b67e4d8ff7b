// One address for all of AWS: calls of functions go to the function host, all else to the AWS server, past a plan of faults.
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { type Listening, listenOnLoopback } from './http.ts';
import type { FunctionHost } from './runtime/function-host.ts';
import { answerInvoke, isInvoke } from './runtime/lambda-api.ts';

export interface PassingRequest {
  readonly method: string;
  readonly path: string;
  /** The access key that signed it: each container of a function has its own. */
  readonly accessKey: string;
}

/** `answer`: instead of passing it on. `after`: done when the server has answered, before the caller hears of it. */
export type GatewayFault =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  | { readonly kind: 'after'; readonly act: () => void }
  | { readonly kind: 'instead'; readonly act: () => void };

export interface Gateway extends Listening {
  readonly port: number;
  /** The AWS server; set once it runs. */
  upstream: string;
  /** Where functions are called. */
  host: FunctionHost | undefined;
  /** Asked at every request to the AWS server. */
  faults: (request: PassingRequest) => GatewayFault | undefined;
}

export async function startGateway(): Promise<Gateway> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (gateway.host !== undefined && isInvoke(request.url ?? '')) {
      await answerInvoke(gateway.host, request, response);
    } else {
      pass(request, response, gateway);
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // The AWS SDK keeps connections open between requests, longer than a test's pauses.
  server.keepAliveTimeout = 60_000;
  const listening = await listenOnLoopback(server);
  const gateway: Gateway = {
    ...listening,
    port: Number(listening.address.split(':')[1]),
    upstream: '',
    host: undefined,
    faults: () => undefined,
  };
  return gateway;
}

function pass(request: IncomingMessage, response: ServerResponse, gateway: Gateway) {
  const fault = gateway.faults(describe(request));
  if (fault?.kind === 'answer') {
    request.resume();
    response.writeHead(fault.status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>injected</Message></Error>`);
    return;
  }
  if (fault?.kind === 'instead') {
    fault.act();
    response.destroy();
    return;
  }
  const { method, headers } = request;
  const upstream = send(new URL(request.url ?? '/', gateway.upstream), { method, headers }, (answer) => {
    if (fault?.kind === 'after') fault.act();
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  // A caller that is gone, or a server that cuts: the other side must see the cut, not a whole answer.
  upstream.once('error', () => response.destroy());
  response.once('close', () => upstream.destroy());
  request.pipe(upstream);
}

function describe(request: IncomingMessage): PassingRequest {
  const signature = request.headers.authorization ?? '';
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    accessKey: /Credential=([^/]+)\//.exec(signature)?.[1] ?? '',
  };
}
