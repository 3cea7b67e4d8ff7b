// Words for endpoints, peers and ports, as explanations and messages show them.
import { formatCidr } from '../net/cidr.ts';
import type { CompiledPeer, CompiledPort } from './compiled.ts';
import type { PolicyEndpoint } from './model.ts';
import { formatSelector } from './selector.ts';

export function describeEndpoint(endpoint: PolicyEndpoint): string {
  switch (endpoint.kind) {
    case 'pod':
      return `${endpoint.namespace}/${endpoint.name}${endpoint.hostNetwork ? ' (hostNetwork)' : ''}`;
    case 'node':
      return `node ${endpoint.name}`;
    case 'address':
      return endpoint.address;
    case 'unidentified':
      return `an unidentified endpoint (${endpoint.reason})`;
  }
}

export function describePeer(peer: CompiledPeer): string {
  if (peer.kind === 'ip-block') {
    const except = peer.except.map(formatCidr).join(', ');
    return `addresses in ${formatCidr(peer.cidr)}${except === '' ? '' : ` except ${except}`}`;
  }
  const { namespaces, pods } = peer;
  const where =
    namespaces.kind === 'own'
      ? `namespace ${namespaces.namespace}`
      : `namespaces with ${formatSelector(namespaces.selector)}`;
  return `pods with ${formatSelector(pods)} in ${where}`;
}

export function describePort(port: CompiledPort): string {
  if (port.kind === 'name') return `port ${port.name}/${port.protocol}`;
  const range = port.first === port.last ? `${port.first}` : `${port.first}-${port.last}`;
  return `port ${range}/${port.protocol}`;
}
