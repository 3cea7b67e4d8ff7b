// Searches connections by what is written on them: names, ids, addresses of pods and nodes, ports.
import type { ModelConnection } from '../../data/model.ts';
import type { ConnectionIndex } from './connection-index.ts';

export type ConnectionMatcher = (connection: ModelConnection) => boolean;

/**
 * Every word must be a part of a name, an address or the port: `shop/web -> shop/api TCP/8080` as well as `10.0.1.7 443`.
 * Each text is searched once for each word; what connections share is not searched again for each of them.
 */
export function matcherOf(search: string, index: ConnectionIndex): ConnectionMatcher {
  const { clients, servers, ports } = index;
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '->')
    .map((word) => ({ sides: having(word, index.endpointTexts), ports: having(word, index.portTexts) }));
  return ({ position }) => {
    const client = clients[position] ?? 0;
    const server = servers[position] ?? 0;
    const port = ports[position] ?? 0;
    for (const word of words) {
      if (word.sides[client] !== 1 && word.sides[server] !== 1 && word.ports[port] !== 1) return false;
    }
    return true;
  };
}

/** By the position of a text: 1 where it has the word. */
function having(word: string, texts: readonly string[]): Uint8Array {
  const has = new Uint8Array(texts.length);
  texts.forEach((text, position) => {
    if (text.includes(word)) has[position] = 1;
  });
  return has;
}
