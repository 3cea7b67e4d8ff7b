// The Lambda Runtime API over HTTP for one execution environment: hands out invocations and takes their results.
// Source: "Using the Lambda runtime API for custom runtimes", AWS Lambda developer guide.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { defer } from '../deferred.ts';
import { listenOnLoopback, readBody } from '../http.ts';
import { type Invocation, type InvocationResult, returned } from './invocation.ts';

export interface RuntimeApi {
  /** host:port, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string;
  /** Resolves when the runtime asks for its first invocation; rejects with what it says of a failed start. */
  readonly ready: Promise<void>;
  /** The next invocation; one at a time. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  close(): Promise<void>;
}

interface Pending {
  readonly invocation: Invocation;
  readonly settle: (result: InvocationResult) => void;
}

interface State {
  /** The runtime's open question for work. */
  asking: ServerResponse | undefined;
  queued: Pending | undefined;
  running: Pending | undefined;
}

const PREFIX = '/2018-06-01/runtime/';

export async function startRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  const state: State = { asking: undefined, queued: undefined, running: undefined };
  const started = defer<void>();
  started.promise.catch(() => undefined);

  const handOut = () => {
    const { asking, queued } = state;
    if (asking === undefined || queued === undefined) return;
    Object.assign(state, { asking: undefined, queued: undefined, running: queued });
    const { requestId, deadlineMs, event } = queued.invocation;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8, 32)};Sampled=0`,
    });
    asking.end(event);
  };

  const settle = (requestId: string, result: InvocationResult): number => {
    const { running } = state;
    if (running?.invocation.requestId !== requestId) return 403;
    state.running = undefined;
    running.settle(result);
    return 202;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (path === `${PREFIX}invocation/next`) {
      state.asking = response;
      started.resolve();
      handOut();
      return;
    }
    const body = await readBody(request);
    const [, requestId, end] = /^invocation\/([^/]+)\/(response|error)$/.exec(path.slice(PREFIX.length)) ?? [];
    if (path === `${PREFIX}init/error`) {
      started.reject(new Error(body));
      response.writeHead(202).end();
    } else if (requestId !== undefined) {
      const result: InvocationResult = end === 'response' ? returned(body) : { kind: 'failed', payload: body };
      response.writeHead(settle(requestId, result)).end();
    } else {
      response.writeHead(404).end();
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const { address, close } = await listenOnLoopback(server);
  return {
    address,
    ready: started.promise,
    invoke: (invocation) =>
      new Promise((resolve) => {
        state.queued = { invocation, settle: resolve };
        handOut();
      }),
    close,
  };
}
