// What an HTTP API of API Gateway makes of a request for its function, and of the function's answer.
// Source: API Gateway developer guide, "AWS Lambda proxy integrations for HTTP APIs", payload format version 2.0.
import type { FunctionHost } from './runtime/function-host.ts';

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface ProxyResult {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

const HOST = 'abc123.execute-api.us-east-1.amazonaws.com';

export async function requestApi(host: FunctionHost, functionName: string, request: HttpRequest): Promise<HttpAnswer> {
  const result = await host.invoke(functionName, JSON.stringify(toEvent(request)));
  // "If your Lambda function … fails": the gateway tells nothing of it.
  if (result.kind !== 'returned') return { statusCode: 500, headers: {}, body: '{"message":"Internal Server Error"}' };
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded } = JSON.parse(result.payload) as ProxyResult;
  return { statusCode, headers, body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body };
}

function toEvent({ method, path, headers = {}, body }: HttpRequest): object {
  const [rawPath = '/', rawQueryString = ''] = path.split('?');
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { host: HOST, 'x-forwarded-proto': 'https', ...headers },
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc123',
      authentication: null,
      domainName: HOST,
      domainPrefix: 'abc123',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '01/Nov/2026:05:00:00 +0000',
      timeEpoch: 1_793_509_200_000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}
