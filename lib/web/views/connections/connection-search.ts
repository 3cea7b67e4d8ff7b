// Searches connections by what is written on them: names, ids, addresses of pods and nodes, ports.
import type { Model, ModelConnection, ModelEndpoint } from '../../data/model.ts';

export type ConnectionMatcher = (connection: ModelConnection) => boolean;

/** Texts of each endpoint in small letters: connections share them, so that 20,000 are searched by a few thousand. */
export type SearchTexts = ReadonlyMap<ModelEndpoint, string>;

export function searchTexts(model: Model): SearchTexts {
  return new Map(model.endpoints.map((endpoint) => [endpoint, textOf(endpoint).toLowerCase()]));
}

function textOf({ id, text, workload }: ModelEndpoint): string {
  const addresses = (workload?.variants ?? []).flatMap((variant) => variant.addresses);
  return [text, id, ...addresses].join('\n');
}

/**
 * Every word must be a part of a name, an address or the port: `shop/web -> shop/api TCP/8080` as well as `10.0.1.7 443`.
 */
export function matcherOf(search: string, texts: SearchTexts): ConnectionMatcher {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '->');
  if (words.length === 0) return () => true;
  const sides = words.map((word) => new Set([...texts].flatMap(([side, text]) => (text.includes(word) ? [side] : []))));
  return ({ client, server, observed: { protocol, port } }) => {
    const ports = `${protocol}/${port}/${protocol}`.toLowerCase();
    return words.every((word, index) => {
      const named = sides[index];
      return named?.has(client) || named?.has(server) || ports.includes(word);
    });
  };
}
