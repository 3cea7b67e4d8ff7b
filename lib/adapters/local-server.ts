// Serves a Request → Response application on this machine's own address only.
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Diagnostic } from '../base/diagnostic.ts';

const LOOPBACK = '127.0.0.1';

export interface LocalServer {
  readonly url: string;
  /** Ends open connections too. */
  readonly close: () => Promise<void>;
}

export type Serving =
  | { readonly kind: 'serving'; readonly server: LocalServer }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

/** `target` is the path and query as they came, before they were normalised into the request's URL. */
export type Answer = (request: Request, target: string) => Response | Promise<Response>;

/** To what is no request at all, such as one without a usable Host. */
type AnswerMalformed = () => Response;

const plainRefusal: AnswerMalformed = () => new Response(null, { status: 400 });

/** Port 0 takes a free one. */
export function serveLocally(answer: Answer, port: number, malformed = plainRefusal): Promise<Serving> {
  return new Promise((resolve) => {
    const listener = getRequestListener((request, { incoming }) => answer(request, incoming.url ?? '/'), {
      hostname: LOOPBACK,
      errorHandler: malformed,
    });
    const server = createServer(listener);
    const close = (): Promise<void> =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    server.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'refused', diagnostic: refusal(error, port) }),
    );
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ kind: 'serving', server: { url: `http://${LOOPBACK}:${taken}/`, close } });
    });
  });
}

function refusal(error: NodeJS.ErrnoException, port: number): Diagnostic {
  const place = { source: '--port' };
  const base = { code: 'port-refused', level: 'error', place } as const;
  if (error.code === 'EADDRINUSE') {
    return { ...base, message: `port ${port} is in use`, mend: 'name another, or 0 for any that is free' };
  }
  const message = `port ${port} cannot be served (${error.code ?? error.message})`;
  return { ...base, message, mend: 'name one above 1023, or 0 for any that is free' };
}

/** Until the process is asked to end: Ctrl-C, or a service manager's SIGTERM. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
