// Serves a Request → Response application on this machine's own address only.
import { serve } from '@hono/node-server';
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

export type Answer = (request: Request) => Response | Promise<Response>;

/** Port 0 takes a free one. */
export function serveLocally(answer: Answer, port: number): Promise<Serving> {
  return new Promise((resolve) => {
    const server = serve({ fetch: answer, hostname: LOOPBACK, port }, ({ port: taken }) =>
      resolve({ kind: 'serving', server: { url: `http://${LOOPBACK}:${taken}/`, close } }),
    );
    const close = (): Promise<void> =>
      new Promise((closed) => {
        server.close(() => closed());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    server.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'refused', diagnostic: refusal(error, port) }),
    );
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
