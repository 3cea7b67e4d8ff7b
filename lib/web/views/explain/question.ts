// What the address asks about: two endpoints, a port, and under which policies.

import { type ConnectionProtocol, type Endpoint, endpointKey } from '../../../connections/connection.ts';
import { addressBits, canonicalAddress, parseAddress } from '../../../net/address.ts';
import { formatCidr, parseCidr } from '../../../net/cidr.ts';
import { isPortNumber } from '../../../net/port-set.ts';
import type { Model } from '../../data/model.ts';
import type { AskedConnection } from '../../workers/messages.ts';

/** As people and links write them. */
export interface QuestionTexts {
  readonly client: string;
  readonly server: string;
  readonly port: string;
  readonly protocol: ConnectionProtocol;
}

/** `problems`: by field, why it cannot be asked. */
export type ParsedQuestion =
  | { readonly kind: 'question'; readonly connection: AskedConnection }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unusable'; readonly problems: Readonly<Partial<Record<'client' | 'server' | 'port', string>>> };

export function parseQuestion(model: Model, texts: QuestionTexts): ParsedQuestion {
  if (texts.client === '' && texts.server === '' && texts.port === '') return { kind: 'empty' };
  const client = endpointNamed(model, texts.client);
  const server = endpointNamed(model, texts.server);
  const port = parsePort(texts.port, texts.protocol);
  if (typeof client === 'string' || typeof server === 'string' || port === undefined) {
    const problems = {
      ...(typeof client === 'string' ? { client } : {}),
      ...(typeof server === 'string' ? { server } : {}),
      ...(port === undefined ? { port: 'a port is a number from 1 to 65535, such as 8080' } : {}),
    };
    return { kind: 'unusable', problems };
  }
  return { kind: 'question', connection: { client, server, ...port } };
}

/** By id, by the text that people read, `namespace/Kind/name`, an address or a block; else why it is none. */
export function endpointNamed(model: Model, text: string): Endpoint | string {
  const wanted = text.trim();
  if (wanted === '') return 'name a workload, an address or a block';
  const known = model.endpointById.get(wanted) ?? model.endpointById.get(`workload ${wanted}`);
  if (known !== undefined) return known.endpoint;
  const [first, second] = model.endpoints.filter((endpoint) => endpoint.text === wanted);
  if (first !== undefined && second === undefined) return first.endpoint;
  if (second !== undefined) return 'several have this name: write namespace/Kind/name';
  return addressNamed(model, wanted) ?? 'nothing of the report has this name: choose one from the list';
}

/** An address that a workload or node holds is that workload or node; as `flowfence explain` takes it. */
function addressNamed(model: Model, text: string): Endpoint | undefined {
  const bare = text.startsWith('external ') ? text.slice('external '.length) : text;
  const address = canonicalAddress(bare.replace(/(\/32|(?<=:.*)\/128)$/, ''));
  if (address === undefined) {
    const block = parseCidr(bare);
    return block === undefined ? undefined : { kind: 'external', cidr: formatCidr(block) };
  }
  const holder = model.endpoints.find(({ workload }) => {
    const variants = workload?.hostNetwork === true ? [] : (workload?.variants ?? []);
    return variants.some(({ current, addresses }) => current && addresses.includes(address));
  });
  if (holder !== undefined) return holder.endpoint;
  const node = model.endpoints.find(({ endpoint }) => endpoint.kind === 'node' && endpoint.address === address);
  const cidr = `${address}/${addressBits(parseAddress(address)?.family ?? 4)}`;
  return node?.endpoint ?? { kind: 'external', cidr };
}

const PROTOCOLS: readonly ConnectionProtocol[] = ['TCP', 'UDP', 'SCTP'];

/** `8080`, `8080/TCP` or `TCP/8080`; `protocol` where the text names none. */
export function parsePort(
  text: string,
  protocol: ConnectionProtocol,
): { readonly protocol: ConnectionProtocol; readonly port: number } | undefined {
  const parts = text.trim().toUpperCase().split('/');
  const named = PROTOCOLS.find((candidate) => parts.includes(candidate)) ?? protocol;
  const [number = '', ...others] = parts.filter((part) => !PROTOCOLS.some((candidate) => candidate === part));
  if (others.length > 0 || !/^\d{1,5}$/.test(number) || !isPortNumber(Number(number))) return undefined;
  return { protocol: named, port: Number(number) };
}

/** What a field shows for an endpoint: its name where that is enough, else its id. */
export function endpointLabel(model: Model, text: string): string {
  const known = model.endpointById.get(text);
  if (known === undefined) return text;
  const named = endpointNamed(model, known.text);
  return typeof named !== 'string' && endpointKey(named) === known.id ? known.text : known.id;
}
