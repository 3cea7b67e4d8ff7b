// Serving on this machine only, and the built page on disk.

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalServer, serveLocally } from '../../lib/adapters/local-server.ts';
import { readBuiltPage } from '../../lib/adapters/page-file.ts';

const servers: LocalServer[] = [];

async function start(port: number): Promise<LocalServer> {
  const serving = await serveLocally(() => new Response('here'), port);
  if (serving.kind === 'refused') throw new Error(serving.diagnostic.message);
  servers.push(serving.server);
  return serving.server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

describe('a local server', () => {
  it('answers at the address that it names', async () => {
    const { url } = await start(0);

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(url)).text()).toBe('here');
  });

  it('is on no other address of this machine', async () => {
    const port = Number(new URL((await start(0)).url).port);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');

    const reached = await Promise.all(others.map(({ address }) => canConnect(address, port)));

    expect(reached.filter((connected) => connected)).toEqual([]);
  });

  it('says so where the port is taken, and what to do', async () => {
    const port = Number(new URL((await start(0)).url).port);

    expect(await serveLocally(() => new Response(), port)).toMatchObject({
      kind: 'refused',
      diagnostic: { code: 'port-refused', message: `port ${port} is in use`, place: { source: '--port' } },
    });
  });

  it('ends although a client keeps its connection open', async () => {
    const server = await start(0);
    const port = Number(new URL(server.url).port);
    const socket = connect({ host: '127.0.0.1', port });
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => undefined);

    servers.splice(0);
    await server.close();

    expect(await canConnect('127.0.0.1', port)).toBe(false);
  });
});

describe('the built page', () => {
  it('that is not there is a diagnostic with the mend', async () => {
    expect(await readBuiltPage('/nowhere/page.html')).toEqual({
      kind: 'unusable',
      diagnostic: {
        code: 'page-not-built',
        level: 'error',
        message: 'the review page is not built',
        place: { source: '/nowhere/page.html' },
        mend: 'run `npm run build:web` in the checkout',
      },
    });
  });
});
