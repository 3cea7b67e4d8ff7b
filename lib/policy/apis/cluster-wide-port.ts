// Parts of ports that the versions of the network policy API share.
import { isPortNumber } from '../../net/port-set.ts';
import type { TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { CompiledPort } from '../compiled.ts';
import { type Cursor, propertyOf, reportInvalid } from './manifest-reader.ts';

export const PROTOCOLS: readonly TransportProtocol[] = ['TCP', 'UDP', 'SCTP'];

/** "selects a destination port on a pod based on the ContainerPort name": of whatever protocol the container gives it. */
export function portOfEachProtocol(name: string): readonly CompiledPort[] {
  return PROTOCOLS.map((protocol) => ({ kind: 'name', protocol, name }));
}

/** "Start port must be less than End port"; both are inside. */
export function readPortRange(cursor: Cursor): { readonly first: number; readonly last: number } | undefined {
  const start = propertyOf(cursor, 'start');
  const end = propertyOf(cursor, 'end');
  for (const port of [start, end]) {
    if (!isPortNumber(port.value)) reportInvalid(port, 'a port number from 1 to 65535');
  }
  if (!isPortNumber(start.value) || !isPortNumber(end.value)) return undefined;
  if (start.value < end.value) return { first: start.value, last: end.value };
  reportInvalid(end, 'a port number above start');
  return undefined;
}
