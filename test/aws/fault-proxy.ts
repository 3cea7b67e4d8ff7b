// A proxy on loopback in front of a server of tests: it cuts connections, answers errors and stalls, by plan.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What becomes of one request. `cut`: the connection breaks after so many bytes of the body, where it has as many. */
export type Fault =
  | { readonly kind: 'pass' }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  /** The server does what it is asked; its answer never arrives. */
  | { readonly kind: 'lose-answer' }
  /** Nothing more comes after so many bytes, and the connection stays. */
  | { readonly kind: 'stall'; readonly afterBytes: number };

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export const PASS: Fault = { kind: 'pass' };

export interface FaultProxy {
  readonly endpoint: string;
  /** Requests so far, in the order in which they came. */
  readonly asked: readonly Asked[];
  /** Of each request what becomes of it; `pass` for all without. */
  plan: (asked: Asked) => Fault | Promise<Fault>;
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

export async function startFaultProxy(port: number): Promise<FaultProxy> {
  const asked: Asked[] = [];
  const server = createServer((incoming, outgoing) => {
    const one = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers };
    asked.push(one);
    Promise.resolve(proxy.plan(one)).then(
      (fault) => deal(fault, { incoming, outgoing, port }),
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${own}`,
    asked,
    plan: () => PASS,
    reset: () => {
      asked.length = 0;
      proxy.plan = () => PASS;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly port: number;
}

function deal(fault: Fault, { incoming, outgoing, port }: Exchange): void {
  if (fault.kind === 'answer') {
    incoming.resume();
    incoming.on('end', () => {
      const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${fault.code}</Code><Message>by plan</Message></Error>`;
      outgoing.writeHead(fault.status, { 'content-type': 'application/xml', 'content-length': xml.length });
      outgoing.end(incoming.method === 'HEAD' ? undefined : xml);
    });
    return;
  }
  // The host stays as it was signed.
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) =>
    pass(answer, { outgoing, fault }),
  );
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

interface Passing {
  readonly outgoing: ServerResponse;
  readonly fault: Exclude<Fault, { kind: 'answer' }>;
}

function pass(answer: IncomingMessage, { outgoing, fault }: Passing): void {
  if (fault.kind === 'lose-answer') {
    answer.resume();
    answer.on('end', () => outgoing.destroy());
    return;
  }
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  if (fault.kind === 'pass') {
    answer.pipe(outgoing);
    return;
  }
  let left = fault.afterBytes;
  outgoing.flushHeaders();
  answer.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    const last = chunk.length >= left;
    // Only once the last byte is on its way: to cut while others wait would bring the reader less than planned.
    outgoing.write(chunk.subarray(0, left), () => {
      if (last && fault.kind === 'cut') outgoing.destroy();
    });
    left -= chunk.length;
  });
  answer.on('end', () => {
    // A body that is shorter than planned comes whole.
    if (left > 0) outgoing.end();
    else if (fault.kind === 'cut' && fault.afterBytes <= 0) outgoing.destroy();
  });
}
