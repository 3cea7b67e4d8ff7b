// The Invoke call of the Lambda API over HTTP, in front of a function host.
// Source: "Invoke", AWS Lambda API reference.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Listening, listenOnLoopback, readBody } from '../http.ts';
import type { FunctionHost, HostResult } from './function-host.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations(\?.*)?$/;

export function isInvoke(url: string): boolean {
  return INVOKE.test(url);
}

/** The last part of an ARN, with or without a version; or the name itself. */
export function functionNameOf(nameOrArn: string): string {
  const [, name] = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(nameOrArn) ?? [];
  return name ?? nameOrArn.replace(/:.*$/, '');
}

export async function answerInvoke(host: FunctionHost, request: IncomingMessage, response: ServerResponse) {
  const [, encoded = ''] = INVOKE.exec(request.url ?? '') ?? [];
  const event = await readBody(request);
  const result = host.invoke(functionNameOf(decodeURIComponent(encoded)), event === '' ? '{}' : event);
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    response.writeHead(202).end();
    return;
  }
  writeResult(response, await result);
}

function writeResult(response: ServerResponse, result: HostResult) {
  switch (result.kind) {
    case 'refused': {
      const { status, code } = result.fault;
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
      response.end(JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: `injected: ${code}` }));
      return;
    }
    case 'failed':
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled', 'x-amz-executed-version': '$LATEST' });
      response.end(result.payload);
      return;
    case 'returned':
      response.writeHead(200, { 'x-amz-executed-version': '$LATEST' });
      response.end(result.payload);
  }
}

export function startLambdaApi(host: FunctionHost): Promise<Listening> {
  return listenOnLoopback(
    createServer((request, response) => {
      answerInvoke(host, request, response).catch(() => response.destroy());
    }),
  );
}
