// A request as the HTTP API hands it to a function: payload format 2.0.

/** `target`: path and query as they are in the event, not encoded any further. */
export function httpEvent(
  method: string,
  target: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const [rawPath = '', rawQueryString = ''] = target.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { host: 'api.example.com', accept: 'application/json', ...headers },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '01/Nov/2026:05:10:00 +0000',
      timeEpoch: 1793509800000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}
